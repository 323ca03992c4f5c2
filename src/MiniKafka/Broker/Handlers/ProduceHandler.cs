using MiniKafka.Metadata.Control;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Records;
using MiniKafka.Records.Compression;
using MiniKafka.Replication;
using MiniKafka.Rpc;
using MiniKafka.Runtime.Buffers;
using MiniKafka.Storage.Validation;
using Response = MiniKafka.Protocol.Messages.ProduceResponse;

namespace MiniKafka.Broker.Handlers;

/// <summary>
/// Produce, key 0, versions 3 to 13 (0 to 2 are advertised, because older clients take their absence for a lack of
/// compression, and refused). Version 7 brings zstd, 10 the current leader (KIP-951), 12 transactions of the second
/// kind, 13 topic ids. Acks 0 gets no answer; an error then costs the connection.
/// </summary>
internal sealed class ProduceHandler(ReplicaManager replicas, ClusterView view)
    : RequestHandler<ProduceRequest>(ApiKey.Produce, 0, 13)
{
    private const short FirstVersionWithZstd = 7;
    private const short FirstVersionOfStrictSequences = 12;

    protected override async ValueTask<IResponse?> HandleAsync(ProduceRequest request, RequestContext context)
    {
        var answers = new ProduceAnswers(context.Version);
        var appends = new List<AppendRequest>();
        foreach (var topic in request.TopicData)
        {
            foreach (var partition in topic.PartitionData)
            {
                var id = context.Version >= 13
                    ? view.ById(topic.TopicId, partition.Index)
                    : new TopicIdPartition(Uuid.Zero, topic.Name, partition.Index);
                var records = partition.Records ?? throw new RequestRefusedException($"The records for {id} are null.");
                var error = Validate(id, records, request, context, out var message);
                if (error != ErrorCode.None)
                {
                    answers.Fail(id, error, message);
                }
                else
                {
                    // A partition that stands twice is appended and answered once: the later entry counts.
                    appends.RemoveAll(earlier => earlier.Partition == id);
                    appends.Add(new AppendRequest(id, records));
                }
            }
        }

        if (request.Acks is < -1 or > 1)
        {
            appends.ForEach(append => answers.Fail(append.Partition, ErrorCode.InvalidRequiredAcks, null));
            return Finish(answers, request);
        }

        if (appends.Count > 0)
        {
            var parameters = new AppendParameters((Acks)request.Acks, TimeSpan.FromMilliseconds(Math.Max(0, request.TimeoutMs)))
            {
                FirstSequenceMustBeZero = context.Version >= FirstVersionOfStrictSequences && request.TransactionalId is not null,
            };
            foreach (var outcome in await replicas.AppendAsync(parameters, appends))
            {
                answers.Add(outcome);
                if (outcome.Result.Error == ErrorCode.NotLeaderOrFollower)
                {
                    answers.NameLeader(outcome.Partition, view, context.ListenerName);
                }
            }
        }

        return Finish(answers, request);
    }

    private static ErrorCode CheckTransaction(ProduceRequest request, out string? message)
    {
        message = request.TransactionalId is null
            ? "A transactional batch needs a transactional id."
            : "Transactions are not served yet: produce without a transactional id.";
        return ErrorCode.TransactionalIdAuthorizationFailed;
    }

    private static Response? Finish(ProduceAnswers answers, ProduceRequest request)
    {
        if (request.Acks != 0)
        {
            return answers.Response;
        }

        return answers.FirstError is { } failed
            ? throw new RequestRefusedException($"An append without acknowledgement failed: {failed}.")
            : null;
    }

    /// <summary>What is wrong before the log is asked: topic, right to write, and the outline of the records.</summary>
    private ErrorCode Validate(TopicIdPartition id, SharedBytes records, ProduceRequest request, RequestContext context, out string? message)
    {
        message = null;
        if (id.Topic is null)
        {
            return ErrorCode.UnknownTopicId;
        }

        if (view.Image.Partition(id.Topic, id.Partition) is null)
        {
            return ErrorCode.UnknownTopicOrPartition;
        }

        if (TopicNames.IsInternal(id.Topic))
        {
            message = $"Cannot append to internal topic {id.Topic}";
            return ErrorCode.InvalidTopicException;
        }

        var bytes = records.ToContiguous().Span;
        var outline = BatchFraming.FindSingleBatch(bytes);
        if (outline.Error != ErrorCode.None)
        {
            message = outline.Message;
            return outline.Error;
        }

        var batch = new RecordBatchView(bytes[..outline.Size]);
        if (batch.Compression == CompressionType.Zstd && context.Version < FirstVersionWithZstd)
        {
            message = $"zstd needs Produce version {FirstVersionWithZstd} or later, this is {context.Version}.";
            return ErrorCode.UnsupportedCompressionType;
        }

        return batch.IsTransactional ? CheckTransaction(request, out message) : ErrorCode.None;
    }
}
