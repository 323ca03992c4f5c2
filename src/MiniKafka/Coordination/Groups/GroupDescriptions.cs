using MiniKafka.Coordination.Groups.Classic;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.Coordination.Groups;

/// <summary>DescribeGroups and ListGroups: of what is committed, and of the members there are now.</summary>
internal sealed class GroupDescriptions(GroupTable groups)
{
    private const short FirstVersionThatNamesMissingGroups = 6;

    public DescribeGroupsResponse.DescribedGroup Describe(string groupId, short apiVersion)
    {
        if (groups.FindAcknowledged(groupId) is { } group)
        {
            return Describe(group);
        }

        var missing = new DescribeGroupsResponse.DescribedGroup { GroupId = groupId, GroupState = "Dead" };
        if (apiVersion >= FirstVersionThatNamesMissingGroups)
        {
            missing.ErrorCode = ErrorCode.GroupIdNotFound;
            missing.ErrorMessage = groups.FindKind(groupId) is null ? $"Group {Shown.Name(groupId)} not found." : $"Group {Shown.Name(groupId)} is not a classic group.";
        }

        return missing;
    }

    public bool HasMembers(string groupId) => groups.FindClassic(groupId) is { Members.Count: > 0 };

    /// <summary>
    /// The groups in one of the states and of one of the types; no states or types means all. As in Kafka, blanks around a state
    /// do not count, but those around a type do.
    /// </summary>
    public IEnumerable<ListGroupsResponse.ListedGroup> List(IReadOnlyCollection<string> states, IReadOnlyCollection<string> types) =>
        from @group in groups.Acknowledged
        let state = @group.State.ToString()
        where Allows([.. states.Select(wanted => wanted.Trim())], state) && Allows(types, "classic")
        select new ListGroupsResponse.ListedGroup
        {
            GroupId = @group.GroupId,
            ProtocolType = @group.ProtocolType ?? "",
            GroupState = state,
            GroupType = "classic",
        };

    private static bool Allows(IReadOnlyCollection<string> filter, string value) =>
        filter.Count == 0 || filter.Contains(value, StringComparer.OrdinalIgnoreCase);

    private static DescribeGroupsResponse.DescribedGroup Describe(ClassicGroup group)
    {
        // What the members said counts only until a rebalance begins.
        var isStable = group.State == ClassicGroupState.Stable;
        return new DescribeGroupsResponse.DescribedGroup
        {
            GroupId = group.GroupId,
            GroupState = group.State.ToString(),
            ProtocolType = group.ProtocolType ?? "",
            ProtocolData = isStable ? group.ProtocolName! : "",
            Members =
            [
                .. group.Members.Select(m => new DescribeGroupsResponse.DescribedGroupMember
                {
                    MemberId = m.MemberId,
                    GroupInstanceId = m.GroupInstanceId,
                    ClientId = m.ClientId,
                    ClientHost = m.ClientHost,
                    MemberMetadata = isStable ? m.MetadataFor(group.ProtocolName!) : [],
                    MemberAssignment = m.Assignment,
                }),
            ],
        };
    }
}
