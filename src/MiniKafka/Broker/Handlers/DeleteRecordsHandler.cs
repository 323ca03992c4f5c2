using MiniKafka.Metadata.Control;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Replication;
using MiniKafka.Rpc;

namespace MiniKafka.Broker.Handlers;

/// <summary>
/// DeleteRecords, key 21, versions 0 to 2: moves the start of a log. -1 stands for the high watermark; only topics whose
/// cleanup policy deletes allow it.
/// </summary>
internal sealed class DeleteRecordsHandler(ReplicaManager replicas, ClusterView view)
    : RequestHandler<DeleteRecordsRequest>(ApiKey.DeleteRecords, 0, 2)
{
    private const long UpToHighWatermark = -1;

    protected override ValueTask<IResponse?> HandleAsync(DeleteRecordsRequest request, RequestContext context)
    {
        var response = new DeleteRecordsResponse();
        foreach (var group in request.Topics.GroupBy(topic => topic.Name))
        {
            var answer = new DeleteRecordsResponse.DeleteRecordsTopicResult { Name = group.Key };
            foreach (var partition in group.SelectMany(topic => topic.Partitions).GroupBy(partition => partition.PartitionIndex))
            {
                var (error, lowWatermark) = Delete(new TopicPartition(group.Key, partition.Key), partition.Last().Offset);
                answer.Partitions.Add(new DeleteRecordsResponse.DeleteRecordsPartitionResult
                {
                    PartitionIndex = partition.Key,
                    ErrorCode = error,
                    LowWatermark = lowWatermark,
                });
            }

            if (answer.Partitions.Count > 0)
            {
                response.Topics.Add(answer);
            }
        }

        return Answer(response);
    }

    private (ErrorCode Error, long LowWatermark) Delete(TopicPartition id, long offset)
    {
        if (view.Image.Partition(id.Topic, id.Partition) is null)
        {
            return (ErrorCode.UnknownTopicOrPartition, -1);
        }

        if (TopicNames.IsInternal(id.Topic))
        {
            return (ErrorCode.InvalidTopicException, -1);
        }

        if (replicas.Find(id) is not { IsLeader: true } partition)
        {
            return (ErrorCode.NotLeaderOrFollower, -1);
        }

        if (!view.ConfigOf(id.Topic).IsDeleted)
        {
            return (ErrorCode.PolicyViolation, -1);
        }

        var target = offset == UpToHighWatermark ? partition.Log.HighWatermark : offset;
        var error = target < 0 ? ErrorCode.OffsetOutOfRange : partition.DeleteRecords(target);
        return error == ErrorCode.None ? (error, partition.Log.LogStartOffset) : (error, -1);
    }
}
