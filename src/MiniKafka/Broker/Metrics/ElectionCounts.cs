using MiniKafka.Metadata.Replay;

namespace MiniKafka.Broker.Metrics;

/// <summary>Elections that a node has to do with, since it started. Owned by its loop.</summary>
internal sealed class ElectionCounts
{
    /// <summary>How often this node became the active controller.</summary>
    public long Terms { get; set; }

    /// <summary>Leaders that were elected among those who had everything, as this node, the active controller, decided.</summary>
    public long Clean { get; private set; }

    /// <summary>Leaders that may have lacked something.</summary>
    public long Unclean { get; private set; }

    /// <summary>A change that this node appended as the active controller is committed.</summary>
    public void Count(ImageChanges changes)
    {
        foreach (var (_, _, before, after) in changes.Partitions)
        {
            if (before is null || after is not { HasLeader: true } || after.Leader == before.Leader)
            {
                continue;
            }

            var isClean = before.Isr.Contains(after.Leader) || before.EligibleLeaderReplicas.Contains(after.Leader);
            (Clean, Unclean) = isClean ? (Clean + 1, Unclean) : (Clean, Unclean + 1);
        }
    }
}
