using MiniKafka.Broker.Tracing;
using MiniKafka.Metadata.Control;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Replication;
using MiniKafka.Rpc;

namespace MiniKafka.Broker.Handlers;

/// <summary>
/// Produce, key 0, versions 3 to 13 (0 to 2 are advertised, because older clients take their absence for a lack of
/// compression, and refused). Version 7 brings zstd, 10 the current leader (KIP-951), 12 transactions of the second
/// kind, 13 topic ids. Acks 0 gets no answer; an error then costs the connection.
/// </summary>
internal sealed class ProduceHandler(ReplicaManager replicas, ClusterView view, AppendTraces traces)
    : RequestHandler<ProduceRequest>
{
    private const short FirstVersionById = 13;
    private const short FirstVersionOfStrictSequences = 12;

    /// <summary>Kafka's own administration may write where other clients may not.</summary>
    private const string AdministrationClientId = "__admin_client";

    protected override async ValueTask<IResponse?> HandleAsync(ProduceRequest request, RequestContext context)
    {
        if (ProduceChecks.RefuseWhole(request) is var (whole, reason))
        {
            return context.Refuse(request, whole, reason);
        }

        var partitions = request.TopicData.Sum(static topic => topic.PartitionData.Count);
        var answers = new ProduceAnswers(context.Version, partitions);
        var appends = new List<AppendRequest>(partitions);
        List<(TopicIdPartition Partition, ErrorCode Error, string? Message)>? refused = null;
        foreach (var topic in request.TopicData)
        {
            foreach (var partition in topic.PartitionData)
            {
                var id = context.Version >= FirstVersionById
                    ? view.ById(topic.TopicId, partition.Index)
                    : new TopicIdPartition(Uuid.Zero, topic.Name, partition.Index);
                var error = ProduceChecks.Check(id, partition.Records, context.Version, view, out var message);
                if (error != ErrorCode.None)
                {
                    (refused ??= []).Add((id, error, message));
                }
                else
                {
                    appends.Add(new AppendRequest(id, partition.Records!.Value));
                }
            }
        }

        // A partition that stands twice is appended and answered once: the later entry counts.
        await AppendAsync(request, context, RepeatedPartitions.LastOfEach(appends, static append => append.Partition), answers);

        // Of a partition that stands twice, the entry that was refused is answered, whatever became of the other.
        refused?.ForEach(one => answers.Fail(one.Partition, one.Error, one.Message));
        return request.Acks != 0 ? answers.ToResponse()
            : answers.FirstError is { } failed ? context.Refuse(request, failed)
            : null;
    }

    private async ValueTask AppendAsync(ProduceRequest request, RequestContext context, List<AppendRequest> appends, ProduceAnswers answers)
    {
        if (request.Acks is < -1 or > 1)
        {
            appends.ForEach(append => answers.Fail(append.Partition, ErrorCode.InvalidRequiredAcks, null));
            return;
        }

        if (context.ClientId != AdministrationClientId)
        {
            RefuseInternal(appends, answers);
        }

        if (appends.Count == 0)
        {
            return;
        }

        var parameters = new AppendParameters((Acks)request.Acks, TimeSpan.FromMilliseconds(Math.Max(0, request.TimeoutMs)))
        {
            FirstSequenceMustBeZero = context.Version >= FirstVersionOfStrictSequences && request.TransactionalId is not null,
        };
        var spans = traces.Find(appends);
        var outcomes = await replicas.AppendAsync(parameters, appends, context.ClientGone);
        foreach (var outcome in outcomes)
        {
            if (outcome.Result.Error == ErrorCode.NotLeaderOrFollower && view.Image.Partition(outcome.Partition.Topic!, outcome.Partition.Partition) is null)
            {
                // Deleted while the append waited for other replicas.
                outcome.Result = outcome.Result with { Error = ErrorCode.UnknownTopicOrPartition };
            }

            answers.Add(outcome);
            if (outcome.Result.Error == ErrorCode.NotLeaderOrFollower)
            {
                answers.NameLeader(view, context.ListenerName);
            }
        }

        if (spans is not null)
        {
            traces.Tell(spans, outcomes, context.ClientId);
        }
    }

    private static void RefuseInternal(List<AppendRequest> appends, ProduceAnswers answers)
    {
        for (var i = appends.Count - 1; i >= 0; i--)
        {
            var id = appends[i].Partition;
            if (TopicNames.IsInternal(id.Topic!))
            {
                answers.Fail(id, ErrorCode.InvalidTopicException, $"Cannot append to internal topic {id.Topic}");
            }
        }

        appends.RemoveAll(static append => TopicNames.IsInternal(append.Partition.Topic!));
    }
}
