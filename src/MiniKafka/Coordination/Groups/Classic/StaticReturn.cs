using MiniKafka.Model;

namespace MiniKafka.Coordination.Groups.Classic;

/// <summary>
/// A static member that was restarted comes back without its member id (KIP-345). It gets a new id in the place of the
/// old one, which is fenced from then on; in a stable group whose protocol does not change, nobody else notices.
/// </summary>
internal sealed class StaticReturn(Rebalances rebalances)
{
    public Result Return(ClassicGroup group, ClassicMember former, string newMemberId, Joining joining)
    {
        var formerLeader = group.LeaderId;
        former.TakeJoin()?.Fail(ErrorCode.FencedInstanceId, former.MemberId);
        former.TakeSync()?.Fail(ErrorCode.FencedInstanceId);
        rebalances.StopSession(group, former.MemberId);
        var member = group.Replace(former, newMemberId);
        member.Apply(joining);
        rebalances.RenewSession(group, member);
        rebalances.Story.Returned(group, member);

        return group.State switch
        {
            ClassicGroupState.Stable when ProtocolChoice.Choose(group.Members) == group.ProtocolName =>
                TakeOver(group, former, member, new Takeover(joining, formerLeader, group.Generation)),
            ClassicGroupState.PreparingRebalance => rebalances.CompleteIfAllJoined(group),
            _ => rebalances.Prepare(group),
        };
    }

    private Result TakeOver(ClassicGroup group, ClassicMember former, ClassicMember member, Takeover takeover)
    {
        var assignments = group.Members.ToDictionary(m => m.MemberId, m => m.Assignment, StringComparer.Ordinal);
        return new Result
        {
            Records = [group.ToRecord(assignments)],
            Settled = error =>
            {
                // If a rebalance began meanwhile the request waits for that instead.
                if (group.State == ClassicGroupState.Stable && group.Generation == takeover.Generation && member.Join == takeover.Joining.Join)
                {
                    Answer(group, former, member, takeover, error);
                }

                return Result.Nothing;
            },
        };
    }

    private void Answer(ClassicGroup group, ClassicMember former, ClassicMember member, Takeover takeover, ErrorCode error)
    {
        var join = member.TakeJoin()!;
        if (error == ErrorCode.None)
        {
            join.Complete(JoinResponses.Returned(group, member, takeover.FormerLeader, join.ApiVersion));
            return;
        }

        rebalances.StopSession(group, member.MemberId);
        var restored = group.Replace(member, former.MemberId);
        restored.Protocols = former.Protocols;
        restored.SessionTimeoutMs = former.SessionTimeoutMs;
        restored.RebalanceTimeoutMs = former.RebalanceTimeoutMs;
        rebalances.RenewSession(group, restored);
        join.Fail(error);
    }

    private sealed record Takeover(Joining Joining, string? FormerLeader, int Generation);
}
