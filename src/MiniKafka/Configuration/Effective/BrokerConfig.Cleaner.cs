namespace MiniKafka.Configuration.Effective;

/// <summary>Keys about compaction.</summary>
internal sealed partial class BrokerConfig
{
    public bool LogCleanerEnable { get; } = read.Boolean("log.cleaner.enable");

    public long LogCleanerBackoffMs { get; } = read.Long("log.cleaner.backoff.ms");

    public long LogCleanerDedupeBufferSize { get; } = read.Long("log.cleaner.dedupe.buffer.size");

    public double LogCleanerIoMaxBytesPerSecond { get; } = read.Double("log.cleaner.io.max.bytes.per.second");

    public double LogCleanerIoBufferLoadFactor { get; } = read.Double("log.cleaner.io.buffer.load.factor");

    public long LogCleanerDeleteRetentionMs { get; } = read.Long("log.cleaner.delete.retention.ms");

    public double LogCleanerMinCleanableRatio { get; } = read.Double("log.cleaner.min.cleanable.ratio");

    public long LogCleanerMinCompactionLagMs { get; } = read.Long("log.cleaner.min.compaction.lag.ms");

    public long LogCleanerMaxCompactionLagMs { get; } = read.Long("log.cleaner.max.compaction.lag.ms");
}
