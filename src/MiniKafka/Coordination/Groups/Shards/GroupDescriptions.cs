using MiniKafka.Model;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.Coordination.Groups.Shards;

/// <summary>DescribeGroups and ListGroups: of what is committed, and of the members there are now.</summary>
internal sealed class GroupDescriptions(GroupTable groups)
{
    private const short FirstVersionThatNamesMissingGroups = 6;

    public DescribeGroupsResponse.DescribedGroup Describe(string groupId, short apiVersion)
    {
        var group = groups.FindAcknowledged(groupId);
        if (group?.Describe() is { } described)
        {
            return described;
        }

        var missing = new DescribeGroupsResponse.DescribedGroup { GroupId = groupId, GroupState = "Dead" };
        if (apiVersion >= FirstVersionThatNamesMissingGroups)
        {
            missing.ErrorCode = ErrorCode.GroupIdNotFound;
            missing.ErrorMessage = group is null ? $"Group {Shown.Name(groupId)} not found." : $"Group {Shown.Name(groupId)} is not a classic group.";
        }

        return missing;
    }

    public bool HasMembers(string groupId) => groups.Find(groupId) is { HasMembers: true };

    /// <summary>
    /// The groups in one of the states and of one of the types; no states or types means all. As in Kafka, blanks around a state
    /// do not count, but those around a type do.
    /// </summary>
    public IEnumerable<ListGroupsResponse.ListedGroup> List(IReadOnlyCollection<string> states, IReadOnlyCollection<string> types)
    {
        var wantedStates = states.Select(wanted => wanted.Trim()).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var wantedTypes = types.ToHashSet(StringComparer.OrdinalIgnoreCase);
        return from @group in groups.Acknowledged
            let listed = @group.List()
            where listed is not null && Allows(wantedStates, listed.GroupState) && Allows(wantedTypes, listed.GroupType)
            select listed;
    }

    private static bool Allows(HashSet<string> filter, string value) => filter.Count == 0 || filter.Contains(value);
}
