using MiniKafka.Model;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.Coordination.Groups.Classic;

/// <summary>
/// How a classic group comes from one generation to the next.
/// 1. PreparingRebalance: everybody has to join again, at most as long as the most patient member allows. A group that
///    was empty waits for the initial delay instead, and longer while members keep coming.
/// 2. Who did not join is out, except static members, who have until their session ends. A new generation begins, a
///    protocol is chosen, all joins are answered: CompletingRebalance.
/// 3. The leader's assignment is written and handed out: Stable. Who does not ask for it in time is out.
/// </summary>
internal sealed class Rebalances(GroupTable groups, ShardTimers timers, GroupSettings settings, TimeProvider clock, GroupStory story)
{
    private const string JoinTimer = "join";
    private const string SyncTimer = "sync";
    private const string SessionTimer = "session";

    private static readonly SortedDictionary<string, byte[]> NoAssignments = new(StringComparer.Ordinal);

    /// <summary>Where to tell who comes and goes.</summary>
    public GroupStory Story => story;

    public long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Begins a rebalance, or, when one is being prepared already, completes it if this was what it waited for.</summary>
    public Result PrepareOrComplete(ClassicGroup group) =>
        group.State == ClassicGroupState.PreparingRebalance ? CompleteIfAllJoined(group) : Prepare(group);

    public Result Prepare(ClassicGroup group)
    {
        if (group.State == ClassicGroupState.CompletingRebalance)
        {
            ResetAssignments(group, ErrorCode.RebalanceInProgress);
        }

        group.ClearPendingSyncs();
        timers.Cancel(new(SyncTimer, group.GroupId));
        var isInitial = group.IsEmpty;
        group.TransitionTo(ClassicGroupState.PreparingRebalance, Now);
        if (isInitial)
        {
            var remaining = Math.Max(group.RebalanceTimeoutMs - settings.InitialRebalanceDelayMs, 0);
            ScheduleInitial(group.GroupId, settings.InitialRebalanceDelayMs, remaining);
            return Result.Nothing;
        }

        if (group.HaveAllJoined)
        {
            return Complete(group);
        }

        ScheduleJoin(group);
        return Result.Nothing;
    }

    /// <summary>Completes the join phase if everybody has joined; the first rebalance of a group waits for its timer.</summary>
    public Result CompleteIfAllJoined(ClassicGroup group) =>
        group.State == ClassicGroupState.PreparingRebalance
        && group.PreviousState != ClassicGroupState.Empty
        && group.HaveAllJoined
            ? Complete(group)
            : Result.Nothing;

    /// <summary>Takes out an id that was handed out and not used.</summary>
    public Result RemovePending(ClassicGroup group, string memberId)
    {
        group.Remove(memberId);
        return group.State == ClassicGroupState.PreparingRebalance && group.HaveAllJoined ? Complete(group) : Result.Nothing;
    }

    /// <summary>Takes out a member, without yet beginning a rebalance for it.</summary>
    public void Remove(ClassicGroup group, ClassicMember member)
    {
        StopSession(group, member.MemberId);
        member.TakeJoin()?.Fail(ErrorCode.UnknownMemberId);
        member.TakeSync()?.Fail(ErrorCode.UnknownMemberId);
        group.Remove(member.MemberId);
    }

    /// <summary>The member lives: its session begins anew.</summary>
    public void RenewSession(ClassicGroup group, ClassicMember member) =>
        ScheduleSession(group.GroupId, member.MemberId, member.SessionTimeoutMs);

    public void ScheduleSession(string groupId, string memberId, long timeoutMs) =>
        timers.Schedule(new(SessionTimer, groupId, memberId), timeoutMs, () => ExpireSession(groupId, memberId));

    public void StopSession(ClassicGroup group, string memberId) => timers.Cancel(new(SessionTimer, group.GroupId, memberId));

    /// <summary>The member has asked for its assignment; when all have, nobody is waited for any more.</summary>
    public void ReceiveSync(ClassicGroup group, string memberId)
    {
        group.RemovePendingSync(memberId);
        if (!group.HasPendingSyncs)
        {
            timers.Cancel(new(SyncTimer, group.GroupId));
        }
    }

    /// <summary>Hands out the written assignment; the generation is complete.</summary>
    public void Stabilize(ClassicGroup group)
    {
        group.TakeWrittenAssignments();
        AnswerSyncs(group, ErrorCode.None);
        group.TransitionTo(ClassicGroupState.Stable, Now);
        story.Stable(group);
    }

    /// <summary>Forgets the assignments and tells everybody who waits for one why.</summary>
    public void ResetAssignments(ClassicGroup group, ErrorCode error)
    {
        foreach (var member in group.Members)
        {
            member.Assignment = [];
        }

        AnswerSyncs(group, error);
    }

