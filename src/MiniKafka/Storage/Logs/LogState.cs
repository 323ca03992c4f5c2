using MiniKafka.Model;
using MiniKafka.Storage.Flushing;
using MiniKafka.Storage.Producers;
using MiniKafka.Storage.Recovery;
using MiniKafka.Storage.Segments;

namespace MiniKafka.Storage.Logs;

/// <summary>
/// What one log consists of and how far it reaches: <see cref="PartitionLog"/> owns it and hands it to those who work on the log for it. It
/// knows no medium and nobody who waits. Owned by the partition's loop.
/// Invariant: LogStartOffset ≤ LastStableOffset ≤ HighWatermark ≤ LogEndOffset.
/// </summary>
internal sealed class LogState
{
    private long _replicatedOffset;
    private long _lowestCut = long.MaxValue;

    public LogState(TopicPartition partition, LogConfig config, LoadedLog loaded)
    {
        Partition = partition;
        Config = config;
        Directory = loaded.Directory;
        Segments = loaded.Segments;
        Producers = loaded.Producers;
        Snapshots = loaded.Snapshots;
        Epochs = loaded.Epochs;
        Flusher = new LogFlusher(loaded.Directory, loaded.Segments, loaded.Epochs, loaded.RecoveryPoint);
        Flusher.AddWritten(loaded.WrittenPaths);
        LogStartOffset = loaded.LogStartOffset;
        LogEndOffset = loaded.LogEndOffset;
        _replicatedOffset = Math.Clamp(loaded.HighWatermark, LogStartOffset, LogEndOffset);
        HighWatermark = _replicatedOffset;
        Producers.OnHighWatermark(HighWatermark);
    }

    public TopicPartition Partition { get; }

    /// <summary>The topic's settings as they are now; replaced as a whole.</summary>
    public LogConfig Config { get; set; }

    public string Directory { get; }

    public LogSegments Segments { get; }

    public ProducerStates Producers { get; }

    public ProducerSnapshots Snapshots { get; }

    public LeaderEpochCache Epochs { get; }

    public LogFlusher Flusher { get; }

    public long LogStartOffset { get; private set; }

    public long LogEndOffset { get; private set; }

    /// <summary>What is replicated, and on disk when the topic wants every acknowledged batch flushed.</summary>
    public long HighWatermark { get; private set; }

    public long LastStableOffset => Math.Min(Producers.FirstUnstableOffset ?? long.MaxValue, HighWatermark);

    /// <summary>The partition is being copied to another directory: meanwhile nothing may be compacted away.</summary>
    public bool IsMoving { get; set; }

    /// <summary>A batch is in the active segment.</summary>
    public void GrowTo(long logEndOffset) => LogEndOffset = logEndOffset;

    /// <summary>What lies below an offset is gone for readers.</summary>
    public void BeginAt(long logStartOffset)
    {
        LogStartOffset = logStartOffset;
        _replicatedOffset = Math.Max(_replicatedOffset, logStartOffset);
        HighWatermark = Math.Max(HighWatermark, logStartOffset);
    }

    /// <summary>What lies at an offset and beyond was cut off, and may be written again with other bytes.</summary>
    public void EndAt(long logStartOffset, long logEndOffset)
    {
        LogStartOffset = Math.Min(logStartOffset, logEndOffset);
        LogEndOffset = logEndOffset;
        _replicatedOffset = Math.Clamp(_replicatedOffset, LogStartOffset, LogEndOffset);
        HighWatermark = Math.Clamp(HighWatermark, LogStartOffset, LogEndOffset);
        _lowestCut = Math.Min(_lowestCut, logEndOffset);
        Flusher.OnTruncated(logEndOffset);
        Producers.OnHighWatermark(HighWatermark);
    }

    /// <summary>Where the end was cut off at the lowest since the last call; <see cref="long.MaxValue"/> when it was not.</summary>
    public long TakeLowestCut()
    {
        var cut = _lowestCut;
        _lowestCut = long.MaxValue;
        return cut;
    }

    /// <summary>Notes what the replicas have in common. It never falls but by a cut, and never passes the log's end.</summary>
    public void ReplicatedTo(long offset) => _replicatedOffset = Math.Max(_replicatedOffset, Math.Min(offset, LogEndOffset));

    /// <summary>Shows readers what is replicated, or of that what is flushed. True when they see more than before.</summary>
    public bool Show(bool onlyFlushed)
    {
        var (oldWatermark, oldStable) = (HighWatermark, LastStableOffset);
        HighWatermark = Math.Max(HighWatermark, onlyFlushed ? Math.Min(_replicatedOffset, Flusher.FlushedOffset) : _replicatedOffset);
        Producers.OnHighWatermark(HighWatermark);
        return HighWatermark > oldWatermark || LastStableOffset > oldStable;
    }
}
