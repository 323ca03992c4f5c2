using MiniKafka.Model;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.Coordination.Groups.Classic;

/// <content>What can be asked of a group of any kind, as a classic one answers.</content>
internal sealed partial class ClassicGroup
{
    public override GroupKind Kind => GroupKind.Classic;

    public override bool HasMembers => _members.Count > 0;

    public override Result Join(Joining joining) => protocol.Joins.Join(this, joining);

    public override Result Sync(SyncGroupRequest request, DelayedSync sync) => protocol.Syncs.Sync(this, request, sync);

    public override ErrorCode Heartbeat(HeartbeatRequest request) => protocol.Memberships.Heartbeat(this, request);

    public override Result<IReadOnlyList<ErrorCode>> Leave(IReadOnlyList<LeaveGroupRequest.MemberIdentity> members) =>
        protocol.Memberships.Leave(this, members);

    public override ErrorCode ValidateCommit(Committer committer)
    {
        if (committer.Generation < 0 && IsEmpty)
        {
            return ErrorCode.None;
        }

        if (committer.IsAnonymous)
        {
            return ErrorCode.UnknownMemberId;
        }

        var error = ValidateMember(committer);
        return error == ErrorCode.None && State == ClassicGroupState.CompletingRebalance ? ErrorCode.RebalanceInProgress : error;
    }

    /// <summary>A producer that does not say for whom it commits is trusted: its transaction is what fences it.</summary>
    public override ErrorCode ValidateTransactionalCommit(Committer committer) =>
        committer.IsAnonymous || (committer.Generation < 0 && IsEmpty) ? ErrorCode.None : ValidateMember(committer);

    public override void Committed(string memberId)
    {
        if (State is ClassicGroupState.Stable or ClassicGroupState.PreparingRebalance && TryFind(memberId, out var alive))
        {
            protocol.Rebalances.RenewSession(this, alive);
        }
    }

    public override ErrorCode ValidateOffsetDeletion() => IsEmpty || IsConsumerGroup ? ErrorCode.None : ErrorCode.NonEmptyGroup;

    /// <summary>When it cannot be told what consumers subscribe to, it might be anything.</summary>
    public override bool IsSubscribed(string topic) => SubscribedTopics?.Contains(topic) ?? IsConsumerGroup;

    /// <summary>
    /// Offsets grow old from the commit on, in a group that never had members and in a stable consumer group, and from when the last
    /// member left, in an empty group.
    /// </summary>
    public override long? AgesSince(CommittedOffset committed) => this switch
    {
        { ProtocolType: null } => committed.CommitTimestamp,
        { IsEmpty: true } => StateTimestamp >= 0 ? StateTimestamp : committed.CommitTimestamp,
        { IsConsumerGroup: true, SubscribedTopics: not null, State: ClassicGroupState.Stable } => committed.CommitTimestamp,
        _ => null,
    };

    public override Result<ErrorCode> Delete() =>
        IsEmpty ? Result.Of(ErrorCode.None, GroupRecords.GroupTombstone(GroupId)) : Result.Of(ErrorCode.NonEmptyGroup);

    public override IReadOnlyList<CoordinatorRecord> Expire() =>
        IsEmpty && _pendingJoins.Count == 0 ? [GroupRecords.GroupTombstone(GroupId)] : [];

    public override DescribeGroupsResponse.DescribedGroup Describe()
    {
        // What the members said counts only until a rebalance begins.
        var isStable = State == ClassicGroupState.Stable;
        return new DescribeGroupsResponse.DescribedGroup
        {
            GroupId = GroupId,
            GroupState = State.ToString(),
            ProtocolType = ProtocolType ?? "",
            ProtocolData = isStable ? ProtocolName! : "",
            Members =
            [
                .. _members.Select(m => new DescribeGroupsResponse.DescribedGroupMember
                {
                    MemberId = m.MemberId,
                    GroupInstanceId = m.GroupInstanceId,
                    ClientId = m.ClientId,
                    ClientHost = m.ClientHost,
                    MemberMetadata = isStable ? m.MetadataFor(ProtocolName!) : [],
                    MemberAssignment = m.Assignment,
                }),
            ],
        };
    }

    public override ListGroupsResponse.ListedGroup List() => new()
    {
        GroupId = GroupId,
        ProtocolType = ProtocolType ?? "",
        GroupState = State.ToString(),
        GroupType = "classic",
    };

    public override Result OnLoaded()
    {
        foreach (var member in _members)
        {
            protocol.Rebalances.RenewSession(this, member);
        }

        // The limit was lowered: whoever joins again in time stays.
        return _members.Count > protocol.Settings.MaxSize ? protocol.Rebalances.Prepare(this) : Result.Nothing;
    }

    public override void OnUnloaded()
    {
        foreach (var member in _members)
        {
            member.TakeJoin()?.Fail(ErrorCode.NotCoordinator, member.MemberId);
            member.TakeSync()?.Fail(ErrorCode.NotCoordinator);
        }
    }

    private ErrorCode ValidateMember(Committer committer)
    {
        var error = Validate(committer.MemberId, committer.GroupInstanceId);
        return error == ErrorCode.None && committer.Generation != Generation ? ErrorCode.IllegalGeneration : error;
    }
}
