using MiniKafka.Metadata.Control;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Replication;
using MiniKafka.Rpc;

namespace MiniKafka.Broker.Handlers;

/// <summary>
/// DeleteRecords, key 21, versions 0 to 2: moves the start of a log. -1 stands for the high watermark; topics that are only
/// compacted do not allow it. Answers when the live replicas have all followed.
/// </summary>
internal sealed class DeleteRecordsHandler(ReplicaManager replicas, ClusterView view)
    : RequestHandler<DeleteRecordsRequest>
{
    private const long UpToHighWatermark = -1;

    protected override async ValueTask<IResponse?> HandleAsync(DeleteRecordsRequest request, RequestContext context)
    {
        // Of a partition that stands twice the last offset counts.
        var wanted = new SortedDictionary<TopicPartition, long>();
        foreach (var topic in request.Topics)
        {
            topic.Partitions.ForEach(partition => wanted[new TopicPartition(topic.Name, partition.PartitionIndex)] = partition.Offset);
        }

        var begun = wanted.Select(one => (Id: one.Key, Begun: Begin(one.Key, one.Value))).ToList();
        await replicas.WaitAsync(
            [.. begun.Select(one => one.Begun.Deletion).OfType<RecordDeletion>()], TimeSpan.FromMilliseconds(Math.Max(0, request.TimeoutMs)), context.ClientGone);
        return new DeleteRecordsResponse
        {
            Topics =
            [
                .. begun.GroupBy(one => one.Id.Topic).Select(topic => new DeleteRecordsResponse.DeleteRecordsTopicResult
                {
                    Name = topic.Key, Partitions = [.. topic.Select(one => Map(one.Id, one.Begun.Error, one.Begun.Deletion))],
                }),
            ],
        };
    }

    private DeleteRecordsResponse.DeleteRecordsPartitionResult Map(TopicPartition id, ErrorCode refused, RecordDeletion? deletion)
    {
        var error = deletion?.Error ?? refused;
        if (error == ErrorCode.NotLeaderOrFollower && view.Image.Partition(id.Topic, id.Partition) is null)
        {
            // The topic was deleted while its other replicas were awaited.
            error = ErrorCode.UnknownTopicOrPartition;
        }

        return new()
        {
            PartitionIndex = id.Partition,
            ErrorCode = error,
            LowWatermark = deletion is not null && error is ErrorCode.None or ErrorCode.RequestTimedOut ? deletion!.Partition.LowWatermark : -1,
        };
    }

    private (ErrorCode Error, RecordDeletion? Deletion) Begin(TopicPartition id, long offset)
    {
        if (view.Image.Partition(id.Topic, id.Partition) is null)
        {
            return (ErrorCode.UnknownTopicOrPartition, null);
        }

        if (TopicNames.IsInternal(id.Topic))
        {
            return (ErrorCode.InvalidTopicException, null);
        }

        var missing = replicas.TryFind(id, out var partition);
        if (missing != ErrorCode.None || !partition.IsLeader)
        {
            return (missing == ErrorCode.None ? ErrorCode.NotLeaderOrFollower : missing, null);
        }

        if (view.ConfigOf(id.Topic) is { IsDeleted: false, IsCompacted: true })
        {
            return (ErrorCode.PolicyViolation, null);
        }

        var target = offset == UpToHighWatermark ? partition.Log.HighWatermark : offset;
        var error = target < 0 ? ErrorCode.OffsetOutOfRange : partition.DeleteRecords(target);
        return error == ErrorCode.None ? (error, new RecordDeletion(partition, target)) : (error, null);
    }
}
