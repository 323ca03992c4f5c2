using MiniKafka.Model;
using MiniKafka.Records.Compression;

namespace MiniKafka.Records.Validation;

/// <summary>
/// Looks at the single records of a produced batch: their structure, and what the topic asks of keys and timestamps.
/// One bad record refuses the whole batch; the answer names each of them.
/// </summary>
internal ref struct RecordsValidator
{
    /// <summary>More would only make the answer long.</summary>
    private const int MostProblems = 1000;

    private readonly RecordBatchView _batch;
    private readonly BatchRules _rules;
    private readonly long _now;
    private List<RecordProblem>? _problems;
    private bool _hasBadTimestamp;

    private RecordsValidator(RecordBatchView batch, BatchRules rules, long now)
    {
        _batch = batch;
        _rules = rules;
        _now = now;
    }

    public static BatchValidation Validate(RecordBatchView batch, RecordReader reader, BatchRules rules, long now) =>
        new RecordsValidator(batch, rules, now).Run(reader);

    private BatchValidation Run(RecordReader reader)
    {
        var maxTimestamp = long.MinValue;
        var index = 0;
        var offsetsCountUp = true;
        for (; reader.MoveNext(); index++)
        {
            ref readonly var record = ref reader.Current;
            var timestamp = _batch.TimestampOf(record.TimestampDelta);
            maxTimestamp = Math.Max(maxTimestamp, timestamp);
            offsetsCountUp &= record.OffsetDelta == index;
            if (_rules.RequiresKeys && record.Key.IsNull)
            {
                Add(index, "A compacted topic takes no record without a key.");
            }
            else
            {
                CheckTimestamp(index, timestamp);
            }
        }

        return reader.Error != RecordError.None
            ? BatchValidation.Bad(ErrorCode.InvalidRecord, Describe(reader.Error, index))
            : Conclude(maxTimestamp, offsetsCountUp);
    }

    private readonly BatchValidation Conclude(long maxTimestamp, bool offsetsCountUp)
    {
        if (_problems is not null)
        {
            return _hasBadTimestamp
                ? BatchValidation.Bad(ErrorCode.InvalidTimestamp, "The batch holds records with an invalid timestamp.", _problems)
                : BatchValidation.Bad(ErrorCode.InvalidRecord, "The batch holds invalid records.", _problems);
        }

        // In a plain batch Kafka takes inner offsets as they are; only compressed ones have to count up.
        return !offsetsCountUp && _batch.Compression != CompressionType.None
            ? BatchValidation.Bad(ErrorCode.InvalidRecord, "The offsets of the records do not count up from 0.")
            : BatchValidation.Good(
                _batch.SizeInBytes, _rules.TimestampType == TimestampType.LogAppendTime ? _now : maxTimestamp);
    }

    private void CheckTimestamp(int index, long timestamp)
    {
        if (_rules.TimestampType == TimestampType.CreateTime && timestamp != RecordBatchFormat.NoTimestamp)
        {
            var tooOld = timestamp < _now && Distance(timestamp, _now) > _rules.TimestampBeforeMaxMs;
            var tooNew = timestamp > _now && Distance(_now, timestamp) > _rules.TimestampAfterMaxMs;
            if (tooOld || tooNew)
            {
                _hasBadTimestamp = true;
                Add(index, $"The timestamp {timestamp} is too far from the broker's clock, which says {_now}.");
            }
        }
        else if (_batch.TimestampType == TimestampType.LogAppendTime)
        {
            _hasBadTimestamp = true;
            Add(index, "Only a broker may say that timestamps come from its clock.");
        }
    }

    /// <summary>How far apart two timestamps are, at most the largest long, which as a bound means none.</summary>
    private static long Distance(long earlier, long later) =>
        (long)Math.Min(unchecked((ulong)later - (ulong)earlier), long.MaxValue);

    private void Add(int index, string message)
    {
        _problems ??= [];
        if (_problems.Count < MostProblems)
        {
            _problems.Add(new RecordProblem(index, message));
        }
    }

    private readonly string Describe(RecordError error, int index) => error switch
    {
        RecordError.Truncated => $"The bytes end within record {index} of {_batch.RecordCount}.",
        RecordError.TrailingBytes => $"There are bytes left after the {_batch.RecordCount} records of the batch.",
        _ => $"The structure of record {index} is wrong.",
    };
}
