using MiniKafka.Metadata.Elections;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;
using MiniKafka.Protocol;

namespace MiniKafka.Metadata.Control;

/// <summary>A replica a leader wants in sync, with the epoch it knows the broker by; -1 when it knows none.</summary>
internal readonly record struct IsrMember(int BrokerId, long BrokerEpoch = -1);

/// <summary>An in-sync set that a leader asks for.</summary>
internal sealed record IsrProposal(Uuid TopicId, int Partition, int LeaderEpoch, int PartitionEpoch, IReadOnlyList<IsrMember> Isr)
{
    /// <summary>1 while the leader, elected uncleanly, has not recovered yet.</summary>
    public sbyte LeaderRecoveryState { get; init; }
}

/// <summary>What became of a proposal: the partition as it is then, when it was accepted.</summary>
internal sealed record IsrDecision(Uuid TopicId, int PartitionIndex, ErrorCode Code, PartitionImage? Partition);

/// <summary>Leaders that change their in-sync replicas.</summary>
internal sealed class InSyncReplicaControl(PartitionChanges changes)
{
    /// <summary>Judges and makes the changes a leader asks for in its in-sync replicas.</summary>
    /// <returns>The decisions, or the reason why the broker is not heard at all.</returns>
    public ControllerResult<(Outcome Outcome, IReadOnlyList<IsrDecision> Decisions)> Alter(
        ClusterImage image, int brokerId, long brokerEpoch, IReadOnlyList<IsrProposal> proposals)
    {
        var outcome = BrokerEpochs.Check(image, brokerId, brokerEpoch);
        if (!outcome.IsSuccess)
        {
            return ControllerResult.Unchanged<(Outcome, IReadOnlyList<IsrDecision>)>((outcome, []));
        }

        var rules = changes.RulesOf(image);
        var records = new List<IPersistedRecord>();
        var decisions = proposals.Select(proposal => Decide(image, brokerId, proposal, rules, records)).ToList();
        return ControllerResult.Of<(Outcome, IReadOnlyList<IsrDecision>)>(records, (Outcome.Success, decisions));
    }

    private static IsrDecision Decide(ClusterImage image, int brokerId, IsrProposal proposal, ElectionRules rules, List<IPersistedRecord> records)
    {
        if (!image.TryGetTopic(proposal.TopicId, out var topic))
        {
            return Refused(ErrorCode.UnknownTopicId);
        }

        if (!topic.Partitions.TryGetValue(proposal.Partition, out var partition))
        {
            return Refused(ErrorCode.UnknownTopicOrPartition);
        }

        var code = Judge(image, brokerId, partition, proposal);
        if (code != ErrorCode.None)
        {
            return Refused(code);
        }

        var change = PartitionChanges.Of(image, topic, partition, rules);
        change.Isr = [.. proposal.Isr.Select(member => member.BrokerId)];
        change.LeaderRecoveryState = proposal.LeaderRecoveryState;
        if (change.Build() is not { } record)
        {
            return new IsrDecision(proposal.TopicId, proposal.Partition, ErrorCode.None, partition);
        }

        records.Add(record);
        var after = partition.Merge(record);

        // When the change completes a reassignment that takes the leader away, the answer tells it that it no longer leads.
        return after.Leader != brokerId && record.Leader != PartitionImage.NoLeaderChange
            ? Refused(ErrorCode.NewLeaderElected)
            : new IsrDecision(proposal.TopicId, proposal.Partition, ErrorCode.None, after);

        IsrDecision Refused(ErrorCode refusal) => new(proposal.TopicId, proposal.Partition, refusal, null);
    }

    /// <summary>A leader may change the set only as it is now, and only to replicas that are up.</summary>
    private static ErrorCode Judge(ClusterImage image, int brokerId, PartitionImage partition, IsrProposal proposal)
    {
        if (proposal.LeaderEpoch > partition.LeaderEpoch || proposal.PartitionEpoch > partition.PartitionEpoch)
        {
            // The leader knows more than this controller, which then is no longer the active one.
            return ErrorCode.NotController;
        }

        if (proposal.LeaderEpoch < partition.LeaderEpoch)
        {
            return ErrorCode.FencedLeaderEpoch;
        }

        if (brokerId != partition.Leader)
        {
            return ErrorCode.InvalidRequest;
        }

        if (proposal.PartitionEpoch < partition.PartitionEpoch)
        {
            return ErrorCode.InvalidUpdateVersion;
        }

        var isr = proposal.Isr.Select(member => member.BrokerId).ToList();
        var isPossible = isr.Count > 0
            && isr.TrueForAll(replica => partition.Replicas.Contains(replica))
            && isr.Distinct().Count() == isr.Count
            && isr.Contains(partition.Leader)
            && !(proposal.LeaderRecoveryState == 1 && (isr.Count > 1 || partition.LeaderRecoveryState == 0));
        if (!isPossible)
        {
            return ErrorCode.InvalidRequest;
        }

        return proposal.Isr.All(member => image.IsActive(member.BrokerId) && (member.BrokerEpoch == -1 || image.Brokers[member.BrokerId].Epoch == member.BrokerEpoch))
            ? ErrorCode.None
            : ErrorCode.IneligibleReplica;
    }
}
