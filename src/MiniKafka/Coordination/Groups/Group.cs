using MiniKafka.Model;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.Coordination.Groups;

/// <summary>
/// A group of some kind, and what can be asked of a group of any kind. What stands here is how a kind answers that has nothing to do
/// with the question: that has no members who assign among themselves, and whose offsets are nobody's to commit or delete.
/// </summary>
internal abstract class Group(string groupId)
{
    public string GroupId { get; } = groupId;

    public abstract GroupKind Kind { get; }

    /// <summary>Whether somebody is in it, as far as this broker knows.</summary>
    public virtual bool HasMembers => false;

    /// <summary>JoinGroup; the delayed request is answered now or when the group is ready.</summary>
    public virtual Result Join(Joining joining)
    {
        joining.Join.Fail(ErrorCode.InconsistentGroupProtocol);
        return Result.Nothing;
    }

    /// <summary>SyncGroup; the delayed request is answered now or when the leader has assigned.</summary>
    public virtual Result Sync(SyncGroupRequest request, DelayedSync sync)
    {
        sync.Fail(ErrorCode.UnknownMemberId);
        return Result.Nothing;
    }

    /// <summary>Heartbeat: keeps a member's session alive and tells it when it has to join again.</summary>
    public virtual ErrorCode Heartbeat(HeartbeatRequest request) => ErrorCode.UnknownMemberId;

    /// <summary>LeaveGroup: takes members out, each with an answer of its own.</summary>
    public virtual Result<IReadOnlyList<ErrorCode>> Leave(IReadOnlyList<LeaveGroupRequest.MemberIdentity> members) =>
        Result.Of<IReadOnlyList<ErrorCode>>([.. members.Select(_ => ErrorCode.UnknownMemberId)]);

    /// <summary>Whether who commits offsets may do so.</summary>
    public virtual ErrorCode ValidateCommit(Committer committer) => ErrorCode.UnknownMemberId;

    /// <summary>Whether who commits offsets in a transaction may do so.</summary>
    public virtual ErrorCode ValidateTransactionalCommit(Committer committer) => ErrorCode.UnknownMemberId;

    /// <summary>A member's offsets are committed, so it lives.</summary>
    public virtual void Committed(string memberId)
    {
    }

    /// <summary>Whether offsets of topics that nobody subscribes to may be deleted.</summary>
    public virtual ErrorCode ValidateOffsetDeletion() => ErrorCode.GroupIdNotFound;

    /// <summary>Whether somebody in the group uses the topic, or may do so.</summary>
    public virtual bool IsSubscribed(string topic) => true;

    /// <summary>Since when an offset grows old, in milliseconds since 1970; null while it does not.</summary>
    public virtual long? AgesSince(CommittedOffset committed) => null;

    /// <summary>Whether the group may be deleted on demand, and what forgets it then.</summary>
    public virtual Result<ErrorCode> Delete() => Result.Of(ErrorCode.NonEmptyGroup);

    /// <summary>What forgets a group of which no offset is left, if it is to be forgotten then.</summary>
    public virtual IReadOnlyList<CoordinatorRecord> Expire() => [];

    /// <summary>DescribeGroups; null for a kind that has a request of its own for that.</summary>
    public virtual DescribeGroupsResponse.DescribedGroup? Describe() => null;

    /// <summary>ListGroups; null for a kind that is not listed.</summary>
    public virtual ListGroupsResponse.ListedGroup? List() => null;

    /// <summary>The whole log is replayed: timers may start.</summary>
    public virtual Result OnLoaded() => Result.Nothing;

    /// <summary>Another broker takes over: whoever waits is sent there.</summary>
    public virtual void OnUnloaded()
    {
    }
}
