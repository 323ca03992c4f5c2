using MiniKafka.Coordination.Groups.Shards;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;
using MiniKafka.Replication;
using MiniKafka.Storage.Directories;

namespace MiniKafka.Broker.Metrics;

/// <summary>What is measured of a broker at one moment, for eyes outside its loop. Immutable.</summary>
internal sealed record NodeReading
{
    public required IReadOnlyList<ReplicaReading> Replicas { get; init; }

    public required IReadOnlyList<(string Topic, long Records, long BytesIn, long BytesOut)> Topics { get; init; }

    public required IReadOnlyList<(string Path, long Used, long Free)> Directories { get; init; }

    public required IReadOnlyList<GroupOutline> Groups { get; init; }

    /// <summary>What only the active controller tells; null for the others.</summary>
    public required (int Brokers, int OfflinePartitions)? Cluster { get; init; }

    public required int DelayedProduces { get; init; }

    public required int DelayedFetches { get; init; }

    public required long IsrShrinks { get; init; }

    public required long IsrExpands { get; init; }

    public required long Rebalances { get; init; }

    public required int Connections { get; init; }

    public required IReadOnlyList<ApiReading> Requests { get; init; }

    public required int Unanswered { get; init; }

    public required long Terms { get; init; }

    public required long CleanElections { get; init; }

    public required long UncleanElections { get; init; }

    /// <summary>Reads a node; on its loop.</summary>
    /// <param name="node">What is counted of it.</param>
    /// <param name="replicas">Its replicas.</param>
    /// <param name="logs">Its logs.</param>
    /// <param name="groups">Its groups.</param>
    /// <param name="image">What it knows of the cluster, where it is the active controller.</param>
    /// <param name="connections">How many it has.</param>
    public static NodeReading Of(NodeCounts node, ReplicaManager replicas, LogManager logs, GroupCoordinator groups, ClusterImage? image, int connections)
    {
        var counts = replicas.Counts;
        return new NodeReading
        {
            Replicas = [.. replicas.Partitions.Select(ReplicaReading.Of)],
            Topics = [.. counts.Topics.Select(topic => (topic.Key, topic.Value.Records, topic.Value.BytesIn, topic.Value.BytesOut))],
            Directories = [.. logs.Directories.Where(directory => directory.Failure is null).Select(Read)],
            Groups = [.. groups.Outlines()],
            Cluster = image is not null
                ? (image.Brokers.Values.Count(broker => !broker.IsFenced), image.Topics.Values.Sum(topic => topic.Partitions.Values.Count(partition => !partition.HasLeader)))
                : null,
            DelayedProduces = counts.DelayedProduces,
            DelayedFetches = counts.DelayedFetches,
            IsrShrinks = counts.IsrShrinks,
            IsrExpands = counts.IsrExpands,
            Rebalances = groups.Rebalances,
            Connections = connections,
            Requests = [.. node.Requests.Apis.Select(ApiReading.Of)],
            Unanswered = node.Requests.Unanswered,
            Terms = node.Elections.Terms,
            CleanElections = node.Elections.Clean,
            UncleanElections = node.Elections.Unclean,
        };
    }

    private static (string Path, long Used, long Free) Read(LogDirectory directory)
    {
        var free = -1L;
        try
        {
            free = directory.VolumeSize.Usable;
        }
        catch (IOException)
        {
            // What is free is unknown while the volume is away; its logs say so when they are needed.
        }

        return (directory.FullPath, directory.Logs.Values.Sum(log => log.Size), free);
    }
}

/// <summary>The requests of one API.</summary>
internal sealed record ApiReading(string Api, long Count, long BytesIn, long BytesOut, IReadOnlyDictionary<ErrorCode, long> Errors)
{
    public static ApiReading Of(ApiCounts counts) => new(counts.Name, counts.Requests, counts.BytesIn, counts.BytesOut, new SortedDictionary<ErrorCode, long>(counts.Errors.Counts));
}

/// <summary>One replica.</summary>
internal sealed record ReplicaReading(TopicPartition Id, bool IsLeader, long Start, long HighWatermark, long End, long Size, int Replicas, int InSync, bool IsUnderMinIsr)
{
    public static ReplicaReading Of(Partition partition) => new(
        partition.Id.TopicPartition,
        partition.IsLeader,
        partition.Log.LogStartOffset,
        partition.Log.HighWatermark,
        partition.Log.LogEndOffset,
        partition.Log.Size,
        partition.State.Replicas.Count,
        partition.State.InSyncReplicas.Count,
        partition.IsUnderMinInSync);
}
