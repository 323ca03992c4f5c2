using MiniKafka.ClusterTests.Campaign.World;

namespace MiniKafka.ClusterTests.Campaign;

/// <summary>What one course of trouble is like; everything follows from the seed and the rule that is broken on purpose, if any.</summary>
internal sealed record CourseOptions(int Seed, BrokenRule Broken = BrokenRule.None)
{
    /// <summary>Whether the story tells of elections, in-sync sets and truncations too.</summary>
    public bool IsToldInDetail { get; init; }

    /// <summary>Odd seeds have three brokers, even ones five.</summary>
    public int Brokers => Seed % 2 == 1 ? 3 : 5;

    /// <summary>Of five brokers sometimes all vote, sometimes three.</summary>
    public int Voters => Seed % 4 == 0 ? 5 : 3;

    public int Partitions => 2;

    /// <summary>Whether a topic is deleted and made again all the time, of which a group has offsets.</summary>
    public bool DeletesTopics => Seed % 2 == 1;

    /// <summary>
    /// Whether records are kept for seconds only and the producer rests at times, so that logs become empty; then all nodes may be killed together,
    /// and last batches may be cut on the disks of nodes that were stopped.
    /// </summary>
    public bool ForgetsRecords => Seed % 3 == 0;

    /// <summary>Whether partitions are moved to other brokers while they are empty; there must be a broker more than they have replicas.</summary>
    public bool MovesReplicas => ForgetsRecords && Brokers > SimulatedCluster.ReplicationFactor;
}

/// <summary>The rules a test may break on purpose.</summary>
internal enum BrokenRule
{
    None,

    /// <summary>Leaders do not notice that a follower's log parted from theirs, so nothing is truncated.</summary>
    Truncation,

    /// <summary>Replicas count as in sync without having what the leader has.</summary>
    InSyncReplicas,

    /// <summary>Voters do not compare logs.</summary>
    Vote,
}
