using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Replication;
using MiniKafka.Rpc;
using Partition = MiniKafka.Protocol.Messages.ListOffsetsRequest.ListOffsetsPartition;
using PartitionAnswer = MiniKafka.Protocol.Messages.ListOffsetsResponse.ListOffsetsPartitionResponse;

namespace MiniKafka.Broker.Handlers;

/// <summary>
/// ListOffsets, key 2, versions 1 to 11: the offset of a timestamp, or one of the special places in a log. Version 2 brings
/// isolation, 4 leader epochs, 7 the largest timestamp, 8 the local log start, 9 and 11 what tiered storage needs.
/// </summary>
internal sealed class ListOffsetsHandler(ReplicaManager replicas, ClusterView view)
    : RequestHandler<ListOffsetsRequest>
{
    private const short FirstVersionWithEpochs = 4;
    private const short FirstVersionThatSaysBehind = 5;
    private const int Consumer = -1;

    /// <summary>May ask a follower too, and is shown what consumers are not.</summary>
    private const int Debugger = -2;
    private const long Latest = -1;
    private const long Earliest = -2;
    private const long MaxTimestamp = -3;
    private const long EarliestLocal = -4;
    private const long LatestTiered = -5;
    private const long EarliestPendingUpload = -6;

    protected override ValueTask<IResponse?> HandleAsync(ListOffsetsRequest request, RequestContext context)
    {
        var twice = request.Topics.SelectMany(topic => topic.Partitions.Select(partition => new TopicPartition(topic.Name, partition.PartitionIndex)))
            .GroupBy(id => id).Where(group => group.Count() > 1).Select(group => group.Key).ToHashSet();
        var told = new HashSet<TopicPartition>();
        var response = new ListOffsetsResponse();
        foreach (var topic in request.Topics.Where(topic => topic.Partitions.Count > 0).GroupBy(topic => topic.Name))
        {
            var answer = new ListOffsetsResponse.ListOffsetsTopicResponse { Name = topic.Key };
            foreach (var partition in topic.SelectMany(entry => entry.Partitions))
            {
                var id = new TopicPartition(topic.Key, partition.PartitionIndex);
                if (!twice.Contains(id))
                {
                    var found = Look(id, partition, request, context.Version);
                    found.LeaderEpoch = context.Version >= FirstVersionWithEpochs ? found.LeaderEpoch : -1;
                    answer.Partitions.Add(found);
                }
                else if (told.Add(id))
                {
                    answer.Partitions.Add(Failed(partition, ErrorCode.InvalidRequest));
                }
            }

            response.Topics.Add(answer);
        }

        return Answer(response);
    }

    private static PartitionAnswer Failed(Partition partition, ErrorCode error) =>
        new() { PartitionIndex = partition.PartitionIndex, ErrorCode = error, Offset = -1, Timestamp = -1 };

    /// <summary>The first version that knows a special timestamp.</summary>
    private static short FirstVersionOf(long timestamp) => timestamp switch
    {
        MaxTimestamp => 7,
        EarliestLocal => 8,
        LatestTiered => 9,
        EarliestPendingUpload => 11,
        _ => 0,
    };

    private PartitionAnswer Look(TopicPartition id, Partition request, ListOffsetsRequest whole, short version)
    {
        if (request.Timestamp < 0 && (request.Timestamp < EarliestPendingUpload || version < FirstVersionOf(request.Timestamp)))
        {
            return Failed(request, ErrorCode.UnsupportedVersion);
        }

        if (whole.IsolationLevel is not (0 or 1))
        {
            return Failed(request, ErrorCode.InvalidRequest);
        }

        if (view.Image.Partition(id.Topic, id.Partition) is null)
        {
            return Failed(request, ErrorCode.UnknownTopicOrPartition);
        }

        var error = replicas.TryFind(id, out var partition);
        if (error != ErrorCode.None)
        {
            return Failed(request, error);
        }

        error = partition.CheckEpoch(request.CurrentLeaderEpoch, leaderOnly: whole.ReplicaId != Debugger);
        return error != ErrorCode.None ? Failed(request, error) : Find(partition, request, whole, version);
    }

    private static PartitionAnswer Found(Partition request, long offset, int leaderEpoch) => new()
    {
        PartitionIndex = request.PartitionIndex,
        Timestamp = -1,
        Offset = offset,
        LeaderEpoch = leaderEpoch,
    };

    private static PartitionAnswer Find(Replication.Partition partition, Partition request, ListOffsetsRequest whole, short version)
    {
        var log = partition.Log;
        var ofConsumer = whole.ReplicaId == Consumer;
        var end = !ofConsumer ? log.LogEndOffset
            : (IsolationLevel)whole.IsolationLevel == IsolationLevel.ReadCommitted ? log.LastStableOffset
            : log.HighWatermark;

        // A new leader's watermark may lie below what the leader before it had shown: until it is past the beginning of the epoch,
        // nobody is told of an end (KIP-207).
        var isBehind = ofConsumer && partition.LeaderEpochStartOffset > log.HighWatermark;
        switch (request.Timestamp)
        {
            case Latest:
                return isBehind ? Behind() : Found(request, end, partition.State.LeaderEpoch);
            case Earliest or EarliestLocal:
                var epoch = log.Epochs.EpochOf(log.LogStartOffset);
                return Found(request, log.LogStartOffset, epoch < 0 ? partition.State.LeaderEpoch : epoch);
            case LatestTiered or EarliestPendingUpload:
                return Found(request, -1, -1);
            default:
                var found = request.Timestamp == MaxTimestamp ? log.FindMaxTimestamp() : log.FindOffsetByTimestamp(request.Timestamp);
                return found is { } record && record.Offset < end
                    ? new PartitionAnswer { PartitionIndex = request.PartitionIndex, Timestamp = record.Timestamp, Offset = record.Offset, LeaderEpoch = record.LeaderEpoch }
                    : isBehind ? Behind()
                    : Found(request, -1, -1);
        }

        PartitionAnswer Behind() => Failed(request, version >= FirstVersionThatSaysBehind ? ErrorCode.OffsetNotAvailable : ErrorCode.LeaderNotAvailable);
    }
}
