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
            var id = byId ? topic.TopicId : catalog.FindId(topic.Name);
            answer.Topics.Add(new TopicAnswer
            {
                Name = name ?? "",
                TopicId = topic.TopicId,
                Partitions = topic.PartitionIndexes.ConvertAll(p => name is null
                    ? Nothing(p, ErrorCode.UnknownTopicId)
                    : Look(request.GroupId, new TopicIdPartition(id, name, p), requireStable)),
            });
        }

        return answer;
    }

    private IEnumerable<TopicAnswer> All(string groupId, bool requireStable, ITopicCatalog catalog) =>
        from offset in requireStable ? offsets.Of(groupId) : offsets.AcknowledgedOf(groupId)
        group offset by offset.Key.Topic into topic
        let id = catalog.FindId(topic.Key)
        let partitions = topic.Where(offset => IsOf(offset.Value, id)).Select(offset => Look(groupId, new TopicIdPartition(id, topic.Key, offset.Key.Partition), requireStable)).ToList()
        where partitions.Count > 0
        select new TopicAnswer { Name = topic.Key, TopicId = id, Partitions = partitions };

    /// <summary>What is committed for a partition: where its topic is there, only what was committed for that one and no earlier one of its name.</summary>
    private PartitionAnswer Look(string groupId, TopicIdPartition id, bool requireStable)
    {
        var partition = id.TopicPartition;
        if (requireStable && offsets.IsPending(groupId, partition))
        {
            return Nothing(partition.Partition, ErrorCode.UnstableOffsetCommit);
        }

        return (requireStable ? offsets.Find(groupId, partition) : offsets.FindAcknowledged(groupId, partition)) is { } committed
            && IsOf(committed, id.TopicId)
            ? new PartitionAnswer
            {
                PartitionIndex = partition.Partition,
                CommittedOffset = committed.Offset,
                CommittedLeaderEpoch = committed.LeaderEpoch,
                Metadata = committed.Metadata,
            }
            : Nothing(partition.Partition, ErrorCode.None);
    }

    private static bool IsOf(CommittedOffset committed, Uuid topicId) =>
        topicId == Uuid.Zero || committed.TopicId == Uuid.Zero || committed.TopicId == topicId;

    private static PartitionAnswer Nothing(int partition, ErrorCode error) =>
        new() { PartitionIndex = partition, CommittedOffset = NoOffset, ErrorCode = error };
}
