using MiniKafka.Model;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.Coordination.Groups.Offsets;

/// <summary>OffsetDelete and DeleteGroups, and what happens to the offsets of deleted topics.</summary>
internal sealed class DeleteOperation(GroupTable groups, OffsetTable offsets, ITopicCatalog topics)
{
    /// <summary>Deletes offsets of topics nobody in the group subscribes to. Only partitions that exist are handed in.</summary>
    public Result<OffsetDeleteResponse> DeleteOffsets(OffsetDeleteRequest request)
    {
        var group = groups.Find(request.GroupId);
        var error = group?.ValidateOffsetDeletion() ?? ErrorCode.GroupIdNotFound;
        if (error != ErrorCode.None)
        {
            return Result.Of(new OffsetDeleteResponse { ErrorCode = error });
        }

        var records = new List<CoordinatorRecord>();
        var response = new OffsetDeleteResponse();
        foreach (var topic in request.Topics)
        {
            var isSubscribed = group!.IsSubscribed(topic.Name);
            response.Topics.Add(new OffsetDeleteResponse.OffsetDeleteResponseTopic
            {
                Name = topic.Name,
                Partitions = topic.Partitions.ConvertAll(p => new OffsetDeleteResponse.OffsetDeleteResponsePartition
                {
                    PartitionIndex = p.PartitionIndex,
                    ErrorCode = isSubscribed ? ErrorCode.GroupSubscribedToTopic : ErrorCode.None,
                }),
            });
            if (!isSubscribed)
            {
                records.AddRange(topic.Partitions
                    .Select(p => new TopicPartition(topic.Name, p.PartitionIndex))
                    .Where(p => offsets.Find(request.GroupId, p) is not null || offsets.IsPending(request.GroupId, p))
                    .Select(p => GroupRecords.OffsetTombstone(request.GroupId, p.Topic, p.Partition)));
            }
        }

        return Result.Of(response, records);
    }

    /// <summary>Deletes groups without members, offsets and all.</summary>
    public Result<List<DeleteGroupsResponse.DeletableGroupResult>> DeleteGroups(IEnumerable<string> groupIds)
    {
        var outcomes = new List<Result>();
        var results = new List<DeleteGroupsResponse.DeletableGroupResult>();
        foreach (var groupId in groupIds)
        {
            var deletion = groups.Find(groupId)?.Delete() ?? Result.Of(ErrorCode.GroupIdNotFound);
            results.Add(new DeleteGroupsResponse.DeletableGroupResult { GroupId = groupId, ErrorCode = deletion.Response });
            if (deletion.Response == ErrorCode.None)
            {
                outcomes.Add(Result.Of([.. offsets.PartitionsOf(groupId).Select(p => GroupRecords.OffsetTombstone(groupId, p.Topic, p.Partition))]));
                outcomes.Add(deletion.Outcome);
            }
        }

        return new(results, Result.Merge(outcomes));
    }

    /// <summary>Deletes all groups' offsets of topics that are gone: now, or without anybody here having been told.</summary>
    /// <param name="deleted">Those that are gone now, whether or not there is another of the name already.</param>
    public Result DeleteTopics(IReadOnlySet<string> deleted) => new()
    {
        IsAtomic = false,
        Records =
        [
            .. from groupId in offsets.GroupsWithOffsets()
               from partition in offsets.PartitionsOf(groupId)
               where deleted.Contains(partition.Topic) || topics.HasLost(partition.Topic, offsets.TopicIdOf(groupId, partition))
               select GroupRecords.OffsetTombstone(groupId, partition.Topic, partition.Partition),
        ],
    };
}
