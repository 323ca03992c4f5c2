using System.Text;
using Disks;
using MiniKafka.Model;
using MiniKafka.Records;
using MiniKafka.Records.Compression;
using MiniKafka.Runtime.Buffers;
using MiniKafka.Storage;
using MiniKafka.Storage.Files;
using MiniKafka.Storage.Logs;
using MiniKafka.Storage.Recovery;

namespace MiniKafka.Tests.Storage;

/// <summary>One partition's log on a file system of the test's choice, with short ways to append and read.</summary>
internal sealed class TestLog
{
    public static readonly TopicPartition Partition = new("t", 0);

    private TestLog(LogContext context, ManualClock clock, PartitionLog log)
    {
        Context = context;
        Clock = clock;
        Log = log;
    }

    public LogContext Context { get; }

    public ManualClock Clock { get; }

    public PartitionLog Log { get; private set; }

    public ListLogger Logger => (ListLogger)Context.Logger;

    public static TestLog Create(LogConfig? config = null, IFileSystem? fileSystem = null, string root = "data")
    {
        var clock = new ManualClock();
        fileSystem = TranslatingFileSystem.Over(fileSystem as LockingFileSystem ?? new LockingFileSystem(fileSystem ?? new MemoryFileSystem(clock)));
        var context = new LogContext(fileSystem, clock, CompressionCodecs.Default, new DelayedDeletion(fileSystem), new ListLogger());
        var directory = Path.Combine(root, Partition.ToString());
        fileSystem.CreateDirectory(directory);
        var settings = config ?? LogConfig.Default;
        return new TestLog(context, clock, new PartitionLog(context, Partition, settings, LogLoader.Load(context, settings, new LogOpening(directory))));
    }

    /// <summary>Opens the same directory again, as after a clean stop or as after a crash.</summary>
    public TestLog Reopen(bool clean, long? recoveryPoint = null, long? logStartOffset = null)
    {
        var opening = new LogOpening(Log.Directory)
        {
            WasCleanShutdown = clean,
            RecoveryPoint = recoveryPoint ?? Log.FlushedOffset,
            LogStartOffset = logStartOffset ?? Log.LogStartOffset,
            HighWatermark = Log.HighWatermark,
        };
        if (clean)
        {
            Log.SaveState();
        }

        Log.CloseFiles();
        Log = new PartitionLog(Context, Partition, Log.Config, LogLoader.Load(Context, Log.Config, opening));
        return this;
    }

    public LogAppendResult Append(params string[] values) => Append(Batch(values));

    public LogAppendResult Append(SharedBytes batch, int leaderEpoch = 0, AppendOrigin origin = AppendOrigin.Client)
    {
        var result = Log.AppendAsLeader(batch, leaderEpoch, origin);
        batch.Release();
        Log.AdvanceHighWatermark(Log.LogEndOffset);
        return result;
    }

    /// <summary>Runs what a flush has to do, at once.</summary>
    public void Flush()
    {
        if (Log.BeginFlush() is { } flush)
        {
            flush.Run(Context.FileSystem);
            foreach (var directory in flush.Directories)
            {
                Context.FileSystem.SyncDirectory(directory);
            }

            Log.CompleteFlush(flush);
        }
    }

    public SharedBytes Batch(params string[] values) => BatchAt(Clock.NowMs, values);

    public static SharedBytes BatchAt(long timestamp, params string[] values)
    {
        var builder = new RecordBatchBuilder();
        foreach (var value in values)
        {
            builder.TryAppend(timestamp, NullableBytes.Null, Encoding.UTF8.GetBytes(value));
        }

        return builder.Build();
    }

    /// <summary>A batch of an idempotent or transactional producer.</summary>
    public SharedBytes ProducerBatch(long producerId, short epoch, int sequence, int count = 1, bool transactional = false)
    {
        var builder = new RecordBatchBuilder { IsTransactional = transactional };
        for (var i = 0; i < count; i++)
        {
            builder.TryAppend(Clock.NowMs, NullableBytes.Null, Encoding.UTF8.GetBytes($"{producerId}-{sequence + i}"));
        }

        builder.SetProducer(producerId, epoch, sequence);
        return builder.Build();
    }

    /// <summary>Values of all records a reader sees from an offset on, in as many reads as it takes.</summary>
    public List<string> ReadValues(long from = 0, LogReadBound bound = LogReadBound.LogEnd) => [.. LogScan.Read(Log, bound, from).Where(record => !record.IsControl).Select(record => Encoding.UTF8.GetString(record.Value ?? []))];
}
