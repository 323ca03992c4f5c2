using System.Security.Cryptography;
using MiniKafka.CompatibilityTests.Clients;

namespace MiniKafka.CompatibilityTests.Kcat;

/// <summary>The server of the command line is killed under kcat, and everything it acknowledged is there when it is started again.</summary>
public sealed class KilledServerTests : IDisposable
{
    private const string Topic = "lines";
    private const int TenMegabytes = 10_000_000;
    private const int OneKilobyte = 1_000;
    private readonly TemporaryFolder _folder = new();

    private string Data => _folder.File("data");

    public void Dispose() => _folder.Dispose();

    /// <summary>Large batches first, and a small one last: they are written in different ways.</summary>
    [ClientFact(nameof(ExternalClient.Kcat))]
    public async Task What_was_acknowledged_before_a_SIGKILL_comes_out_as_it_went_in()
    {
        var (text, end) = (_folder.File("text"), _folder.File("end"));
        TestFiles.WriteText(text, TenMegabytes, seed: 21);
        TestFiles.WriteText(end, OneKilobyte, seed: 23);
        await using (var server = await ServerProcess.StartAsync(Data, "--port", "0", "--topic", $"{Topic}:1:1"))
        {
            var kcat = new KcatCommand(server.BootstrapServers);
            await kcat.RunAsync("-P", "-t", Topic, "-p", "0", "-l", text);
            await kcat.RunAsync("-P", "-t", Topic, "-p", "0", "-l", end);
            await server.KillAsync();
        }

        await using (var again = await ServerProcess.StartAsync(Data, "--port", "0", "--topic", $"{Topic}:1:1"))
        {
            byte[] expected = [.. await File.ReadAllBytesAsync(text), .. await File.ReadAllBytesAsync(end)];
            Assert.Equal(Convert.ToHexString(SHA256.HashData(expected)), await ChecksumAsync(again));
        }
    }

    /// <summary>The producer numbers its records, so what it sends again because of the kill is stored once, and in order.</summary>
    [ClientFact(nameof(ExternalClient.Kcat))]
    public async Task A_SIGKILL_in_the_middle_of_producing_loses_nothing_and_repeats_nothing()
    {
        var text = _folder.File("text");
        var lines = TestFiles.WriteText(text, TenMegabytes, seed: 22);
        var bytes = await File.ReadAllBytesAsync(text);
        int port;
        var server = await ServerProcess.StartAsync(Data, "--port", "0", "--topic", $"{Topic}:1:1");
        using var producing = CommandLine.Start(ExternalClient.Kcat.Program, ["-b", server.BootstrapServers, "-P", "-E", "-t", Topic, "-p", "0", "-X", "enable.idempotence=true", "-X", "reconnect.backoff.max.ms=500"]);
        try
        {
            var complaints = producing.StandardError.ReadToEndAsync();
            await using (server)
            {
                port = server.Port;
                await producing.StandardInput.BaseStream.WriteAsync(bytes.AsMemory(0, bytes.Length / 2));
                await producing.StandardInput.BaseStream.FlushAsync();

                // A consumer that has its fill says that the broker is in the middle of it.
                var some = (lines / 10).ToString(System.Globalization.CultureInfo.InvariantCulture);
                await new KcatCommand(server.BootstrapServers).RunAsync("-C", "-t", Topic, "-p", "0", "-o", "beginning", "-c", some, "-q");
                await server.KillAsync();
            }

            await producing.StandardInput.BaseStream.WriteAsync(bytes.AsMemory(bytes.Length / 2));
            producing.StandardInput.Close();
            await using var again = await ServerProcess.StartAsync(Data, "--port", $"{port}");
            await producing.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
            Assert.True(producing.ExitCode == 0, await complaints);
            Assert.Equal(Convert.ToHexString(SHA256.HashData(bytes)), await ChecksumAsync(again));
        }
        finally
        {
            if (!producing.HasExited)
            {
                producing.Kill();
            }
        }
    }

    private async Task<string> ChecksumAsync(ServerProcess server)
    {
        var consumed = _folder.File("consumed");
        await using (var output = File.Create(consumed))
        {
            await new KcatCommand(server.BootstrapServers).RunAsync(output, "-C", "-t", Topic, "-p", "0", "-o", "beginning", "-e", "-q");
        }

        return Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(consumed)));
    }
}
