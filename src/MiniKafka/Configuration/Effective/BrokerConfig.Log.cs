namespace MiniKafka.Configuration.Effective;

/// <summary>Keys about logs on disk.</summary>
internal sealed partial class BrokerConfig
{
    public long LogRetentionBytes { get; } = read.Long("log.retention.bytes");

    public long LogRetentionCheckIntervalMs { get; } = read.Long("log.retention.check.interval.ms");

    public int LogFlushOffsetCheckpointIntervalMs { get; } = read.Int("log.flush.offset.checkpoint.interval.ms");

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
