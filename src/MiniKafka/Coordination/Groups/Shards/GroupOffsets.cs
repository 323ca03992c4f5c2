using MiniKafka.Coordination.Groups.Offsets;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using GroupAnswer = MiniKafka.Protocol.Messages.OffsetFetchResponse.OffsetFetchResponseGroup;

namespace MiniKafka.Coordination.Groups.Shards;

/// <summary>The offset APIs of the coordinator: what concerns topics that do not exist is answered without asking the group.</summary>
internal sealed class GroupOffsets(CoordinatorRuntime<GroupShard> runtime, ITopicCatalog topics)
{
    private const short FirstVersionWithSeveralGroups = 8;

    public Task<OffsetCommitResponse> CommitAsync(GroupRequestContext context, OffsetCommitRequest request)
    {
        var offsets = OffsetsToCommit.Of(request, context.ApiVersion, topics);
        return offsets.AnyValid
            ? runtime.WriteAsync(
                runtime.PartitionFor(request.GroupId),
                shard => shard.Commits.Commit(context, request, offsets),
                error =>
                {
                    offsets.Fail(error);
                    return offsets.ToResponse();
                })
            : Task.FromResult(offsets.ToResponse());
    }

    public Task<TxnOffsetCommitResponse> CommitAsync(TxnOffsetCommitRequest request)
    {
        var offsets = OffsetsToCommit.Of(request, topics);
        if (!offsets.AnyValid || request.GroupId.Length == 0)
        {
            offsets.Fail(ErrorCode.InvalidGroupId);
            return Task.FromResult(offsets.ToTransactionalResponse());
        }

        return runtime.WriteInTransactionAsync(
            runtime.PartitionFor(request.GroupId),
            new TransactionalProducer(request.ProducerId, request.ProducerEpoch),
            shard => shard.Commits.Commit(request, offsets),
            error =>
            {
                offsets.Fail(error);
                return offsets.ToTransactionalResponse();
            });
    }

    public async Task<OffsetFetchResponse> FetchAsync(GroupRequestContext context, OffsetFetchRequest request)
    {
        if (context.ApiVersion >= FirstVersionWithSeveralGroups)
        {
            var response = new OffsetFetchResponse();
            foreach (var fetch in request.Groups.ConvertAll(g => FetchAsync(g, context.ApiVersion, request.RequireStable)))
            {
                response.Groups.Add(await fetch);
            }

            return response;
        }

        var group = new OffsetFetchRequest.OffsetFetchRequestGroup
        {
            GroupId = request.GroupId,
            Topics = request.Topics?.ConvertAll(t => new OffsetFetchRequest.OffsetFetchRequestTopics { Name = t.Name, PartitionIndexes = t.PartitionIndexes }),
        };
        var answer = await FetchAsync(group, context.ApiVersion, request.RequireStable);
        return answer.ErrorCode == ErrorCode.None ? ToSingle(answer) : request.Refuse(context.ApiVersion, answer.ErrorCode);
    }

    public Task<OffsetDeleteResponse> DeleteAsync(short apiVersion, OffsetDeleteRequest request)
    {
        var known = new OffsetDeleteRequest { GroupId = request.GroupId };
        var unknown = new List<OffsetDeleteResponse.OffsetDeleteResponseTopic>();
        foreach (var topic in request.Topics)
        {
            var exist = topic.Partitions.FindAll(p => topics.Contains(topic.Name, p.PartitionIndex));
            if (exist.Count > 0)
            {
                known.Topics.Add(new OffsetDeleteRequest.OffsetDeleteRequestTopic { Name = topic.Name, Partitions = exist });
            }

            if (exist.Count < topic.Partitions.Count || topics.FindId(topic.Name) == Uuid.Zero)
            {
                unknown.Add(Unknown(topic));
            }
        }

        // What is wrong with the group comes before what is wrong with its topics.
        return DeleteAsync(apiVersion, known, unknown);
    }

    private OffsetDeleteResponse.OffsetDeleteResponseTopic Unknown(OffsetDeleteRequest.OffsetDeleteRequestTopic topic) => new()
    {
        Name = topic.Name,
        Partitions =
        [
            .. topic.Partitions.Where(p => !topics.Contains(topic.Name, p.PartitionIndex))
                .Select(p => new OffsetDeleteResponse.OffsetDeleteResponsePartition
                {
                    PartitionIndex = p.PartitionIndex,
                    ErrorCode = ErrorCode.UnknownTopicOrPartition,
                }),
        ],
    };

    private async Task<OffsetDeleteResponse> DeleteAsync(
        short apiVersion, OffsetDeleteRequest known, List<OffsetDeleteResponse.OffsetDeleteResponseTopic> unknown)
    {
        if (known.GroupId.Length == 0)
        {
            return known.Refuse(apiVersion, ErrorCode.InvalidGroupId);
        }

        var response = await runtime.WriteAsync(runtime.PartitionFor(known.GroupId), known, apiVersion, shard => shard.Deletes.DeleteOffsets(known));
        var answered = new Dictionary<string, OffsetDeleteResponse.OffsetDeleteResponseTopic>(StringComparer.Ordinal);
        response.Topics.ForEach(topic => answered.TryAdd(topic.Name, topic));
        foreach (var topic in response.ErrorCode == ErrorCode.None ? unknown : [])
        {
            if (answered.TryAdd(topic.Name, topic))
            {
                response.Topics.Add(topic);
            }
            else
            {
                answered[topic.Name].Partitions.AddRange(topic.Partitions);
            }
        }

        return response;
    }

    private Task<GroupAnswer> FetchAsync(OffsetFetchRequest.OffsetFetchRequestGroup group, short apiVersion, bool requireStable)
    {
        var partition = runtime.PartitionFor(group.GroupId);
        GroupAnswer Fetch(GroupShard shard) => shard.Fetches.Fetch(group, apiVersion, requireStable, topics);
        GroupAnswer Refuse(ErrorCode error) => new() { GroupId = group.GroupId, ErrorCode = error };

        // Stable also means: not told before what was written earlier is committed.
        return requireStable
            ? runtime.WriteAsync(partition, shard => Result.Of(Fetch(shard)), Refuse)
            : Task.FromResult(runtime.Read(partition, Fetch, Refuse));
    }

    private static OffsetFetchResponse ToSingle(GroupAnswer answer) => new()
    {
        Topics = answer.Topics.ConvertAll(t => new OffsetFetchResponse.OffsetFetchResponseTopic
        {
            Name = t.Name,
            Partitions = t.Partitions.ConvertAll(p => new OffsetFetchResponse.OffsetFetchResponsePartition
            {
                PartitionIndex = p.PartitionIndex,
                CommittedOffset = p.CommittedOffset,
                CommittedLeaderEpoch = p.CommittedLeaderEpoch,
                Metadata = p.Metadata,
                ErrorCode = p.ErrorCode,
            }),
        }),
    };
}
