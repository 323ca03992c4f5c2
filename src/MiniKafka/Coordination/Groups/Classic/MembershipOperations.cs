using MiniKafka.Model;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.Coordination.Groups.Classic;

/// <summary>Heartbeat and LeaveGroup.</summary>
internal sealed class MembershipOperations(GroupTable groups, Rebalances rebalances)
{
    /// <summary>Keeps a member's session alive and tells it when it has to join again.</summary>
    public ErrorCode Heartbeat(HeartbeatRequest request)
    {
        if (groups.FindClassic(request.GroupId) is not { } group)
        {
            return ErrorCode.UnknownMemberId;
        }

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
    public Result<LeaveGroupResponse> Leave(LeaveGroupRequest request)
    {
        var group = groups.FindClassic(request.GroupId);
        var response = new LeaveGroupResponse();
        foreach (var member in request.Members)
        {
            response.Members.Add(new LeaveGroupResponse.MemberResponse
            {
                MemberId = member.MemberId,
                GroupInstanceId = member.GroupInstanceId,
                ErrorCode = group is null ? ErrorCode.UnknownMemberId : Leave(group, member),
            });
        }

        if (group is null || response.Members.TrueForAll(m => m.ErrorCode != ErrorCode.None))
        {
            return Result.Of(response);
        }

        var rebalance = group.IsEmpty ? Result.Nothing : rebalances.PrepareOrComplete(group);
        return Result<LeaveGroupResponse>.From(rebalance, response);
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
