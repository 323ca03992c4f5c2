using MiniKafka.Broker.FetchSessions;
using MiniKafka.Metadata.Control;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Replication;
using MiniKafka.Rpc;
using MiniKafka.Rpc.FetchSessions;

namespace MiniKafka.Broker.Handlers;

/// <summary>
/// Fetch, key 1, versions 4 to 18: consumers and followers read alike. Version 7 brings sessions (KIP-227), 9 leader epochs,
/// 11 racks (KIP-392), 12 diverging epochs, 13 topic ids, 16 the current leader's address (KIP-951).
/// </summary>
internal sealed class FetchHandler(ReplicaManager replicas, ClusterView view, FetchContexts sessions)
    : RequestHandler<FetchRequest>
{
    private const int NoEpoch = -1;
    private const short FirstVersionWithSessions = 7;
    private const short FirstVersionWithIds = 13;

    protected override async ValueTask<IResponse?> HandleAsync(FetchRequest request, RequestContext context)
    {
        var byId = context.Version >= FirstVersionWithIds;
        var replicaId = context.Version >= 15 ? request.ReplicaState?.ReplicaId ?? -1 : request.ReplicaId;
        var fetch = sessions.Begin(SessionOf(request, context.Version, replicaId >= 0), Wanted(request, byId), Forgotten(request, byId), id => view.Image.TopicNames.GetValueOrDefault(id));
        if (fetch.ErrorCode != ErrorCode.None)
        {
            return new FetchResponse { ErrorCode = fetch.ErrorCode };
        }

        List<(TopicIdPartition Partition, FetchPartition Request)> wanted = [.. fetch.Wanted];
        var (readable, failed) = Sort(wanted);

        // Nobody looks at the isolation level of a request that reads nothing.
        if (readable.Count > 0 && request.IsolationLevel is not (0 or 1))
        {
            return request.Refuse(context.Version, ErrorCode.InvalidRequest);
        }

        var parameters = Parameters(request, context.Version, replicaId) with { AwaitsNews = failed.Count > 0 };
        var results = await replicas.FetchAsync(parameters, readable, context.ClientGone);
        if (failed.Exists(answer => Find(Known(answer.Partition)) == ErrorCode.None))
        {
            // What this broker had not heard of when the fetch came is here now.
            Array.ForEach(results, static result => result.Records.Release());
            (readable, failed) = Sort(wanted);
            results = await replicas.FetchAsync(parameters with { MaxWait = TimeSpan.Zero }, readable, context.ClientGone);
        }

        var answers = new List<FetchAnswer>(results.Length + failed.Count);
        for (var i = 0; i < results.Length; i++)
        {
            // A topic may have been deleted while its readers waited.
            var isGone = results[i].ErrorCode == ErrorCode.NotLeaderOrFollower && Find(readable[i].Partition) != ErrorCode.None;
            answers.Add(new FetchAnswer(readable[i].Partition, isGone ? FetchPartitionResult.Error(ErrorCode.UnknownTopicOrPartition) : results[i]));
            context.ReleaseOnceAnswered(results[i].Records);
        }

        if (byId && failed.FindIndex(answer => answer.Partition.TopicId == Uuid.Zero) is >= 0 and var zero && zero < failed.Count - 1)
        {
            // Kafka tells an id that is no id from the next answer's by its name, which it has not got.
            return request.Refuse(context.Version, ErrorCode.InvalidRequest);
        }

        answers.AddRange(failed);
        var sessionError = fetch.Finish(answers);
        return FetchAnswers.Compose(sessionError, fetch.SessionId, answers, view, context, namesNodes: replicaId < 0);
    }

    /// <summary>The partitions that this broker knows, and what it answers for the others.</summary>
    private (List<(TopicIdPartition Partition, FetchPartition Request)> Readable, List<FetchAnswer> Failed) Sort(
        List<(TopicIdPartition Partition, FetchPartition Request)> wanted)
    {
        var readable = new List<(TopicIdPartition Partition, FetchPartition Request)>(wanted.Count);
        var failed = new List<FetchAnswer>();
        foreach (var (partition, request) in wanted)
        {
            var known = Known(partition);
            var error = Find(known);
            if (error == ErrorCode.None)
            {
                readable.Add((known, request));
            }
            else
            {
                failed.Add(new FetchAnswer(known, FetchAnswers.Refused(error)));
            }
        }

        return (readable, failed);
    }

    /// <summary>The partition with its topic's name, when that has become known since the request came.</summary>
    private TopicIdPartition Known(TopicIdPartition partition) => partition.Topic is null ? view.ById(partition.TopicId, partition.Partition) : partition;

    private static FetchSessionRequest SessionOf(FetchRequest request, short version, bool ofFollower) => version >= FirstVersionWithSessions
        ? new(request.SessionId, request.SessionEpoch, version >= FirstVersionWithIds, ofFollower)
        : new(0, FetchSessionEpoch.Final, false, ofFollower);

    private FetchParameters Parameters(FetchRequest request, short version, int replicaId)
    {
        var maxBytes = Math.Min(request.MaxBytes, view.Config.FetchMaxBytes);
        return new FetchParameters
        {
            ReplicaId = replicaId,
            ReplicaEpoch = request.ReplicaState?.ReplicaEpoch ?? -1,
            MaxWait = TimeSpan.FromMilliseconds(Math.Max(0, request.MaxWaitMs)),
            MinBytes = Math.Min(request.MinBytes, maxBytes),
            MaxBytes = maxBytes,
            Isolation = (IsolationLevel)request.IsolationLevel,
            RackId = version >= 11 ? request.RackId : null,
        };
    }

    private OrderedFetchPartitions Wanted(FetchRequest request, bool byId)
    {
        var wanted = new OrderedFetchPartitions();
        foreach (var topic in request.Topics)
        {
            foreach (var partition in topic.Partitions)
            {
                wanted.Set(
                    byId ? view.ById(topic.TopicId, partition.Partition) : new TopicIdPartition(Uuid.Zero, topic.Topic, partition.Partition),
                    new FetchPartition(
                        partition.FetchOffset,
                        partition.PartitionMaxBytes,
                        Math.Max(NoEpoch, partition.CurrentLeaderEpoch),
                        partition.LastFetchedEpoch,
                        partition.LogStartOffset,
                        partition.HighWatermark));
            }
        }

        return wanted;
    }

    private IEnumerable<TopicIdPartition> Forgotten(FetchRequest request, bool byId) =>
        from topic in request.ForgottenTopicsData
        from partition in topic.Partitions
        select byId ? view.ById(topic.TopicId, partition) : new TopicIdPartition(Uuid.Zero, topic.Topic, partition);

    private ErrorCode Find(TopicIdPartition partition) => partition.Topic is null
        ? ErrorCode.UnknownTopicId
        : view.Image.Partition(partition.Topic, partition.Partition) is null ? ErrorCode.UnknownTopicOrPartition : ErrorCode.None;
}
