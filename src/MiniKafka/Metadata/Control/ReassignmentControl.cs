using MiniKafka.Metadata.Elections;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;
using MiniKafka.Protocol;

namespace MiniKafka.Metadata.Control;

/// <summary>The replicas a partition shall have; null cancels what is under way.</summary>
internal sealed record Reassignment(string Topic, int Partition, IReadOnlyList<int>? Replicas);

/// <summary>What became of a reassignment's beginning or its cancelling.</summary>
internal sealed record StartedReassignment(string Topic, int Partition, Outcome Outcome);

/// <summary>Moving partitions to other brokers.</summary>
/// <remarks>
/// 1. The new replicas are added to the old ones. 2. They catch up and enter the ISR. 3. The change of the ISR that brings in the last one
/// takes the old ones out and, if the leader is among them, elects another.
/// While one is under way another may begin. It is measured by all replicas there are; what the first one adds, or removes, is noted on
/// unless the new one has replicas of its own to add, or to remove: asked for twice, a reassignment can still be cancelled.
/// </remarks>
internal sealed class ReassignmentControl(PartitionChanges changes)
{
    public ControllerResult<IReadOnlyList<StartedReassignment>> Alter(
        ClusterImage image, IReadOnlyList<Reassignment> reassignments, bool allowReplicationFactorChange)
    {
        var rules = changes.RulesOf(image);
        var records = new List<IPersistedRecord>();

        // Of a partition that stands twice both entries are judged by how it is now, and both are recorded, so that the later one counts.
        var results = reassignments
            .Select(wanted => new StartedReassignment(wanted.Topic, wanted.Partition, Start(image, wanted, allowReplicationFactorChange, rules, records)))
            .ToList();
        return ControllerResult.Of<IReadOnlyList<StartedReassignment>>(records, results);
    }

    /// <summary>The partitions of a topic that are being moved: all, or those of the indexes, in their order.</summary>
    public static IEnumerable<PartitionImage> UnderWay(ClusterImage image, string topic, IEnumerable<int>? indexes)
    {
        return (indexes ?? image.Topics[topic].Partitions.Keys).Select(index => image.Partition(topic, index)).OfType<PartitionImage>().Where(partition => partition.IsReassigning);
    }

    private static Outcome Start(
        ClusterImage image, Reassignment wanted, bool allowReplicationFactorChange, ElectionRules rules, List<IPersistedRecord> records)
    {
        if (!image.Topics.TryGetValue(wanted.Topic, out var topic))
        {
            return new Outcome(ErrorCode.UnknownTopicOrPartition, $"Unable to find a topic named {wanted.Topic}.");
        }

        if (!topic.Partitions.TryGetValue(wanted.Partition, out var partition))
        {
            return new Outcome(ErrorCode.UnknownTopicOrPartition, $"Unable to find partition {wanted.Topic}:{wanted.Partition}.");
        }

        if (wanted.Replicas is null)
        {
            return Cancel(image, topic, partition, rules, records);
        }

        var outcome = AssignmentRules.Check(image, wanted.Replicas, null);
        if (!outcome.IsSuccess)
        {
            return outcome;
        }

        var present = partition.Replicas.Count(replica => !partition.RemovingReplicas.Contains(replica));
        if (!allowReplicationFactorChange && present != wanted.Replicas.Count)
        {
            return new Outcome(ErrorCode.InvalidReplicationFactor, $"The replication factor is changed from {present} to {wanted.Replicas.Count}");
        }

        var change = PartitionChanges.Of(image, topic, partition, rules);
        var removing = partition.Replicas.Except(wanted.Replicas).Order().ToList();
        var adding = wanted.Replicas.Except(partition.Replicas).Order().ToList();
        change.Election = ElectionKind.Online;
        change.Replicas = [.. wanted.Replicas, .. removing];
        if (adding.Count > 0)
        {
            change.Adding = adding;
        }

        if (removing.Count > 0)
        {
            change.Removing = removing;
        }

        change.AddTo(records);
        return Outcome.Success;
    }

    /// <summary>
    /// Back to the replicas from before: those that were being added go, those that were to be removed stay. When only new ones are in sync, and
    /// an unclean election is allowed, the first of the others is put in sync in their place.
    /// </summary>
    private static Outcome Cancel(ClusterImage image, TopicImage topic, PartitionImage partition, ElectionRules rules, List<IPersistedRecord> records)
    {
        if (!partition.IsReassigning)
        {
            return new Outcome(ErrorCode.NoReassignmentInProgress);
        }

        var replicas = partition.Replicas.Where(replica => !partition.AddingReplicas.Contains(replica)).ToList();
        var isr = partition.Isr.Where(replicas.Contains).ToList();
        if (isr.Count == 0 && rules.KindFor(topic.Name) != ElectionKind.Unclean)
        {
            return new Outcome(
                ErrorCode.InvalidReplicaAssignment,
                $"Unable to revert partition assignment for {topic.Name}:{partition.PartitionId} because it would require an unclean leader election.");
        }

        var change = PartitionChanges.Of(image, topic, partition, rules);
        change.Isr = isr.Count > 0 ? isr : [replicas[0]];
        change.Replicas = replicas;
        (change.Adding, change.Removing) = ([], []);
        change.AddTo(records);
        return Outcome.Success;
    }
}
