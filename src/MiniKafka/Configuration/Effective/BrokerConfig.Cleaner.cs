namespace MiniKafka.Configuration.Effective;

/// <summary>Keys about compaction.</summary>
internal sealed partial class BrokerConfig
{
    public bool LogCleanerEnable { get; } = read.Boolean("log.cleaner.enable");

    public long LogCleanerBackoffMs { get; } = read.Long("log.cleaner.backoff.ms");

    public long LogCleanerDedupeBufferSize { get; } = read.Long("log.cleaner.dedupe.buffer.size");

    public double LogCleanerIoMaxBytesPerSecond { get; } = read.Double("log.cleaner.io.max.bytes.per.second");

    public double LogCleanerIoBufferLoadFactor { get; } = read.Double("log.cleaner.io.buffer.load.factor");
}
