using MiniKafka.Metadata.Elections;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Persisted;

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

/// <summary>Leaders that change their in-sync replicas, and replicas that find their log directories.</summary>
internal sealed partial class ClusterController
{
    /// <summary>Judges and makes the changes a leader asks for in its in-sync replicas.</summary>
    /// <returns>The decisions, or the reason why the broker is not heard at all.</returns>
    public ControllerResult<(Outcome Outcome, IReadOnlyList<IsrDecision> Decisions)> AlterPartition(
        ClusterImage image, int brokerId, long brokerEpoch, IReadOnlyList<IsrProposal> proposals)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(proposals);
        var outcome = CheckEpoch(image, brokerId, brokerEpoch);
        if (!outcome.IsSuccess)
        {
            return ControllerResult.Unchanged<(Outcome, IReadOnlyList<IsrDecision>)>((outcome, []));
        }

        var rules = new ElectionRules(image, Layers(image));
        var records = new List<IPersistedRecord>();
        var decisions = proposals.Select(proposal => Decide(image, brokerId, proposal, rules, records)).ToList();
        return ControllerResult.Of<(Outcome, IReadOnlyList<IsrDecision>)>(records, (Outcome.Success, decisions));
    }

    /// <summary>
    /// Notes which log directories a broker put its replicas into. Those that turn up in a directory that failed leave the ISR and lead no
    /// more, each by a record of its own behind all that say where replicas are.
    /// </summary>
    public ControllerResult<(Outcome Outcome, IReadOnlyList<ErrorCode> Codes)> AssignReplicasToDirs(
        ClusterImage image, int brokerId, long brokerEpoch, IReadOnlyList<(Uuid TopicId, int Partition, Uuid Directory)> assignments)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(assignments);
        var outcome = CheckEpoch(image, brokerId, brokerEpoch);
        if (!outcome.IsSuccess)
        {
            return ControllerResult.Unchanged<(Outcome, IReadOnlyList<ErrorCode>)>((outcome, []));
        }

        var rules = new ElectionRules(image, Layers(image));
        var records = new List<IPersistedRecord>();
        var codes = new List<ErrorCode>();
        var failed = new HashSet<(Uuid TopicId, int Partition)>();
        foreach (var (topicId, index, directory) in assignments)
        {
            if (!image.TryGetTopic(topicId, out var topic))
            {
                codes.Add(ErrorCode.UnknownTopicId);
            }
            else if (!topic.Partitions.TryGetValue(index, out var partition))
            {
                codes.Add(ErrorCode.UnknownTopicOrPartition);
            }
            else if (!partition.Replicas.Contains(brokerId))
            {
                codes.Add(ErrorCode.NotLeaderOrFollower);
            }
            else
            {
                var change = NewChange(image, topic, partition, rules);
                change.Directories[brokerId] = directory;
                AddIfAny(records, change);
                codes.Add(ErrorCode.None);
                if (!rules.HasOnlineDirectory(brokerId, directory))
                {
                    failed.Add((topicId, index));
                }
            }
        }

        if (failed.Count > 0)
        {
            records.AddRange(ChangeEach(
                image,
                (topic, partition) => failed.Contains((topic.Id, partition.PartitionId)),
                broker => broker != brokerId && image.IsActive(broker),
                change => change.Isr.Remove(brokerId)));
        }

        return ControllerResult.Of<(Outcome, IReadOnlyList<ErrorCode>)>(records, (Outcome.Success, codes));
    }

    private static PartitionChange NewChange(ClusterImage image, TopicImage topic, PartitionImage partition, ElectionRules rules) =>
        new(partition, topic.Id, rules, topic.Name, image.IsActive)
        {
            DirectoryOfNew = broker => image.Brokers.TryGetValue(broker, out var registration) ? registration.DefaultDirectory : Uuid.Zero,
        };

    private static void AddIfAny(List<IPersistedRecord> records, PartitionChange change)
    {
        if (change.Build() is { } record)
        {
            records.Add(record);
        }
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

        var change = NewChange(image, topic, partition, rules);
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
