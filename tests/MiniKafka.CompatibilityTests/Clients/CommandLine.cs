using System.Diagnostics;
using System.Text;

namespace MiniKafka.CompatibilityTests.Clients;

/// <summary>Runs a client's program to its end, or kills it when it takes longer than it may.</summary>
public static class CommandLine
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>Runs the program and returns what it printed; a non-zero exit throws with what it had to say.</summary>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var output = new MemoryStream();
        await RunAsync(program, arguments, output);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    /// <summary>As above, but the standard output goes to a stream as it comes.</summary>
    public static async Task RunAsync(string program, string[] arguments, Stream output)
    {
        using var process = Start(program, arguments);
        using var deadline = new CancellationTokenSource(Longest);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.StandardOutput.BaseStream.CopyToAsync(output, deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} took longer than {Longest}: {await errors}");
        }

        if (process.ExitCode != 0)
        {
            var printed = output is MemoryStream text ? Encoding.UTF8.GetString(text.ToArray()) : string.Empty;
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await errors}{printed}");
        }
    }

    public static Process Start(string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
