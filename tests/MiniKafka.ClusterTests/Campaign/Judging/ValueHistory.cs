using System.Buffers.Binary;
using MiniKafka.Records;

namespace MiniKafka.ClusterTests.Campaign.Judging;

/// <summary>
/// The committed values of one partition. The producer gives every value once and in growing order, so here they grow too: a value
/// that is not larger than the one before was stored twice or out of order. Only a replica that began anew where the log was empty knows
/// nothing of its producers, in Apache Kafka either: what is sent again to it as the leader, it takes for new.
/// </summary>
internal sealed class ValueHistory
{
    private readonly List<long> _values = [];
    private readonly HashSet<long> _anew = [];
    private long _last = -1;

    public ValueHistory(string name)
    {
        Log = new LogHistory(name) { Joined = Read };
    }

    public LogHistory Log { get; }

    /// <summary>The value at an offset; null when nothing is committed there.</summary>
    public long? At(long offset) => offset >= 0 && offset < _values.Count ? _values[(int)offset] : null;

    /// <summary>A replica has nothing, and goes on at an offset.</summary>
    public void BeganAnew(long offset) => _anew.Add(offset);

    private void Read(RecordBatchView batch)
    {
        if (_anew.Contains(batch.BaseOffset))
        {
            _last = -1;
        }

        var records = new RecordReader(batch.RecordBytes, batch.RecordCount);
        while (records.MoveNext())
        {
            var value = BinaryPrimitives.ReadInt64BigEndian(records.Current.Value.Span);
            if (value <= _last)
            {
                throw new RuleBrokenException($"{Log.Name} has value {value} at offset {_values.Count}, behind {_last}: stored twice or out of order.");
            }

            _values.Add(value);
            _last = value;
        }
    }
}
