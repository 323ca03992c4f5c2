using System.Diagnostics;
using System.Globalization;

namespace MiniKafka.CompatibilityTests.Clients;

/// <summary>The stand-alone server on a data directory, as a process that can be killed.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const string Announcement = "bootstrap.servers=";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "MiniKafka.Server.dll");

    private readonly Process _process;
    private readonly Task<string> _complaints;

    private ServerProcess(Process process, Task<string> complaints, string bootstrapServers)
    {
        _process = process;
        _complaints = complaints;
        BootstrapServers = bootstrapServers;
    }

    public string BootstrapServers { get; }

    public int Port => int.Parse(BootstrapServers[(BootstrapServers.LastIndexOf(':') + 1)..], CultureInfo.InvariantCulture);

    /// <summary>Starts it and waits until it serves.</summary>
    /// <param name="dataDirectory">Where its data is.</param>
    /// <param name="arguments">What else its command line says.</param>
    public static Task<ServerProcess> StartAsync(string dataDirectory, params string[] arguments) =>
        AnnouncedAsync(CommandLine.Start("dotnet", ["exec", Program, "--data-dir", dataDirectory, .. arguments]));

    /// <summary>Starts one that keeps everything in memory, and has only so much of it.</summary>
    /// <param name="mostHeapBytes">More its runtime does not give.</param>
    /// <param name="arguments">What else its command line says.</param>
    public static Task<ServerProcess> StartInMemoryAsync(long mostHeapBytes, params string[] arguments) => AnnouncedAsync(CommandLine.Start(
        "dotnet", ["exec", Program, .. arguments], ("DOTNET_GCHeapHardLimit", mostHeapBytes.ToString("X", CultureInfo.InvariantCulture))));

    /// <summary>Starts one that is a program of its own.</summary>
    public static Task<ServerProcess> OfProgramAsync(string program, params string[] arguments) => AnnouncedAsync(CommandLine.Start(program, arguments));

    private static async Task<ServerProcess> AnnouncedAsync(Process process)
    {
        var complaints = process.StandardError.ReadToEndAsync();
        var said = await SaidAsync(process);
        if (said?.StartsWith(Announcement, StringComparison.Ordinal) == true)
        {
            return new ServerProcess(process, complaints, said[Announcement.Length..]);
        }

        process.Kill();
        throw new InvalidOperationException($"The server said '{said}': {await complaints}");
    }

    /// <summary>Its first line; null when there was none in time.</summary>
    private static async Task<string?> SaidAsync(Process process)
    {
        using var deadline = new CancellationTokenSource(Patience);
        try
        {
            return await process.StandardOutput.ReadLineAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Where its dashboard is, which it says next when it was asked for one.</summary>
    public async Task<Uri> DashboardAsync()
    {
        const string announcement = "dashboard=";
        var said = await SaidAsync(_process);
        return said?.StartsWith(announcement, StringComparison.Ordinal) == true
            ? new Uri(said[announcement.Length..])
            : throw new InvalidOperationException($"The server said '{said}' of its dashboard.");
    }

    /// <summary>SIGTERM: it stops cleanly.</summary>
    public async Task StopAsync()
    {
        await CommandLine.RunAsync("kill", "-TERM", _process.Id.ToString(CultureInfo.InvariantCulture));
        await _process.WaitForExitAsync().WaitAsync(Patience);
        if (_process.ExitCode != 0)
        {
            throw new InvalidOperationException($"The server ended with {_process.ExitCode}: {await _complaints}");
        }
    }

    /// <summary>SIGKILL: it gets no chance to do anything more.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }
}
