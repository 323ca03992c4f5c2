using System.Text;
using Disks;
using MiniKafka.Model;
using MiniKafka.Records;
using MiniKafka.Records.Compression;
using MiniKafka.Storage;
using MiniKafka.Storage.Cleaning;
using MiniKafka.Storage.Directories;
using MiniKafka.Storage.Files;
using MiniKafka.Storage.Logs;
using MiniKafka.Tests.Storage.Directories;

namespace MiniKafka.Tests.Storage.Cleaning;

/// <summary>
/// Declares a compacted log in a few lines: each <see cref="Write"/> is one batch of "key=value" records ("key" alone is a
/// tombstone), each <see cref="Roll"/> seals a segment. Survivors are told as "offset:key=value".
/// </summary>
internal sealed class CompactionScenario
{
    public static readonly TopicPartition Partition = new("t", 0);

    private bool _hasTimestamps = true;

    private CompactionScenario(LogManager manager, PartitionLog log, TimeProvider clock)
    {
        Manager = manager;
        Log = log;
        Clock = clock;
    }

    public static LogConfig Config { get; } = LogConfig.Default with { IsCompacted = true, IsDeleted = false, MinCleanableDirtyRatio = 0.01, DeleteRetentionMs = 1000 };

    public LogManager Manager { get; }

    public PartitionLog Log { get; }

    public TimeProvider Clock { get; }

    /// <summary>Runs a scenario on a simulated loop.</summary>
    public static void Run(Func<CompactionScenario, Task> scenario, LogConfig? config = null, CleanerOptions? cleaner = null, IFileSystem? fileSystem = null) => TestManager.Run(async (host, loop) =>
    {
        fileSystem = TranslatingFileSystem.Over(fileSystem as LockingFileSystem ?? new LockingFileSystem(fileSystem ?? new MemoryFileSystem(loop.Clock)));
        var context = new LogContext(fileSystem, loop.Clock, CompressionCodecs.Default, new DelayedDeletion(fileSystem), new ListLogger());
        using var manager = new LogManager(context, host, new LogManagerOptions { Directories = ["data"], ClusterId = "c", NodeId = 1, Cleaner = cleaner ?? new CleanerOptions() });
        await manager.StartAsync();
        await scenario(new CompactionScenario(manager, manager.GetOrCreate(Partition, new Uuid(1, 2), config ?? Config)!, loop.Clock));
    });

    /// <summary>The same for another partition of the same broker.</summary>
    public CompactionScenario Another(int partition) =>
        new(Manager, Manager.GetOrCreate(Partition with { Partition = partition }, TestManager.TopicId, Log.Config)!, Clock);

    /// <summary>What is written from now on has no timestamps.</summary>
    public CompactionScenario WithoutTimestamps()
    {
        _hasTimestamps = false;
        return this;
    }

    /// <summary>One batch.</summary>
    public CompactionScenario Write(params string[] records)
    {
        Append(Begin(records));
        return this;
    }

    /// <summary>One batch of an idempotent or transactional producer.</summary>
    public CompactionScenario WriteAs(long producerId, int sequence, bool transactional, params string[] records)
    {
        var batch = Begin(records);
        batch.IsTransactional = transactional;
        batch.SetProducer(producerId, 0, sequence);
        Append(batch);
        return this;
    }

    /// <summary>Ends a producer's transaction.</summary>
    public CompactionScenario End(long producerId, bool commit)
    {
        var marker = ControlRecords.EndTransaction(commit, producerId, 0, 0, Clock.GetUtcNow().ToUnixTimeMilliseconds());
        Assert.Equal(ErrorCode.None, Log.AppendAsLeader(marker, 0, AppendOrigin.Coordinator).Error);
        marker.Release();
        Log.AdvanceHighWatermark(Log.LogEndOffset);
        return this;
    }

    public CompactionScenario Roll()
    {
        Log.Roll();
        return this;
    }

    /// <summary>Compacts everything that may be, and returns how many rounds that took.</summary>
    public async Task<int> CleanAsync()
    {
        await FlushAsync();
        return await Manager.Cleaner!.CleanAllAsync();
    }

    public Task FlushAsync() => Manager.FlushAsync(Log);

    public Task WaitAsync(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), Clock);

    /// <summary>What a reader finds below the active segment, markers as "offset:marker".</summary>
    public List<string> Survivors() => [.. LogScan.Read(Log, LogReadBound.LogEnd).Where(record => record.Offset < Log.Segments.Active.BaseOffset).Select(Tell)];

    private static string Tell(ReadRecord record) => record.IsControl ? $"{record.Offset}:marker" : record.Value is null ? $"{record.Offset}:{Text(record.Key)}" : $"{record.Offset}:{Text(record.Key)}={Text(record.Value)}";

    private static string Text(byte[]? bytes) => Encoding.UTF8.GetString(bytes ?? []);

    private RecordBatchBuilder Begin(string[] records)
    {
        var batch = new RecordBatchBuilder();
        foreach (var record in records)
        {
            var parts = record.Split('=');
            var value = parts.Length == 1 ? NullableBytes.Null : new NullableBytes(Encoding.UTF8.GetBytes(parts[1]));
            batch.TryAppend(_hasTimestamps ? Clock.GetUtcNow().ToUnixTimeMilliseconds() : RecordBatchFormat.NoTimestamp, Encoding.UTF8.GetBytes(parts[0]), value);
        }

        return batch;
    }

    private void Append(RecordBatchBuilder batch)
    {
        var bytes = batch.Build();
        Assert.Equal(ErrorCode.None, Log.AppendAsLeader(bytes, 0).Error);
        bytes.Release();
        Log.AdvanceHighWatermark(Log.LogEndOffset);
    }
}
