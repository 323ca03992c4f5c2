using MiniKafka.Records;

namespace MiniKafka.Client.Producers.Accumulation;

/// <summary>A serialized record that has to wait for metadata or memory, in bytes of its own.</summary>
internal sealed class WaitingRecord
{
    private readonly byte[]? _key;
    private readonly byte[]? _value;
    private readonly RecordHeader[] _headers;
    private readonly long _timestamp;
    private readonly IDelivery? _delivery;

    public WaitingRecord(in RecordToSend record, int? partition)
    {
        _key = record.Key.ToArray();
        _value = record.Value.ToArray();
        _headers = record.Headers.ToArray();
        _timestamp = record.Timestamp;
        _delivery = record.Delivery;
        Partition = partition;
    }

    /// <summary>Where it goes; null as long as that is not chosen.</summary>
    public int? Partition { get; set; }

    public RecordToSend Record => new()
    {
        Key = _key,
        Value = _value,
        Headers = _headers,
        Timestamp = _timestamp,
        Delivery = _delivery,
    };
}
