using System.Buffers;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Records;
using MiniKafka.Records.Compression;
using MiniKafka.Rpc;
using MiniKafka.Runtime.Buffers;
using MiniKafka.Storage.Validation;

namespace MiniKafka.Broker.Handlers;

/// <summary>What is wrong with a Produce request before the log is asked. Stateless.</summary>
internal static class ProduceChecks
{
    private const short FirstVersionWithZstd = 7;

    /// <summary>
    /// Why nothing of the request is appended: a first batch that cannot even be told from others, or one of a transaction
    /// without a transactional id. The batches are looked at in turn, up to the first of a transaction. Null when it may go on.
    /// </summary>
    public static (ErrorCode Error, string Message)? RefuseWhole(ProduceRequest request)
    {
        Span<byte> header = stackalloc byte[RecordBatchFormat.OverheadBytes];
        foreach (var topic in request.TopicData)
        {
            foreach (var partition in topic.PartitionData)
            {
                if (partition.Records is not { } records)
                {
                    continue;
                }

                var start = header[..(int)Math.Min(header.Length, records.Length)];
                records.Sequence.Slice(0, start.Length).CopyTo(start);
                if (BatchFraming.FindFirst(start, records.Length, out var size) is { } corrupt)
                {
                    return (corrupt.Error, corrupt.Message!);
                }

                if (size >= header.Length && new RecordBatchView(start) is { Magic: RecordBatchFormat.Magic, IsTransactional: true })
                {
                    return request.TransactionalId is null
                        ? (ErrorCode.TransactionalIdAuthorizationFailed, "A transactional batch needs a transactional id.")
                        : null;
                }
            }
        }

        return null;
    }

    /// <summary>What is wrong with one partition's part: its topic, or the outline of its records.</summary>
    public static ErrorCode Check(TopicIdPartition id, SharedBytes? records, short version, ClusterView view, out string? message)
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

        var bytes = (records ?? throw new RequestRefusedException($"The records for {id} are null.")).ToContiguous().Span;
        var outline = BatchFraming.FindSingleBatch(bytes);
        if (outline.Error != ErrorCode.None)
        {
            message = outline.Message;
            return outline.Error;
        }

        var batch = new RecordBatchView(bytes[..outline.Size]);
        if (batch.Compression == CompressionType.Zstd && version < FirstVersionWithZstd)
        {
            message = $"zstd needs Produce version {FirstVersionWithZstd} or later, this is {version}.";
            return ErrorCode.UnsupportedCompressionType;
        }

        if (!batch.IsTransactional)
        {
            return ErrorCode.None;
        }

        message = "Transactions are not served yet: produce without a transactional id.";
        return ErrorCode.TransactionalIdAuthorizationFailed;
    }
}
