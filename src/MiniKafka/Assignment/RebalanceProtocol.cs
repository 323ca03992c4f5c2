namespace MiniKafka.Assignment;

/// <summary>What members do with their partitions while a group rebalances (KIP-429).</summary>
internal enum RebalanceProtocol
{
    /// <summary>Everybody gives up everything before joining again.</summary>
    Eager,

    /// <summary>Members keep what they have; a partition that moves is given up first and handed out one rebalance later.</summary>
    Cooperative,
}
