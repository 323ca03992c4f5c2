using MiniKafka.Model;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.Coordination.Groups.Classic;

/// <summary>Heartbeat and LeaveGroup.</summary>
internal sealed class MembershipOperations(Rebalances rebalances)
{
    /// <summary>Keeps a member's session alive and tells it when it has to join again.</summary>
    public ErrorCode Heartbeat(ClassicGroup group, HeartbeatRequest request)
    {
        var error = group.Validate(request.MemberId, request.GroupInstanceId);
        if (error != ErrorCode.None)
        {
            return error;
        }

        if (request.GenerationId != group.Generation)
        {
            return ErrorCode.IllegalGeneration;
        }

        rebalances.RenewSession(group, group.Find(request.MemberId)!);
        return group.State == ClassicGroupState.PreparingRebalance ? ErrorCode.RebalanceInProgress : ErrorCode.None;
    }

    /// <summary>Takes members out, each with an answer of its own, and begins one rebalance for all of them.</summary>
    public Result<IReadOnlyList<ErrorCode>> Leave(ClassicGroup group, IReadOnlyList<LeaveGroupRequest.MemberIdentity> members)
    {
        IReadOnlyList<ErrorCode> errors = [.. members.Select(member => Leave(group, member))];
        var hasAnyLeft = errors.Contains(ErrorCode.None);
        return new(errors, hasAnyLeft && !group.IsEmpty ? rebalances.PrepareOrComplete(group) : Result.Nothing);
    }

    private ErrorCode Leave(ClassicGroup group, LeaveGroupRequest.MemberIdentity identity)
    {
        if (group.IsPendingJoin(identity.MemberId))
        {
            group.Remove(identity.MemberId);
            rebalances.StopSession(group, identity.MemberId);
            return ErrorCode.None;
        }

        var memberId = identity.MemberId;
        if (memberId.Length == 0 && identity.GroupInstanceId is { } instance)
        {
            memberId = group.FindInstance(instance)?.MemberId ?? "";
        }

        var error = memberId.Length == 0 ? ErrorCode.UnknownMemberId : group.Validate(memberId, identity.GroupInstanceId);
        if (error == ErrorCode.None)
        {
            var member = group.Find(memberId)!;
            rebalances.Story.Left(group, member);
            rebalances.Remove(group, member);
        }

        return error;
    }
}
