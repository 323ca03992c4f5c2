using MiniKafka.Broker.FetchSessions;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Replication;
using MiniKafka.Rpc;

namespace MiniKafka.Broker.Handlers;

/// <summary>Turns what partitions answered into a Fetch response. Stateless.</summary>
internal static class FetchAnswers
{
    private const short FirstVersionWithStorageErrors = 6;
    private const short FirstVersionWithLeaders = 16;

    /// <summary>A partition that was not read at all.</summary>
    public static FetchPartitionResult Refused(ErrorCode error) => FetchPartitionResult.Error(error) with { AbortedTransactions = [] };

    public static FetchResponse Compose(ErrorCode sessionError, int sessionId, List<FetchAnswer> answers, ClusterView view, RequestContext context, bool namesNodes)
    {
        var response = new FetchResponse { ErrorCode = sessionError, SessionId = sessionId };
        FetchResponse.FetchableTopicResponse? topic = null;
        TopicIdPartition last = default;
        foreach (var (id, result) in answers)
        {
            if (topic is null || last.TopicId != id.TopicId || last.Topic != id.Topic)
            {
                topic = new FetchResponse.FetchableTopicResponse { Topic = id.Topic ?? "", TopicId = id.TopicId };
                response.Responses.Add(topic);
                last = id;
            }

            var answer = Map(id.Partition, result, context.Version);
            topic.Partitions.Add(answer);
            if (result.ErrorCode is ErrorCode.NotLeaderOrFollower or ErrorCode.FencedLeaderEpoch && context.Version >= FirstVersionWithLeaders)
            {
                NameLeader(response, answer, id, view, namesNodes ? context.ListenerName : null);
            }
        }

        return response;
    }

    private static FetchResponse.PartitionData Map(int partition, in FetchPartitionResult result, short version)
    {
        // Older clients do not know that a storage error may pass; what they are told makes them look for a leader again.
        var isUnknownThere = version < FirstVersionWithStorageErrors && result.ErrorCode == ErrorCode.KafkaStorageError;
        var data = new FetchResponse.PartitionData
        {
            PartitionIndex = partition,
            ErrorCode = isUnknownThere ? ErrorCode.NotLeaderOrFollower : result.ErrorCode,
            HighWatermark = result.HighWatermark,
            LastStableOffset = result.LastStableOffset,
            LogStartOffset = result.LogStartOffset,
            PreferredReadReplica = result.PreferredReadReplica,
            Records = result.Records,
            AbortedTransactions = result.AbortedTransactions?.Select(aborted => new FetchResponse.AbortedTransaction
            {
                ProducerId = aborted.ProducerId,
                FirstOffset = aborted.FirstOffset,
            }).ToList(),
        };
        if (result.DivergingEpoch is { } parted)
        {
            data.DivergingEpoch = new FetchResponse.EpochEndOffset { Epoch = parted.LeaderEpoch, EndOffset = parted.EndOffset };
        }

        return data;
    }

    private static void NameLeader(FetchResponse response, FetchResponse.PartitionData answer, TopicIdPartition id, ClusterView view, string? listenerName)
    {
        if (view.Image.Partition(id.Topic!, id.Partition) is not { } partition)
        {
            return;
        }

        answer.CurrentLeader = new FetchResponse.LeaderIdAndEpoch { LeaderId = partition.Leader, LeaderEpoch = partition.LeaderEpoch };
        if (listenerName is not null && view.EndpointOf(partition.Leader, listenerName) is { } endpoint && !response.NodeEndpoints.Exists(node => node.NodeId == partition.Leader))
        {
            response.NodeEndpoints.Add(new FetchResponse.NodeEndpoint
            {
                NodeId = partition.Leader,
                Host = endpoint.Host,
                Port = endpoint.Port,
                Rack = view.Image.Brokers[partition.Leader].Rack,
            });
        }
    }
}
