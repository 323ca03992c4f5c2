using System.Diagnostics;

namespace MiniKafka.ClusterTests.LogDirectories;

/// <summary>The stand-alone server as the process that an operator watches.</summary>
public sealed class ServerOfAFailedDiskTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly string _data = Path.Combine(Path.GetTempPath(), $"server-{Guid.NewGuid():N}");

    private string TakenAway => _data + "-taken-away";

    public void Dispose()
    {
        foreach (var directory in new[] { _data, TakenAway }.Where(Directory.Exists))
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [DirectoryInUseMovesFact]
    public async Task A_server_whose_only_broker_lost_its_disk_ends_with_an_exit_code_and_the_reason()
    {
        string[] arguments = ["exec", Path.Combine(AppContext.BaseDirectory, "MiniKafka.Server.dll"), "--port", "0", "--data-dir", _data, "--property", "log.flush.offset.checkpoint.interval.ms=200"];
        using var server = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            var complaints = server.StandardError.ReadToEndAsync();
            Assert.StartsWith("bootstrap.servers=", await server.StandardOutput.ReadLineAsync().WaitAsync(Patience), StringComparison.Ordinal);

            // In one step: the server goes on writing meanwhile.
            Directory.Move(_data, TakenAway);
            await server.WaitForExitAsync().WaitAsync(Patience);
            Assert.Equal(1, server.ExitCode);
            var reason = (await complaints).Split('\n', StringSplitOptions.RemoveEmptyEntries).Last(line => line.StartsWith("No broker runs any more: ", StringComparison.Ordinal));
            Assert.Contains(_data, reason, StringComparison.Ordinal);
        }
        finally
        {
            if (!server.HasExited)
            {
                server.Kill();
            }
        }
    }
}
