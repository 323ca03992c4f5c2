using System.Diagnostics;
using System.Globalization;
using System.Text;
using MiniKafka.Records;
using MiniKafka.Storage.Logs;
using StrictReplay;
using Xunit.Abstractions;

namespace MiniKafka.ClusterTests.Crashes;

/// <summary>
/// A process that writes with flush before acknowledgement is killed at random moments, some while it recovers from the kill
/// before. More kills on request: MINIKAFKA_KILLS.
/// </summary>
public sealed class KilledProcessTests(ITestOutputHelper output) : IDisposable
{
    private const int DefaultKills = 200;
    private readonly JudgedFolder _folder = new("killed");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_acknowledged_record_is_there_after_each_kill_in_order_and_once()
    {
        var kills = int.TryParse(Environment.GetEnvironmentVariable("MINIKAFKA_KILLS"), out var wanted) ? wanted : DefaultKills;
        var seed = Environment.ProcessId;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var acknowledged = -1L;
        for (var kill = 0; kill < kills; kill++)
        {
            acknowledged = Math.Max(acknowledged, await WriteAndKillAsync(random.Next(12)));
            if (random.Next(4) == 0 || kill == kills - 1)
            {
                await CheckAsync(acknowledged);
            }
        }

        output.WriteLine($"{kills} kills, last acknowledged offset {acknowledged}");
        Assert.True(acknowledged > kills, "The process was killed before it wrote anything to speak of.");
    }

    /// <summary>Lets the process live until it has printed so many lines; returns the last offset it acknowledged.</summary>
    private async Task<long> WriteAndKillAsync(int lines)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["exec", typeof(Program).Assembly.Location, CrashWriter.Command, _folder.FullName])
        {
            RedirectStandardOutput = true,
        })!;
        var acknowledged = -1L;
        Assert.Equal(CrashWriter.Started, await process.StandardOutput.ReadLineAsync());
        for (var i = 0; i < lines; i++)
        {
            acknowledged = Offset(await process.StandardOutput.ReadLineAsync()) ?? throw new InvalidOperationException("The writer ended by itself.");
        }

        process.Kill();
        await process.WaitForExitAsync();
        while (Offset(await process.StandardOutput.ReadLineAsync()) is { } printedBefore)
        {
            acknowledged = printedBefore;
        }

        return acknowledged;
    }

    private Task CheckAsync(long acknowledged) => CrashLogs.RunAsync(_folder.FullName, (_, log) =>
    {
        Assert.True(log.LogEndOffset > acknowledged, $"{acknowledged} was acknowledged, but the log ends at {log.LogEndOffset}.");
        for (var offset = 0L; offset < log.LogEndOffset;)
        {
            var read = log.Read(offset, 1 << 20, LogReadBound.LogEnd, minOneMessage: true);
            var batches = new RecordBatchIterator(read.Records.ToContiguous().Span);
            while (batches.MoveNext())
            {
                Assert.True(batches.Current.IsCrcValid);
                Assert.Equal(offset, batches.Current.BaseOffset);
                var records = new RecordReader(batches.Current.RecordBytes, batches.Current.RecordCount);
                Assert.True(records.MoveNext());
                Assert.Equal(offset.ToString(CultureInfo.InvariantCulture), Encoding.ASCII.GetString(records.Current.Value.Span));
                offset = batches.Current.NextOffset;
            }

            read.Records.Release();
        }

        return Task.CompletedTask;
    });

    private static long? Offset(string? line) => long.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var offset) ? offset : null;
}
