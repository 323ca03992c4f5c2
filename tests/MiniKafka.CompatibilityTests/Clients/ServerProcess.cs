using System.Diagnostics;

namespace MiniKafka.CompatibilityTests.Clients;

/// <summary>The stand-alone server on a data directory, as a process that can be killed.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const string Announcement = "bootstrap.servers=";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "MiniKafka.Server.dll");

    private readonly Process _process;

    private ServerProcess(Process process, string bootstrapServers)
    {
        _process = process;
        BootstrapServers = bootstrapServers;
    }

    public string BootstrapServers { get; }

    public int Port => int.Parse(BootstrapServers[(BootstrapServers.LastIndexOf(':') + 1)..], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Starts it, on a free port or on a given one, and waits until it serves.</summary>
    public static async Task<ServerProcess> StartAsync(string dataDirectory, string topic, int port = 0)
    {
        var process = CommandLine.Start("dotnet", ["exec", Program, "--port", $"{port}", "--data-dir", dataDirectory, "--topic", $"{topic}:1:1"]);
        var complaints = process.StandardError.ReadToEndAsync();
        var said = await process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        if (said?.StartsWith(Announcement, StringComparison.Ordinal) == true)
        {
            return new ServerProcess(process, said[Announcement.Length..]);
        }

        process.Kill();
        throw new InvalidOperationException($"The server said '{said}': {await complaints}");
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
