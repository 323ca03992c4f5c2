using MiniKafka.Metadata.Control;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;
using Response = MiniKafka.Protocol.Messages.DescribeTopicPartitionsResponse;

namespace MiniKafka.Broker.Handlers;

/// <summary>
/// DescribeTopicPartitions, key 75, version 0: topics and partitions in pages (KIP-966), with the eligible leader replicas.
/// </summary>
internal sealed class DescribeTopicPartitionsHandler(ClusterView view)
    : RequestHandler<DescribeTopicPartitionsRequest>
{
    protected override ValueTask<IResponse?> HandleAsync(DescribeTopicPartitionsRequest request, RequestContext context)
    {
        var names = new SortedSet<string>(request.Topics.Select(topic => topic.Name), StringComparer.Ordinal);
        var all = names.Count == 0;
        if (all)
        {
            names.UnionWith(view.Image.Topics.Keys);
        }

        var cursor = request.Cursor;
        if (cursor is not null && (cursor.PartitionIndex < 0 || !(names.Contains(cursor.TopicName) || all)))
        {
            return Answer(Refuse(request.Topics.Select(topic => topic.Name)));
        }

        var response = new Response();
        var left = Math.Clamp(request.ResponsePartitionLimit, 1, view.Config.MaxRequestPartitionSizeLimit);
        foreach (var name in names.Where(name => cursor is null || string.CompareOrdinal(name, cursor.TopicName) >= 0))
        {
            if (left == 0)
            {
                response.NextCursor = new Response.Cursor { TopicName = name, PartitionIndex = 0 };
                break;
            }

            var from = cursor is not null && cursor.TopicName == name ? cursor.PartitionIndex : 0;
            if (!view.Image.Topics.TryGetValue(name, out var topic))
            {
                var invalid = TopicNames.Problem(name) is not null;
                response.Topics.Add(new()
                {
                    Name = name,
                    IsInternal = TopicNames.IsInternal(name),
                    ErrorCode = invalid ? ErrorCode.InvalidTopicException : ErrorCode.UnknownTopicOrPartition,
                    TopicAuthorizedOperations = name.Length > 0 ? AuthorizedOperations.Topic : AuthorizedOperations.NotTold,
                });
                continue;
            }

            var described = Describe(topic, from, left, context);
            response.Topics.Add(described);
            left -= described.Partitions.Count;
            if (from + described.Partitions.Count < topic.Partitions.Count)
            {
                response.NextCursor = new Response.Cursor { TopicName = name, PartitionIndex = from + described.Partitions.Count };
                break;
            }
        }

        return Answer(response);
    }

    private static Response Refuse(IEnumerable<string> names)
    {
        var response = new Response();
        response.Topics.AddRange(names.Select(name => new Response.DescribeTopicPartitionsResponseTopic { Name = name, ErrorCode = ErrorCode.InvalidRequest }));
        return response;
    }

    private Response.DescribeTopicPartitionsResponseTopic Describe(TopicImage topic, int from, int most, RequestContext context)
    {
        var described = new Response.DescribeTopicPartitionsResponseTopic { Name = topic.Name, TopicId = topic.Id, IsInternal = TopicNames.IsInternal(topic.Name), TopicAuthorizedOperations = AuthorizedOperations.Topic };
        foreach (var partition in topic.Partitions.Values.Skip(from).Take(most))
        {
            var hasLeader = view.EndpointOf(partition.Leader, context.ListenerName) is not null;
            described.Partitions.Add(new Response.DescribeTopicPartitionsResponsePartition
            {
                PartitionIndex = partition.PartitionId,
                LeaderId = hasLeader ? partition.Leader : -1,
                LeaderEpoch = partition.LeaderEpoch,
                ReplicaNodes = [.. partition.Replicas],
                IsrNodes = [.. partition.Isr],
                EligibleLeaderReplicas = [.. partition.EligibleLeaderReplicas],
                LastKnownElr = [.. partition.LastKnownElr],
                OfflineReplicas = [.. view.OfflineReplicas(partition, context.ListenerName)],
            });
        }

        return described;
    }
}
