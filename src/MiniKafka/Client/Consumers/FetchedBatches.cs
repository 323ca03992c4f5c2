using System.Buffers;
using System.Buffers.Binary;
using MiniKafka.Records;

namespace MiniKafka.Client.Consumers;

/// <summary>
/// Walks over fetched batches, whole ones only. A broker in the same process hands over the pieces its log is made of, so a
/// batch may lie across several of them.
/// </summary>
internal struct FetchedBatches(ReadOnlySequence<byte> bytes)
{
    private ReadOnlySequence<byte> _rest = bytes;

    /// <summary>Passes over the next batch, whose header stays to be seen; false when no whole one is left.</summary>
    public bool TryPass(Span<byte> header)
    {
        if (!TryTake(out var slice))
        {
            return false;
        }

        slice.Slice(0, RecordBatchFormat.OverheadBytes).CopyTo(header);
        return true;
    }

    /// <summary>The next batch; false when no whole one is left.</summary>
    public bool TryTake(out ReadOnlySequence<byte> batch)
    {
        batch = default;
        if (_rest.Length < RecordBatchFormat.OverheadBytes)
        {
            return false;
        }

        Span<byte> start = stackalloc byte[RecordBatchFormat.LengthOverheadBytes];
        _rest.Slice(0, start.Length).CopyTo(start);
        var length = BinaryPrimitives.ReadInt32BigEndian(start[RecordBatchFormat.LengthPosition..]);
        if (length < RecordBatchFormat.MinLength || length > _rest.Length - RecordBatchFormat.LengthOverheadBytes)
        {
            return false;
        }

        batch = _rest.Slice(0, length + RecordBatchFormat.LengthOverheadBytes);
        _rest = _rest.Slice(batch.End);
        return true;
    }
}
