namespace MiniKafka.Client.Cluster;

/// <summary>What a coordinator is asked for; the numbers are those of FindCoordinator.</summary>
internal enum CoordinatorKind : sbyte
{
    Group = 0,
    Transaction = 1,
}
