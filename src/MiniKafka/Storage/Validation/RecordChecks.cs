using System.Globalization;
using MiniKafka.Model;
using MiniKafka.Records;

namespace MiniKafka.Storage.Validation;

/// <summary>
/// Looks at every record of a batch and says which break a rule of their topic, in the words that Kafka's clients show their users.
/// </summary>
internal static class RecordChecks
{
    private const int RejectionsNamed = 3;

    /// <summary>What the topic asks of each record.</summary>
    public readonly record struct Rules(TopicPartition Partition, LogConfig Config, long NowMs);

    /// <summary>The refusal; null when every record is fine.</summary>
    public static BatchVerdict? Run(in RecordBatchView batch, ReadOnlySpan<byte> records, Rules rules)
    {
        List<RecordRejection>? rejections = null;
        var areTimestampsWrong = false;
        var reader = new RecordReader(records, batch.RecordCount);
        for (var index = 0; reader.MoveNext(); index++)
        {
            ref readonly var record = ref reader.Current;
            if (rules.Config.IsCompacted && record.Key.IsNull)
            {
                (rejections ??= []).Add(new RecordRejection(index, $"Compacted topic cannot accept message without key in topic partition {rules.Partition}"));
            }
            else if (TimestampProblem(batch, record, index, rules) is { } problem)
            {
                areTimestampsWrong = true;
                (rejections ??= []).Add(new RecordRejection(index, problem));
            }
        }

        if (reader.Error != Records.RecordError.None)
        {
            return BatchVerdict.Refused(ErrorCode.InvalidRecord);
        }

        if (rejections is null)
        {
            return null;
        }

        return areTimestampsWrong
            ? BatchVerdict.Refused(ErrorCode.InvalidTimestamp, "One or more records have been rejected due to invalid timestamp", rejections)
            : BatchVerdict.Refused(ErrorCode.InvalidRecord, Summary(rejections), rejections);
    }

    private static string? TimestampProblem(in RecordBatchView batch, in Record record, int index, Rules rules)
    {
        var timestamp = batch.TimestampOf(record.TimestampDelta);
        if (rules.Config.TimestampType == TimestampType.CreateTime && timestamp != RecordBatchFormat.NoTimestamp)
        {
            return LeaderValidator.IsOutOfBounds(timestamp, rules.Config, rules.NowMs)
                ? string.Create(CultureInfo.InvariantCulture, $"Timestamp {timestamp} of message with offset {index} is out of range. The timestamp should be within [{Earliest(rules)}, {Latest(rules)}]")
                : null;
        }

        return batch.TimestampType == TimestampType.LogAppendTime
            ? string.Create(CultureInfo.InvariantCulture, $"Invalid timestamp type in message DefaultRecord(offset={index}, timestamp={timestamp}, key={record.Key.Span.Length} bytes, value={record.Value.Span.Length} bytes). Producer should not set timestamp type to LogAppendTime.")
            : null;
    }

    private static long Earliest(Rules rules) => rules.NowMs - rules.Config.TimestampBeforeMaxMs;

    private static long Latest(Rules rules) => rules.Config.TimestampAfterMaxMs > long.MaxValue - rules.NowMs ? long.MaxValue : rules.NowMs + rules.Config.TimestampAfterMaxMs;

    private static string Summary(List<RecordRejection> rejections)
    {
        var named = string.Join(", ", rejections.Take(RejectionsNamed).Select(rejection => string.Create(CultureInfo.InvariantCulture, $"RecordError(batchIndex={rejection.BatchIndex}, message='{rejection.Message}')")));
        return string.Create(CultureInfo.InvariantCulture, $"One or more records have been rejected due to {rejections.Count} record errors in total, and only showing the first three errors at most: [{named}]");
    }
}
