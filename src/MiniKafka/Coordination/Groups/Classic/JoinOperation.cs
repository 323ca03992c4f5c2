using MiniKafka.Model;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.Coordination.Groups.Classic;

/// <summary>
/// JoinGroup. A dynamic member that comes without an id is first given one (KIP-394, from version 4 on); a static
/// member that comes without one takes the place of the member with its instance id (KIP-345).
/// </summary>
internal sealed class JoinOperation(GroupTable groups, Rebalances rebalances, GroupSettings settings, MemberIds memberIds)
{
    private const short FirstVersionWithMemberIdRequired = 4;

    private readonly StaticReturn _staticReturn = new(rebalances);

    /// <summary>Joins a group that is not there: it is written down first.</summary>
    public Result Found(Joining joining)
    {
        var request = joining.Request;
        if (request.MemberId.Length > 0)
        {
            joining.Join.Fail(ErrorCode.UnknownMemberId, request.MemberId);
            return Result.Nothing;
        }

        return new Result
        {
            Records = [GroupRecords.NewGroup(request.GroupId, rebalances.Now)],
            Replayed = () => groups.Find(request.GroupId)!.Join(joining),
            Settled = error => error == ErrorCode.None ? Result.Nothing : NotFounded(joining, error),
        };
    }

    /// <summary>
    /// Who joined a group that may yet turn out not to be there has to try again, unless it has come further meanwhile. Who would not have become
    /// a member by this request is told so all the same: Kafka says that before it writes.
    /// </summary>
    private Result NotFounded(Joining joining, ErrorCode error)
    {
        var request = joining.Request;
        if (!ClassicGroup.AcceptsFirst(request.ProtocolType, joining.Protocols))
        {
            joining.Join.Fail(ErrorCode.InconsistentGroupProtocol);
        }
        else if (NeedsId(joining))
        {
            joining.Join.Fail(ErrorCode.MemberIdRequired, memberIds.Next(joining.Context.ClientId, groupInstanceId: null));
        }
        else
        {
            joining.Join.Fail(error);
        }

        if (groups.Find<ClassicGroup>(request.GroupId) is { Generation: 0 } group)
        {
            foreach (var member in group.Members.ToList())
            {
                member.TakeJoin()?.Fail(error, member.MemberId);
                rebalances.Remove(group, member);
            }
        }

        return Result.Nothing;
    }

    /// <summary>Joins; the delayed request is answered now or when the group is ready.</summary>
    public Result Join(ClassicGroup group, Joining joining)
    {
        var request = joining.Request;
        if (!HasRoom(group, request.MemberId))
        {
            if (group.TryFind(request.MemberId, out var rejected))
            {
                rebalances.Story.Left(group, rejected, "since the group has as many as group.max.size allows");
                rebalances.Remove(group, rejected);
            }

            joining.Join.Fail(ErrorCode.GroupMaxSizeReached);
            return Result.Nothing;
        }

        if (!group.Accepts(request.ProtocolType, joining.Protocols))
        {
            joining.Join.Fail(ErrorCode.InconsistentGroupProtocol, request.MemberId);
            return Result.Nothing;
        }

        return request.MemberId.Length == 0 ? JoinAnew(group, joining) : JoinKnown(group, joining);
    }

    /// <summary>A dynamic member that comes without an id joins with the one that it is given.</summary>
    private static bool NeedsId(Joining joining) =>
        joining.Request is { MemberId.Length: 0, GroupInstanceId: null } && joining.Context.ApiVersion >= FirstVersionWithMemberIdRequired;

    private bool HasRoom(ClassicGroup group, string memberId)
    {
        var member = group.Find(memberId);
        return group.State switch
        {
            ClassicGroupState.Empty => true,
            ClassicGroupState.PreparingRebalance => member is { IsJoining: true } || group.Members.Count < settings.MaxSize
                || group.Members.Count(m => m.IsJoining) < settings.MaxSize,
            _ => member is not null || group.Members.Count < settings.MaxSize,
        };
    }

    private Result JoinAnew(ClassicGroup group, Joining joining)
    {
        var request = joining.Request;
        var memberId = memberIds.Next(joining.Context.ClientId, request.GroupInstanceId);
        if (request.GroupInstanceId is { } instance)
        {
            return group.FindInstance(instance) is { } former
                ? _staticReturn.Return(group, former, memberId, joining)
                : Add(group, memberId, joining);
        }

        if (!NeedsId(joining))
        {
            return Add(group, memberId, joining);
        }

        group.AddPendingJoin(memberId);
        rebalances.ScheduleSession(group.GroupId, memberId, request.SessionTimeoutMs);
        joining.Join.Fail(ErrorCode.MemberIdRequired, memberId);
        return Result.Nothing;
    }

    private Result JoinKnown(ClassicGroup group, Joining joining)
    {
        var request = joining.Request;
        if (group.IsPendingJoin(request.MemberId))
        {
            if (request.GroupInstanceId is null)
            {
                return Add(group, request.MemberId, joining);
            }

            // Such ids are given to dynamic members only. Kafka fails here without a word about the member.
            joining.Join.Fail(ErrorCode.UnknownMemberId);
            return Result.Nothing;
        }

        var error = group.Validate(request.MemberId, request.GroupInstanceId);
        if (error != ErrorCode.None)
        {
            joining.Join.Fail(error, request.MemberId);
            return Result.Nothing;
        }

        var member = group.Find(request.MemberId)!;
        var isUnchanged = member.HasProtocols(joining.Protocols);
        if ((group.State == ClassicGroupState.CompletingRebalance && isUnchanged)
            || (group.State == ClassicGroupState.Stable && isUnchanged && !group.IsLeader(member.MemberId)))
        {
            // The answer to its last join got lost, or it just asks again: it is where it should be.
            joining.Join.Complete(JoinResponses.Joined(group, member));
            return Result.Nothing;
        }

        member.Apply(joining);
        return rebalances.PrepareOrComplete(group);
    }

    private Result Add(ClassicGroup group, string memberId, Joining joining)
    {
        var member = new ClassicMember(memberId, joining.Request.GroupInstanceId)
        {
            ClientId = joining.Context.ClientId,
            ClientHost = joining.Context.ClientHost,
            IsNew = true,
        };
        member.Apply(joining);
        if (group is { State: ClassicGroupState.PreparingRebalance, PreviousState: ClassicGroupState.Empty })
        {
            group.HasNewMember = true;
        }

        group.Add(member, joining.Request.ProtocolType);
        rebalances.Story.Joined(group, member);
        rebalances.ScheduleSession(group.GroupId, memberId, settings.NewMemberJoinTimeoutMs);
        return rebalances.PrepareOrComplete(group);
    }
}
