using MiniKafka.Configuration.Definitions;
using static MiniKafka.Configuration.Keys.Declare;

namespace MiniKafka.Configuration.Keys;

/// <summary>Keys about logs on disk: where they are, when segments roll, how long they stay, when they are flushed.</summary>
internal static class LogKeys
{
    public static ConfigKey[] All { get; } =
    [
        List("log.dir", "/tmp/kafka-logs")
            .Means("The log directory when log.dirs is not given."),
        List("log.dirs", null)
            .Means("Log directories, separated by commas. New replicas go to the directory that has the fewest."),
        List("cordoned.log.dirs", "").Distinct().PerBroker().WithoutEffect("New replicas go to the directory that has the fewest.")
            .Means("Log directories that get no new replicas; an asterisk means all of them."),
        Long("log.dir.failure.timeout.ms", 30_000).AtLeast(1).WithoutEffect("The controller hears of a failed directory with every heartbeat.")
            .Means("How long a broker tries to tell the controller about a failed log directory before it stops."),
        Int("log.segment.bytes", 1_073_741_824).AtLeast(1_048_576).ClusterWide()
            .Means("A segment file that would grow beyond this size is closed and a new one begun."),
        Long("log.roll.ms", null).AtLeast(1).ClusterWide()
            .Means("A segment is closed when its first record is this old, full or not. Goes before log.roll.hours."),
        Int("log.roll.hours", 168).AtLeast(1)
            .Means("Hours after which a segment is closed even when it is not full; log.roll.ms goes first."),
        Long("log.roll.jitter.ms", null).AtLeast(0).ClusterWide().WithoutEffect("Segments roll without jitter.")
            .Means("Most milliseconds by which rolling is brought forward at random, so that not all segments roll at once."),
        Int("log.roll.jitter.hours", 0).AtLeast(0).WithoutEffect("Segments roll without jitter.")
            .Means("Most hours by which rolling is brought forward at random; log.roll.jitter.ms goes first."),
        Long("log.retention.ms", null).AtLeast(-1).ClusterWide()
            .Means("Milliseconds that whole segments are kept before they are deleted. Goes before log.retention.minutes and log.retention.hours; -1 keeps them for ever."),
        Int("log.retention.minutes", null)
            .Means("Minutes that segments are kept; log.retention.ms goes first."),
        Int("log.retention.hours", 168)
            .Means("Hours that segments are kept; log.retention.ms and log.retention.minutes go first."),
        Long("log.retention.bytes", -1).ClusterWide()
            .Means("Whole segments are deleted while a partition is larger than this; a negative number sets no limit."),
        Long("log.retention.check.interval.ms", 300_000).AtLeast(1)
            .Means("Milliseconds between two looks for segments that may be deleted."),
        List("log.cleanup.policy", "delete").ListOf("compact", "delete").ClusterWide()
            .Means("What happens to old segments: delete, compact, both, or neither when the list is empty."),
        Long("log.segment.delete.delay.ms", 60_000).AtLeast(0).ClusterWide()
            .Means("How long a deleted segment's files stay on disk under another name."),
        Int("log.index.interval.bytes", 4096).AtLeast(0).ClusterWide()
            .Means("Bytes of records between two entries of the offset index."),
        Int("log.index.size.max.bytes", 10_485_760).AtLeast(4).ClusterWide()
            .Means("Largest size of an index file; a segment with a full index rolls."),
        Boolean("log.preallocate", false).ClusterWide().WithoutEffect("Files grow as they are written.")
            .Means("Whether a new segment file gets its full size at once."),
        Long("log.flush.interval.messages", long.MaxValue).AtLeast(1).ClusterWide()
            .Means("Records after which a partition is flushed to disk."),
        Long("log.flush.interval.ms", null).AtLeast(0).ClusterWide()
            .Means("Longest time that a record waits in memory before it is flushed; without it log.flush.scheduler.interval.ms counts."),
        Long("log.flush.scheduler.interval.ms", long.MaxValue)
            .Means("Milliseconds between two looks for logs that are due to be flushed."),
        Int("log.flush.offset.checkpoint.interval.ms", 60_000).AtLeast(0)
            .Means("Milliseconds between two writes of the recovery points."),
        Int("log.flush.start.offset.checkpoint.interval.ms", 60_000).AtLeast(0).WithoutEffect("Starts of logs are written with the other checkpoints, every log.flush.offset.checkpoint.interval.ms.")
            .Means("Milliseconds between two writes of the log start offsets."),
        String("log.message.timestamp.type", "CreateTime").OneOf("CreateTime", "LogAppendTime").ClusterWide()
            .Means("Whether records keep the time their producer gave them or get the time at which they are appended."),
        Long("log.message.timestamp.before.max.ms", long.MaxValue).AtLeast(0).ClusterWide()
            .Means("How far a record's timestamp may lie behind the broker's clock."),
        Long("log.message.timestamp.after.max.ms", 3_600_000).AtLeast(0).ClusterWide()
            .Means("How far a record's timestamp may lie ahead of the broker's clock."),
        Long("log.local.retention.bytes", -2).AtLeast(-2).ClusterWide().WithoutEffect(Reasons.NoTiers)
            .Means("Bytes kept on local disks of a topic with remote storage; -2 takes log.retention.bytes."),
        Long("log.local.retention.ms", -2).AtLeast(-2).ClusterWide().WithoutEffect(Reasons.NoTiers)
            .Means("Time that segments of a topic with remote storage stay on local disks; -2 takes log.retention.ms."),
        Long("log.initial.task.delay.ms", 30_000).AtLeast(0).Unlisted().WithoutEffect("The first look at old segments comes after log.retention.check.interval.ms.")
            .Means("Milliseconds after the start before background work on logs begins."),
    ];
}
