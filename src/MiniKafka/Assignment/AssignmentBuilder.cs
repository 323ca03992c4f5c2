using MiniKafka.Model;

namespace MiniKafka.Assignment;

/// <summary>Collects an assignment: every member has an entry, even without a partition.</summary>
internal sealed class AssignmentBuilder
{
    private readonly SortedDictionary<string, List<TopicPartition>> _members = new(StringComparer.Ordinal);

    public AssignmentBuilder(IReadOnlyCollection<GroupSubscription> members)
    {
        foreach (var member in members)
        {
            _members.Add(member.MemberId, []);
        }
    }

    public void Add(string memberId, TopicPartition partition) => _members[memberId].Add(partition);

    public SortedDictionary<string, IReadOnlyList<TopicPartition>> Build()
    {
        var result = new SortedDictionary<string, IReadOnlyList<TopicPartition>>(StringComparer.Ordinal);
        foreach (var (member, partitions) in _members)
        {
            partitions.Sort();
            result.Add(member, partitions);
        }

        return result;
    }
}
