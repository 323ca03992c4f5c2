using MiniKafka.Records;

namespace MiniKafka.Client.Producers.Accumulation;

/// <summary>A serialized record on its way into a batch; lives during one call.</summary>
internal readonly ref struct RecordToSend
{
    public NullableBytes Key { get; init; }

    public NullableBytes Value { get; init; }

    public ReadOnlySpan<RecordHeader> Headers { get; init; }

    public long Timestamp { get; init; }

    /// <summary>Who wants to know what becomes of it.</summary>
    public IDelivery? Delivery { get; init; }

    /// <summary>An upper bound for a batch of this record alone.</summary>
    public int SizeUpperBound => RecordBatchBuilder.SizeUpperBound(Key, Value, Headers);
}
