using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Replication;
using MiniKafka.Rpc;

namespace MiniKafka.Broker.Handlers;

/// <summary>
/// OffsetForLeaderEpoch, key 23, versions 2 to 4: where a leader epoch ended, by which a reader finds out where its log
/// parted from the leader's (KIP-320).
/// </summary>
internal sealed class OffsetForLeaderEpochHandler(ReplicaManager replicas, ClusterView view)
    : RequestHandler<OffsetForLeaderEpochRequest>
{
    protected override ValueTask<IResponse?> HandleAsync(OffsetForLeaderEpochRequest request, RequestContext context)
    {
        var response = new OffsetForLeaderEpochResponse();
        foreach (var topic in request.Topics)
        {
            var answer = new OffsetForLeaderEpochResponse.OffsetForLeaderTopicResult { Topic = topic.Topic };
            answer.Partitions.AddRange(topic.Partitions.Select(partition => Find(topic.Topic, partition)));
            response.Topics.Add(answer);
        }

        return Answer(response);
    }

    private OffsetForLeaderEpochResponse.EpochEndOffset Find(string topic, OffsetForLeaderEpochRequest.OffsetForLeaderPartition request)
    {
        var answer = new OffsetForLeaderEpochResponse.EpochEndOffset { Partition = request.Partition, LeaderEpoch = -1, EndOffset = -1 };
        if (view.Image.Partition(topic, request.Partition) is null)
        {
            answer.ErrorCode = ErrorCode.UnknownTopicOrPartition;
        }
        else if (replicas.TryFind(new TopicPartition(topic, request.Partition), out var partition) is var missing and not ErrorCode.None)
        {
            answer.ErrorCode = missing;
        }
        else
        {
            answer.ErrorCode = partition.CheckEpoch(request.CurrentLeaderEpoch, leaderOnly: true);
            if (answer.ErrorCode == ErrorCode.None)
            {
                (answer.LeaderEpoch, answer.EndOffset) = partition.Log.Epochs.EndOffsetFor(request.LeaderEpoch, partition.Log.LogEndOffset);
            }
        }

        return answer;
    }
}
