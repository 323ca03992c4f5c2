using System.Diagnostics;

namespace MiniKafka.ClusterTests.Programs;

/// <summary>A sample that was run to its end as a process of its own, and what it said.</summary>
internal sealed record ProgramRun(int ExitCode, string Output, string Errors)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <summary>Starts a sample; its streams are the caller's.</summary>
    public static Process Start(string program, params string[] arguments) =>
        Process.Start(new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, $"{program}.dll"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    /// <summary>Runs a sample on some input and waits for its end.</summary>
    public static async Task<ProgramRun> OfAsync(string program, string input, params string[] arguments)
    {
        using var process = Start(program, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        return await EndOfAsync(process, output, errors);
    }

    /// <summary>Waits for the end; a process that takes too long is killed.</summary>
    public static async Task<ProgramRun> EndOfAsync(Process process, Task<string> output, Task<string> errors)
    {
        try
        {
            await process.WaitForExitAsync().WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            process.Kill();
            throw new TimeoutException($"The program did not end: {await errors}");
        }

        return new ProgramRun(process.ExitCode, await output, await errors);
    }
}
