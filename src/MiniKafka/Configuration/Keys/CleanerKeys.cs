using MiniKafka.Configuration.Definitions;
using static MiniKafka.Configuration.Keys.Declare;

namespace MiniKafka.Configuration.Keys;

/// <summary>Keys about compaction.</summary>
internal static class CleanerKeys
{
    public static ConfigKey[] All { get; } =
    [
        Boolean("log.cleaner.enable", true)
            .Means("Whether logs are compacted at all."),
        Int("log.cleaner.threads", 1).AtLeast(0).ClusterWide().WithoutEffect("One cleaner goes through the logs, on a worker of background.threads.")
            .Means("Cleaners that compact at the same time."),
        Long("log.cleaner.backoff.ms", 15_000).AtLeast(0).ClusterWide().FixedAtStart()
            .Means("How long a cleaner sleeps when there is nothing to clean."),
        Long("log.cleaner.dedupe.buffer.size", 134_217_728).ClusterWide().FixedAtStart()
            .Means("Bytes of memory for the map of keys and offsets, shared by all cleaners."),
        Int("log.cleaner.io.buffer.size", 524_288).AtLeast(0).ClusterWide().WithoutEffect("The cleaner reads batches as they lie in their segments.")
            .Means("Bytes of memory for reading and writing, shared by all cleaners."),
        Double("log.cleaner.io.buffer.load.factor", "0.9").ClusterWide().FixedAtStart()
            .Means("How full the map of keys may become, from 0 to 1."),
        Double("log.cleaner.io.max.bytes.per.second", "1.7976931348623157E308").ClusterWide().FixedAtStart()
            .Means("Most bytes that cleaners read and write in a second."),
        Long("log.cleaner.delete.retention.ms", 86_400_000).AtLeast(0).ClusterWide()
            .Means("How long a tombstone stays after its partition was compacted."),
        Double("log.cleaner.min.cleanable.ratio", "0.5").Between(0, 1).ClusterWide()
            .Means("Share of a log that must be new since the last compaction before it is compacted again."),
        Long("log.cleaner.min.compaction.lag.ms", 0).AtLeast(0).ClusterWide()
            .Means("Records younger than this are never compacted away."),
        Long("log.cleaner.max.compaction.lag.ms", long.MaxValue).AtLeast(1).ClusterWide()
            .Means("A log whose oldest uncompacted record is older than this is compacted whatever the ratio."),
    ];
}
