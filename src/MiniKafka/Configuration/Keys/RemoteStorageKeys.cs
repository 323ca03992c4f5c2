using MiniKafka.Configuration.Definitions;
using static MiniKafka.Configuration.Keys.Declare;

namespace MiniKafka.Configuration.Keys;

/// <summary>Keys about remote (tiered) storage, which is not built.</summary>
internal static class RemoteStorageKeys
{
    public static ConfigKey[] All { get; } =
    [
        Boolean("remote.log.storage.system.enable", false).WithoutEffect(Reasons.NoTiers)
            .Means("Switches remote storage on."),
        String("remote.log.storage.manager.class.name", null).WithoutEffect(Reasons.NoTiers)
            .Means("Java class that stores segments remotely."),
        String("remote.log.storage.manager.class.path", null).WithoutEffect(Reasons.NoTiers)
            .Means("Class path of that class."),
        String("remote.log.storage.manager.impl.prefix", "rsm.config.").WithoutEffect(Reasons.NoTiers)
            .Means("Prefix of the keys handed to the remote storage manager."),
        String("remote.log.metadata.manager.class.name", "org.apache.kafka.server.log.remote.metadata.storage.TopicBasedRemoteLogMetadataManager").WithoutEffect(Reasons.NoTiers)
            .Means("Java class that keeps track of remote segments."),
        String("remote.log.metadata.manager.class.path", null).WithoutEffect(Reasons.NoTiers)
            .Means("Class path of that class."),
        String("remote.log.metadata.manager.impl.prefix", "rlmm.config.").WithoutEffect(Reasons.NoTiers)
            .Means("Prefix of the keys handed to the manager of remote metadata."),
        String("remote.log.metadata.manager.listener.name", null).WithoutEffect(Reasons.NoTiers)
            .Means("Listener the manager of remote metadata connects to."),
        Int("remote.log.metadata.custom.metadata.max.bytes", 128).AtLeast(0).WithoutEffect(Reasons.NoTiers)
            .Means("Most bytes a remote storage manager may attach to a segment."),
        Long("remote.log.index.file.cache.total.size.bytes", 1_073_741_824).AtLeast(1).ClusterWide().WithoutEffect(Reasons.NoTiers)
            .Means("Bytes of disk for cached indexes of remote segments."),
        Int("remote.log.manager.thread.pool.size", 2).AtLeast(1).WithoutEffect(Reasons.NoTiers)
            .Means("Threads that watch follower partitions for remote storage."),
        Int("remote.log.manager.copier.thread.pool.size", 10).AtLeast(1).ClusterWide().WithoutEffect(Reasons.NoTiers)
            .Means("Threads that copy segments to remote storage."),
        Int("remote.log.manager.expiration.thread.pool.size", 10).AtLeast(1).ClusterWide().WithoutEffect(Reasons.NoTiers)
            .Means("Threads that delete expired remote segments."),
        Int("remote.log.manager.follower.thread.pool.size", 2).AtLeast(1).ClusterWide().WithoutEffect(Reasons.NoTiers)
            .Means("Threads that serve follower partitions in remote storage."),
        Long("remote.log.manager.task.interval.ms", 30_000).AtLeast(1).WithoutEffect(Reasons.NoTiers)
            .Means("Milliseconds between two runs of a partition's remote storage work."),
        Long("remote.log.manager.copy.max.bytes.per.second", long.MaxValue).AtLeast(1).ClusterWide().WithoutEffect(Reasons.NoTiers)
            .Means("Most bytes copied to remote storage in a second."),
        Int("remote.log.manager.copy.quota.window.num", 11).AtLeast(1).WithoutEffect(Reasons.NoTiers)
            .Means("Samples kept to measure copying to remote storage."),
        Int("remote.log.manager.copy.quota.window.size.seconds", 1).AtLeast(1).WithoutEffect(Reasons.NoTiers)
            .Means("Seconds of one sample of such copying."),
        Long("remote.log.manager.fetch.max.bytes.per.second", long.MaxValue).AtLeast(1).ClusterWide().WithoutEffect(Reasons.NoTiers)
            .Means("Most bytes fetched from remote storage in a second."),
        Int("remote.log.manager.fetch.quota.window.num", 11).AtLeast(1).WithoutEffect(Reasons.NoTiers)
            .Means("Samples kept to measure fetching from remote storage."),
        Int("remote.log.manager.fetch.quota.window.size.seconds", 1).AtLeast(1).WithoutEffect(Reasons.NoTiers)
            .Means("Seconds of one sample of such fetching."),
        Int("remote.log.reader.threads", 10).AtLeast(1).ClusterWide().WithoutEffect(Reasons.NoTiers)
            .Means("Threads that read from remote storage."),
        Int("remote.log.reader.max.pending.tasks", 100).AtLeast(1).WithoutEffect(Reasons.NoTiers)
            .Means("Remote reads that may wait."),
        Int("remote.fetch.max.wait.ms", 500).AtLeast(1).ClusterWide().WithoutEffect(Reasons.NoTiers)
            .Means("Longest wait of a fetch for remote storage."),
        Long("remote.list.offsets.request.timeout.ms", 30_000).AtLeast(1).ClusterWide().WithoutEffect(Reasons.NoTiers)
            .Means("Longest wait of an offset lookup for remote storage."),
    ];
}
