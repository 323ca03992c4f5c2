using MiniKafka.Model;
using GroupRequest = MiniKafka.Protocol.Messages.OffsetFetchRequest.OffsetFetchRequestGroup;
using PartitionAnswer = MiniKafka.Protocol.Messages.OffsetFetchResponse.OffsetFetchResponsePartitions;
using TopicAnswer = MiniKafka.Protocol.Messages.OffsetFetchResponse.OffsetFetchResponseTopics;
using GroupAnswer = MiniKafka.Protocol.Messages.OffsetFetchResponse.OffsetFetchResponseGroup;

namespace MiniKafka.Coordination.Groups.Offsets;

/// <summary>
/// OffsetFetch for one group. A group that does not exist has committed nothing; that is no error. Who asks for stable offsets looks at the
/// newest, and is answered when they are acknowledged; others see those that are.
/// </summary>
internal sealed class FetchOperation(OffsetTable offsets)
{
    private const short FirstVersionWithTopicIds = 10;
    private const long NoOffset = -1;

    public GroupAnswer Fetch(GroupRequest request, short apiVersion, bool requireStable, ITopicCatalog catalog)
    {
        var byId = apiVersion >= FirstVersionWithTopicIds;
        var answer = new GroupAnswer { GroupId = request.GroupId };
        if (request.Topics is null)
        {
            answer.Topics = [.. All(request.GroupId, requireStable, catalog).Where(t => !byId || t.TopicId != Uuid.Zero)];
            return answer;
        }

        foreach (var topic in request.Topics)
        {
            var name = byId ? catalog.FindName(topic.TopicId) : topic.Name;
            answer.Topics.Add(new TopicAnswer
            {
                Name = name ?? "",
                TopicId = topic.TopicId,
                Partitions = topic.PartitionIndexes.ConvertAll(p => name is null
                    ? Nothing(p, ErrorCode.UnknownTopicId)
                    : Look(request.GroupId, new TopicIdPartition(topic.TopicId, name, p), requireStable)),
            });
        }

        return answer;
    }

    private IEnumerable<TopicAnswer> All(string groupId, bool requireStable, ITopicCatalog catalog) =>
        (requireStable ? offsets.Of(groupId) : offsets.AcknowledgedOf(groupId)).Keys.GroupBy(p => p.Topic, StringComparer.Ordinal).Select(topic => new TopicAnswer
        {
            Name = topic.Key,
            TopicId = catalog.FindId(topic.Key),
            Partitions = [.. topic.Select(p => Look(groupId, new TopicIdPartition(Uuid.Zero, p.Topic, p.Partition), requireStable))],
        });

    /// <summary>What is committed for a partition; with an id, only what was committed for that topic and no earlier one of its name.</summary>
    private PartitionAnswer Look(string groupId, TopicIdPartition id, bool requireStable)
    {
        var partition = id.TopicPartition;
        if (requireStable && offsets.IsPending(groupId, partition))
        {
            return Nothing(partition.Partition, ErrorCode.UnstableOffsetCommit);
        }

        return (requireStable ? offsets.Find(groupId, partition) : offsets.FindAcknowledged(groupId, partition)) is { } committed
            && (id.TopicId == Uuid.Zero || committed.TopicId == Uuid.Zero || committed.TopicId == id.TopicId)
            ? new PartitionAnswer
            {
                PartitionIndex = partition.Partition,
                CommittedOffset = committed.Offset,
                CommittedLeaderEpoch = committed.LeaderEpoch,
                Metadata = committed.Metadata,
            }
            : Nothing(partition.Partition, ErrorCode.None);
    }

    private static PartitionAnswer Nothing(int partition, ErrorCode error) =>
        new() { PartitionIndex = partition, CommittedOffset = NoOffset, ErrorCode = error };
}
