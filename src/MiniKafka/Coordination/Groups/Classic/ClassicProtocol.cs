namespace MiniKafka.Coordination.Groups.Classic;

/// <summary>What is done with the classic groups of a shard: an operation for each API of theirs, and the rebalances they lead to.</summary>
internal sealed class ClassicProtocol
{
    public ClassicProtocol(GroupTable groups, ShardTimers timers, GroupSettings settings, TimeProvider clock, MemberIds memberIds, GroupStory story)
    {
        Settings = settings;
        Rebalances = new Rebalances(groups, timers, settings, clock, story);
        Joins = new JoinOperation(groups, Rebalances, settings, memberIds);
        Syncs = new SyncOperation(Rebalances);
        Memberships = new MembershipOperations(Rebalances);
    }

    public GroupSettings Settings { get; }

    public Rebalances Rebalances { get; }

    public JoinOperation Joins { get; }

    public SyncOperation Syncs { get; }

    public MembershipOperations Memberships { get; }
}
