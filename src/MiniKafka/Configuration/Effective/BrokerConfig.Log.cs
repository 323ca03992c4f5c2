namespace MiniKafka.Configuration.Effective;

/// <summary>Keys about logs on disk.</summary>
internal sealed partial class BrokerConfig
{
    public int LogSegmentBytes { get; } = read.Int("log.segment.bytes");

    public long LogRetentionBytes { get; } = read.Long("log.retention.bytes");

    public long LogRetentionCheckIntervalMs { get; } = read.Long("log.retention.check.interval.ms");

    public IReadOnlyList<string> LogCleanupPolicy { get; } = read.List("log.cleanup.policy");

    public long LogSegmentDeleteDelayMs { get; } = read.Long("log.segment.delete.delay.ms");

    public int LogIndexIntervalBytes { get; } = read.Int("log.index.interval.bytes");

    public int LogIndexSizeMaxBytes { get; } = read.Int("log.index.size.max.bytes");

    public long LogFlushIntervalMessages { get; } = read.Long("log.flush.interval.messages");

    public long LogFlushSchedulerIntervalMs { get; } = read.Long("log.flush.scheduler.interval.ms");

    public int LogFlushOffsetCheckpointIntervalMs { get; } = read.Int("log.flush.offset.checkpoint.interval.ms");

    public string LogMessageTimestampType { get; } = read.String("log.message.timestamp.type");

    public long LogMessageTimestampBeforeMaxMs { get; } = read.Long("log.message.timestamp.before.max.ms");

    public long LogMessageTimestampAfterMaxMs { get; } = read.Long("log.message.timestamp.after.max.ms");

    /// <summary>Where logs are kept: log.dirs, or log.dir without it.</summary>
    public IReadOnlyList<string> LogDirs { get; } = read.List("log.dirs") is { Count: > 0 } several ? several : read.List("log.dir");

    /// <summary>Age at which a segment is closed: log.roll.ms, else log.roll.hours.</summary>
    public long LogRollMs { get; } = read.FirstOf(("log.roll.ms", 1), ("log.roll.hours", MillisecondsPerHour));

    /// <summary>Most milliseconds by which rolling is brought forward.</summary>
    public long LogRollJitterMs { get; } = read.FirstOf(("log.roll.jitter.ms", 1), ("log.roll.jitter.hours", MillisecondsPerHour));

    /// <summary>How long segments are kept, -1 for ever: log.retention.ms, else .minutes, else .hours.</summary>
    public long LogRetentionMs { get; } =
        read.FirstOf(("log.retention.ms", 1), ("log.retention.minutes", 60_000), ("log.retention.hours", MillisecondsPerHour));

    /// <summary>Longest wait for a flush: log.flush.interval.ms, else log.flush.scheduler.interval.ms.</summary>
    public long LogFlushIntervalMs { get; } = read.FirstOf(("log.flush.interval.ms", 1), ("log.flush.scheduler.interval.ms", 1));
}