    private Result Complete(ClassicGroup group)
    {
        timers.Cancel(new(JoinTimer, group.GroupId));
        foreach (var late in group.Members.Where(m => !m.IsJoining && m.GroupInstanceId is null).ToList())
        {
            story.NotJoinedAgain(group, late);
            Remove(group, late);
        }

        if (!group.ElectJoinedLeader() && group.Members.Count > 0)
        {
            ScheduleJoin(group);
            return Result.Nothing;
        }

        group.Generation++;
        story.Rebalanced();
        group.ProtocolName = ProtocolChoice.Choose(group.Members);
        group.SubscribedTopics = SubscribedTopicsReader.Read(group);
        group.ClearPendingSyncs();
        group.HasNewMember = false;
        if (group.Members.Count == 0)
        {
            group.TransitionTo(ClassicGroupState.Empty, Now);
            story.Empty(group);
            return Result.Of(group.ToRecord(NoAssignments));
        }

        group.TransitionTo(ClassicGroupState.CompletingRebalance, Now);
        foreach (var member in group.Members)
        {
            member.TakeJoin()?.Complete(JoinResponses.Joined(group, member));
            member.IsNew = false;
            group.AddPendingSync(member.MemberId);
            RenewSession(group, member);
        }

        var generation = group.Generation;
        timers.Schedule(new(SyncTimer, group.GroupId), group.RebalanceTimeoutMs, () => ExpireSyncs(group.GroupId, generation));
        return Result.Nothing;
    }

    private void AnswerSyncs(ClassicGroup group, ErrorCode error)
    {
        foreach (var member in group.Members)
        {
            if (member.TakeSync() is not { } sync)
            {
                continue;
            }

            if (error == ErrorCode.None)
            {
                sync.Complete(new SyncGroupResponse
                {
                    ProtocolType = group.ProtocolType,
                    ProtocolName = group.ProtocolName,
                    Assignment = member.Assignment,
                });
            }
            else
            {
                sync.Fail(error);
            }

            RenewSession(group, member);
        }
    }

    private void ScheduleJoin(ClassicGroup group) => timers.Schedule(
        new(JoinTimer, group.GroupId),
        group.RebalanceTimeoutMs,
        () => groups.Find<ClassicGroup>(group.GroupId) is { State: ClassicGroupState.PreparingRebalance } late ? Complete(late) : Result.Nothing);

    private void ScheduleInitial(string groupId, int delayMs, int remainingMs) => timers.Schedule(
        new(JoinTimer, groupId), delayMs, () => CompleteInitialOrWait(groupId, delayMs, remainingMs));

    private Result CompleteInitialOrWait(string groupId, int delayMs, int remainingMs)
    {
        if (groups.Find<ClassicGroup>(groupId) is not { State: ClassicGroupState.PreparingRebalance } group)
        {
            return Result.Nothing;
        }

        if (!group.HasNewMember || remainingMs == 0)
        {
            return Complete(group);
        }

        group.HasNewMember = false;
        ScheduleInitial(groupId, Math.Min(settings.InitialRebalanceDelayMs, remainingMs), Math.Max(remainingMs - delayMs, 0));
        return Result.Nothing;
    }

    private Result ExpireSession(string groupId, string memberId)
    {
        if (groups.Find<ClassicGroup>(groupId) is not { } group)
        {
            return Result.Nothing;
        }

        if (group.IsPendingJoin(memberId))
        {
            return RemovePending(group, memberId);
        }

        // Who waits for the group shows no sign of life of its own; only a newcomer is not waited for without end.
        if (!group.TryFind(memberId, out var member) || (!member.IsNew && (member.IsJoining || member.Sync is not null)))
        {
            return Result.Nothing;
        }

        story.NotHeardOf(group, member);
        Remove(group, member);
        return group.State switch
        {
            ClassicGroupState.Stable or ClassicGroupState.CompletingRebalance => Prepare(group),
            ClassicGroupState.PreparingRebalance when group.HaveAllJoined => Complete(group),
            _ => Result.Nothing,
        };
    }

    private Result ExpireSyncs(string groupId, int generation)
    {
        if (groups.Find<ClassicGroup>(groupId) is not { State: ClassicGroupState.CompletingRebalance or ClassicGroupState.Stable } group
            || group.Generation != generation
            || group.PendingSyncs is not { Count: > 0 } late)
        {
            return Result.Nothing;
        }

        foreach (var member in late)
        {
            story.NotSynced(group, member);
            Remove(group, member);
        }

        return Prepare(group);
    }
}
