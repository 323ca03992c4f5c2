using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using MiniKafka.Model;
using MiniKafka.Network;

namespace MiniKafka.Client.Cluster;

/// <summary>
/// What a client knows of its cluster at one moment. Immutable, so any thread may read it; each answer of a broker makes
/// a new one. Of two leaders of a partition the one with the higher epoch is believed.
/// </summary>
internal sealed record ClusterMetadata
{
    public static ClusterMetadata Empty { get; } = new();

    public string? ClusterId { get; init; }

    public int ControllerId { get; init; } = -1;

    /// <summary>The addresses of the brokers, by node id.</summary>
    public ImmutableSortedDictionary<int, BrokerAddress> Brokers { get; init; } = ImmutableSortedDictionary<int, BrokerAddress>.Empty;

    /// <summary>The topics that were asked for, also those that the brokers called unknown.</summary>
    public ImmutableSortedDictionary<string, TopicMetadata> Topics { get; init; } =
        ImmutableSortedDictionary.Create<string, TopicMetadata>(StringComparer.Ordinal);

    /// <summary>A topic that exists.</summary>
    public bool TryGetTopic(string name, [MaybeNullWhen(false)] out TopicMetadata topic) =>
        Topics.TryGetValue(name, out topic) && topic.Error == ErrorCode.None;

    /// <summary>The partition, if its topic is known and has it.</summary>
    public PartitionMetadata? Partition(TopicPartition partition) =>
        TryGetTopic(partition.Topic, out var topic) && (uint)partition.Partition < (uint)topic.Partitions.Length
            ? topic.Partitions[partition.Partition]
            : null;

    /// <summary>The same with a leader that a broker named in passing (KIP-951), unless a newer one is known.</summary>
    public ClusterMetadata WithLeader(TopicPartition partition, int leaderId, int leaderEpoch, BrokerAddress? address)
    {
        var brokers = address is null ? Brokers : Brokers.SetItem(address.NodeId, address);
        if (Partition(partition) is not { } known || known.LeaderEpoch >= leaderEpoch || !brokers.ContainsKey(leaderId))
        {
            return this with { Brokers = brokers };
        }

        var topic = Topics[partition.Topic];
        var changed = topic with
        {
            Partitions = topic.Partitions.SetItem(partition.Partition, known with { LeaderId = leaderId, LeaderEpoch = leaderEpoch, Error = ErrorCode.None }),
        };
        return this with { Brokers = brokers, Topics = Topics.SetItem(partition.Topic, changed) };
    }
}

/// <summary>Where a broker listens.</summary>
internal sealed record BrokerAddress(int NodeId, NodeEndPoint Address, string? Rack);

/// <summary>One topic, or why there is none.</summary>
internal sealed record TopicMetadata(string Name, Uuid Id, ErrorCode Error)
{
    public bool IsInternal { get; init; }

    /// <summary>The partitions, each at its index.</summary>
    public ImmutableArray<PartitionMetadata> Partitions { get; init; } = [];
}

/// <summary>One partition. The leader is -1 while there is none.</summary>
internal sealed record PartitionMetadata(int Index, int LeaderId, int LeaderEpoch, ErrorCode Error)
{
    public ImmutableArray<int> Replicas { get; init; } = [];

    public ImmutableArray<int> Isr { get; init; } = [];

    public ImmutableArray<int> OfflineReplicas { get; init; } = [];

    public bool HasLeader => LeaderId >= 0;
}
