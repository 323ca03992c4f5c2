using Microsoft.Extensions.Logging;
using MiniKafka.Model;

namespace MiniKafka.Coordination.Groups.Classic;

/// <summary>Tells who comes to a group and who goes, why, and what becomes of the group by it.</summary>
internal sealed partial class GroupStory(ILogger logger)
{
    public void Joined(ClassicGroup group, ClassicMember member) => MemberJoined(logger, group.GroupId, member.MemberId, member.ClientHost);

    /// <summary>A static member came back without its id and has a new one.</summary>
    public void Returned(ClassicGroup group, ClassicMember member) => MemberReturned(logger, group.GroupId, member.GroupInstanceId, member.MemberId);

    public void Left(ClassicGroup group, ClassicMember member, string why = "by itself") => MemberLeft(logger, group.GroupId, member.MemberId, why);

    public void NotHeardOf(ClassicGroup group, ClassicMember member) =>
        MemberTimedOut(logger, group.GroupId, member.MemberId, $"no heartbeat of it came within its session.timeout.ms of {member.SessionTimeoutMs}");

    public void NotJoinedAgain(ClassicGroup group, ClassicMember member) =>
        MemberTimedOut(logger, group.GroupId, member.MemberId, $"it did not join again within its rebalance time-out of {member.RebalanceTimeoutMs} ms");

    public void NotSynced(ClassicGroup group, ClassicMember member) =>
        MemberTimedOut(logger, group.GroupId, member.MemberId, $"it did not ask for its assignment within {group.RebalanceTimeoutMs} ms");

    /// <summary>Generations that began, of all groups.</summary>
    public long Rebalances { get; private set; }

    /// <summary>Everybody who is in it has joined: a generation begins.</summary>
    public void Rebalanced() => Rebalances++;

    public void Stable(ClassicGroup group) => GroupStable(logger, group.GroupId, group.Generation, group.Members.Count, group.ProtocolName);

    public void Empty(ClassicGroup group) => GroupEmpty(logger, group.GroupId, group.Generation);

    [LoggerMessage(LogEvents.MemberJoined, LogLevel.Information, "Group '{Group}': member '{Member}' from {Host} joined.")]
    private static partial void MemberJoined(ILogger logger, Shown group, Shown member, Shown host);

    [LoggerMessage(LogEvents.MemberReturned, LogLevel.Information, "Group '{Group}': the static member '{Instance}' came back, as '{Member}'.")]
    private static partial void MemberReturned(ILogger logger, Shown group, Shown instance, Shown member);

    [LoggerMessage(LogEvents.MemberLeft, LogLevel.Information, "Group '{Group}': member '{Member}' left, {Why}.")]
    private static partial void MemberLeft(ILogger logger, Shown group, Shown member, string why);

    [LoggerMessage(LogEvents.MemberTimedOut, LogLevel.Information, "Group '{Group}': member '{Member}' is out, because {Reason}.")]
    private static partial void MemberTimedOut(ILogger logger, Shown group, Shown member, string reason);

    [LoggerMessage(LogEvents.GroupStable, LogLevel.Information, "Group '{Group}' is stable in generation {Generation}, with {Members} members and the protocol '{Protocol}'.")]
    private static partial void GroupStable(ILogger logger, Shown group, int generation, int members, Shown protocol);

    [LoggerMessage(LogEvents.GroupEmpty, LogLevel.Information, "Group '{Group}' is empty in generation {Generation}.")]
    private static partial void GroupEmpty(ILogger logger, Shown group, int generation);
}
