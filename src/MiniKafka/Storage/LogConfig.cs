using MiniKafka.Records;
using MiniKafka.Records.Compression;

namespace MiniKafka.Storage;

/// <summary>What a partition's log needs of its topic's configuration; the defaults are Kafka's. Times in milliseconds.</summary>
internal sealed record LogConfig
{
    public static LogConfig Default { get; } = new();

    /// <summary>For a log whose topic's settings are not known yet: nothing is removed from it, and no producer forgotten.</summary>
    public static LogConfig Unknown { get; } = new() { IsDeleted = false, ProducerIdExpirationMs = int.MaxValue };

    public int SegmentBytes { get; init; } = 1024 * 1024 * 1024;

    public long SegmentMs { get; init; } = 7L * 24 * 60 * 60 * 1000;

    public int SegmentIndexBytes { get; init; } = 10 * 1024 * 1024;

    public int IndexIntervalBytes { get; init; } = 4096;

    public int MaxMessageBytes { get; init; } = 1048588;

    public long RetentionMs { get; init; } = 7L * 24 * 60 * 60 * 1000;

    public long RetentionBytes { get; init; } = -1;

    public bool IsDeleted { get; init; } = true;

    public bool IsCompacted { get; init; }

    /// <summary>The codec batches are stored with; null keeps the producer's.</summary>
    public CompressionType? Compression { get; init; }

    /// <summary>The codec's level; null for the codec's own default.</summary>
    public int? CompressionLevel { get; init; }

    public TimestampType TimestampType { get; init; }

    public long TimestampBeforeMaxMs { get; init; } = long.MaxValue;

    public long TimestampAfterMaxMs { get; init; } = 60 * 60 * 1000;

    public long FlushMessages { get; init; } = long.MaxValue;

    public long FlushMs { get; init; } = long.MaxValue;

    public long FileDeleteDelayMs { get; init; } = 60_000;

    public double MinCleanableDirtyRatio { get; init; } = 0.5;

    public long MinCompactionLagMs { get; init; }

    public long MaxCompactionLagMs { get; init; } = long.MaxValue;

    public long DeleteRetentionMs { get; init; } = 24L * 60 * 60 * 1000;

    public int ProducerIdExpirationMs { get; init; } = 24 * 60 * 60 * 1000;

    /// <summary>When a segment is sealed at the latest; records that must be compacted in time may not stay in the active one.</summary>
    public long MaxSegmentMs => IsCompacted ? Math.Min(SegmentMs, MaxCompactionLagMs) : SegmentMs;

    /// <summary>Readers may see only what was flushed, and acknowledgements wait for it.</summary>
    public bool AcknowledgesFlushed => FlushMessages <= 1;
}
