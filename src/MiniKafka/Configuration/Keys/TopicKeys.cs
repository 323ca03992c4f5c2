using MiniKafka.Configuration.Definitions;
using static MiniKafka.Configuration.Keys.Declare;

namespace MiniKafka.Configuration.Keys;

/// <summary>Keys of a topic. Where a broker key is named, it gives the value of a topic that has none of its own.</summary>
internal static class TopicKeys
{
    public static ConfigKey[] All { get; } =
    [
        List("cleanup.policy", "delete").ListOf("compact", "delete").Repeatable().From("log.cleanup.policy")
            .Means("What happens to old segments: delete, compact, both, or neither when the list is empty."),
        String("compression.type", "producer").OneOf("uncompressed", "zstd", "lz4", "snappy", "gzip", "producer").From("compression.type")
            .Means("Codec in which batches are stored: one of the codecs, uncompressed, or producer to leave what the producer chose."),
        Int("compression.gzip.level", -1).GzipLevel().From("compression.gzip.level")
            .Means("Effort of gzip where the broker compresses itself."),
        Int("compression.lz4.level", 9).Between(1, 17).From("compression.lz4.level")
            .Means("Effort of LZ4 where the broker compresses itself."),
        Int("compression.zstd.level", 3).Between(-131_072, 22).From("compression.zstd.level")
            .Means("Effort of zstd where the broker compresses itself."),
        Long("delete.retention.ms", 86_400_000).AtLeast(0).From("log.cleaner.delete.retention.ms")
            .Means("How long a tombstone stays after its partition was compacted."),
        Long("file.delete.delay.ms", 60_000).AtLeast(0).From("log.segment.delete.delay.ms")
            .Means("How long a deleted segment's files stay on disk under another name."),
        Long("flush.messages", long.MaxValue).AtLeast(1).From("log.flush.interval.messages")
            .Means("Records after which the partition is flushed to disk."),
        Long("flush.ms", long.MaxValue).AtLeast(0).From("log.flush.interval.ms")
            .Means("Longest time that a record waits in memory before it is flushed."),
        List("follower.replication.throttled.replicas", "").ThrottledReplicas()
            .Means("Replicas that copy no faster than their broker's follower.replication.throttled.rate, as partition:broker, or an asterisk for all."),
        List("leader.replication.throttled.replicas", "").ThrottledReplicas()
            .Means("Replicas that are copied from no faster than their broker's leader.replication.throttled.rate, as partition:broker, or an asterisk for all."),
        Int("index.interval.bytes", 4096).AtLeast(0).From("log.index.interval.bytes")
            .Means("Bytes of records between two entries of the offset index."),
        Long("local.retention.bytes", -2).AtLeast(-2).From("log.local.retention.bytes").WithoutEffect(Reasons.NoTiers)
            .Means("Bytes kept on local disks when remote storage is on; -2 takes retention.bytes."),
        Long("local.retention.ms", -2).AtLeast(-2).From("log.local.retention.ms").WithoutEffect(Reasons.NoTiers)
            .Means("Time that segments stay on local disks when remote storage is on; -2 takes retention.ms."),
        Long("max.compaction.lag.ms", long.MaxValue).AtLeast(1).From("log.cleaner.max.compaction.lag.ms")
            .Means("A log whose oldest uncompacted record is older than this is compacted whatever the ratio."),
        Int("max.message.bytes", 1_048_588).AtLeast(0).From("message.max.bytes")
            .Means("Largest record batch that is accepted, as sent, that is after compression."),
        Long("message.timestamp.after.max.ms", 3_600_000).AtLeast(0).From("log.message.timestamp.after.max.ms")
            .Means("How far a record's timestamp may lie ahead of the broker's clock."),
        Long("message.timestamp.before.max.ms", long.MaxValue).AtLeast(0).From("log.message.timestamp.before.max.ms")
            .Means("How far a record's timestamp may lie behind the broker's clock."),
        String("message.timestamp.type", "CreateTime").OneOf("CreateTime", "LogAppendTime").From("log.message.timestamp.type")
            .Means("Whether records keep the time their producer gave them or get the time at which they are appended."),
        Double("min.cleanable.dirty.ratio", "0.5").Between(0, 1).From("log.cleaner.min.cleanable.ratio")
            .Means("Share of the log that must be new since the last compaction before it is compacted again."),
        Long("min.compaction.lag.ms", 0).AtLeast(0).From("log.cleaner.min.compaction.lag.ms")
            .Means("Records younger than this are never compacted away."),
        Int("min.insync.replicas", 1).AtLeast(1).From("min.insync.replicas")
            .Means("In-sync replicas without which a write with acks=all is refused."),
        Boolean("preallocate", false).From("log.preallocate").WithoutEffect("Files grow as they are written.")
            .Means("Whether a new segment file gets its full size at once."),
        Boolean("remote.log.copy.disable", false).WithoutEffect(Reasons.NoTiers)
            .Means("Stops copying to remote storage while what is there stays readable."),
        Boolean("remote.log.delete.on.disable", false).WithoutEffect(Reasons.NoTiers)
            .Means("Whether switching remote storage off deletes what it holds."),
        Boolean("remote.storage.enable", false).WithoutEffect(Reasons.NoTiers)
            .Means("Switches remote storage on for the topic."),
        Long("retention.bytes", -1).From("log.retention.bytes")
            .Means("Whole segments are deleted while a partition is larger than this; a negative number sets no limit."),
        Long("retention.ms", 604_800_000).AtLeast(-1).From("log.retention.ms")
            .Means("Milliseconds that whole segments are kept before they are deleted; -1 keeps them for ever."),
        Int("segment.bytes", 1_073_741_824).AtLeast(1_048_576).From("log.segment.bytes")
            .Means("A segment file that would grow beyond this size is closed and a new one begun."),
        Int("segment.index.bytes", 10_485_760).AtLeast(4).From("log.index.size.max.bytes")
            .Means("Largest size of an index file; a segment with a full index rolls."),
        Long("segment.jitter.ms", 0).AtLeast(0).From("log.roll.jitter.ms").WithoutEffect("Segments roll without jitter.")
            .Means("Most milliseconds by which rolling is brought forward at random, so that not all segments roll at once."),
        Long("segment.ms", 604_800_000).AtLeast(1).From("log.roll.ms")
            .Means("A segment is closed when its first record is this old, full or not."),
        Boolean("unclean.leader.election.enable", false).From("unclean.leader.election.enable")
            .Means("Whether a replica that was not in sync may lead when no other is left, which can lose records."),
        Int("internal.segment.bytes", null).AtLeast(1).Unlisted()
            .Means("Segment size below the limits of segment.bytes, for tests; goes before it when set."),
    ];
}
