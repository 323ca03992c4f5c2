namespace MiniKafka.Replication;

/// <summary>What the cluster's metadata says about one partition.</summary>
/// <param name="Leader">The leader's broker id, or <see cref="NoLeader"/>.</param>
/// <param name="LeaderEpoch">Grows with every election.</param>
/// <param name="PartitionEpoch">Grows with every change of this state.</param>
/// <param name="Replicas">All replicas, the preferred leader first.</param>
/// <param name="InSyncReplicas">The replicas that have everything acknowledged.</param>
internal sealed record PartitionState(
    int Leader,
    int LeaderEpoch,
    int PartitionEpoch,
    IReadOnlyList<int> Replicas,
    IReadOnlyList<int> InSyncReplicas)
{
    /// <summary>In place of a broker's id.</summary>
    public const int NoLeader = -1;

    /// <summary>Replicas whose broker or log directory is out of service: nobody waits for them.</summary>
    public IReadOnlyList<int> OfflineReplicas { get; init; } = [];
}
