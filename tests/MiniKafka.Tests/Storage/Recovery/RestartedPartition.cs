using System.Text;
using Disks;
using MiniKafka.Model;
using MiniKafka.Records;
using MiniKafka.Runtime;
using MiniKafka.Runtime.Buffers;
using MiniKafka.Storage;
using MiniKafka.Storage.Directories;
using MiniKafka.Storage.Logs;
using MiniKafka.Tests.Storage.Directories;

namespace MiniKafka.Tests.Storage.Recovery;

/// <summary>How a broker ends.</summary>
public enum Ending
{
    /// <summary>Everything is flushed and closed.</summary>
    Clean,

    /// <summary>The process is killed: the system keeps what it wrote.</summary>
    Killed,

    /// <summary>The power fails: what was not forced onto the medium is lost, in part.</summary>
    PowerLost,
}

/// <summary>One partition in a log manager that ends and starts again on the same disk, in virtual time.</summary>
internal sealed class RestartedPartition : IDisposable
{
    /// <summary>Long ago, for any retention.</summary>
    public const long Old = 1_600_000_000_000;

    public static readonly TopicPartition Partition = new("t", 0);

    private readonly LoopHost _host;
    private readonly EventLoop _loop;
    private readonly LogConfig _config;
    private readonly string[] _directories;

    private RestartedPartition(LoopHost host, EventLoop loop, LogConfig config, string[] directories)
    {
        (_host, _loop, _config, _directories) = (host, loop, config, directories);
    }

    public FaultyDisk Disk { get; } = new();

    public LogManager Manager { get; private set; } = null!;

    public PartitionLog Log { get; private set; } = null!;

    /// <summary>What was said since the last start.</summary>
    public ListLogger Logger { get; private set; } = null!;

    public (long Start, long End) Offsets => (Log.LogStartOffset, Log.LogEndOffset);

    public static void Run(LogConfig config, Func<RestartedPartition, Task> test, params string[] directories) => TestManager.Run(async (host, loop) =>
    {
        using var partition = new RestartedPartition(host, loop, config, directories.Length == 0 ? ["data"] : directories);
        await partition.StartAsync();
        await test(partition);
    });

    public async Task RestartAsync(Ending ending, Action? meanwhile = null, Uuid? topicId = null)
    {
        await EndAsync(ending);
        meanwhile?.Invoke();
        await StartAsync(topicId);
    }

    public async Task EndAsync(Ending ending)
    {
        if (ending == Ending.Clean)
        {
            await Manager.StopAsync(brokerEpoch: 1);
        }

        Manager.Dispose();
        if (ending == Ending.PowerLost)
        {
            Disk.Crash(new Random(1));
        }
    }

    public async Task StartAsync(Uuid? topicId = null)
    {
        (Manager, Logger) = await TestManager.StartLoggedAsync(_host, _loop, Disk, _directories);
        Log = Manager.GetOrCreate(Partition, topicId ?? TestManager.TopicId, _config)!;
        Log.AdvanceHighWatermark(Log.LogEndOffset);
    }

    /// <summary>Moves it to another log directory.</summary>
    public async Task MoveAsync(int to)
    {
        using var move = Manager.BeginMove(Log, TestManager.TopicId, Manager.Directories[to]);
        while (move.CopySome())
        {
        }

        Assert.True(await move.FlushAsync());
        Assert.NotNull(await move.FinishAsync(moved => Log = moved));
    }

    /// <summary>The replica is taken away, and comes back with nothing in it.</summary>
    public void BeginAnew(int directory = 0)
    {
        Manager.Delete(Partition, delayMs: 0);
        Manager.Prefer(Partition, Manager.Directories[directory]);
        Log = Manager.GetOrCreate(Partition, TestManager.TopicId, _config)!;
    }

    /// <summary>Appends a batch and returns its first offset.</summary>
    public long Append(params string[] values) => Append(TestLog.BatchAt(Old, values)).BaseOffset;

    /// <summary>Appends a batch of the idempotent producer 7.</summary>
    public LogAppendResult AppendInSequence(int sequence, string value)
    {
        var builder = new RecordBatchBuilder();
        builder.SetProducer(producerId: 7, producerEpoch: 0, sequence);

        // Recent enough for the producer to be remembered, and still older than any retention here.
        builder.TryAppend(_loop.Clock.GetUtcNow().AddSeconds(-10).ToUnixTimeMilliseconds(), NullableBytes.Null, Encoding.UTF8.GetBytes(value));
        return Append(builder.Build());
    }

    public IReadOnlyList<string> Values() => [.. LogScan.Read(Log, LogReadBound.LogEnd).Select(record => Encoding.UTF8.GetString(record.Value!))];

    public string PathOf(string file, string directory = "data") => Path.Combine(directory, Partition.ToString(), file);

    public void Dispose() => Manager.Dispose();

    private LogAppendResult Append(SharedBytes batch)
    {
        var result = Log.AppendAsLeader(batch, leaderEpoch: 0);
        batch.Release();
        Assert.Equal(ErrorCode.None, result.Error);
        Log.AdvanceHighWatermark(Log.LogEndOffset);
        return result;
    }
}
