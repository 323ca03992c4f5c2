using MiniKafka.Records;

namespace MiniKafka.Storage.Validation;

/// <summary>
/// A quick pass over uncompressed records: their lengths must lead exactly to the end, and their timestamps' extremes are found.
/// Keys, values and headers are skipped. This runs for every batch a producer sends.
/// </summary>
internal readonly record struct RecordTimestamps(bool IsSound, long SmallestDelta, long LargestDelta)
{
    public static RecordTimestamps Read(ReadOnlySpan<byte> records, int count)
    {
        long smallest = long.MaxValue, largest = long.MinValue;
        var position = 0;
        for (var i = 0; i < count; i++)
        {
            if (!Varint.TryRead(records, ref position, out int length) || length < 1 || length > records.Length - position)
            {
                return default;
            }

            var field = position + 1;
            if (!Varint.TryRead(records, ref field, out long delta) || field > position + length)
            {
                return default;
            }

            smallest = Math.Min(smallest, delta);
            largest = Math.Max(largest, delta);
            position += length;
        }

        return new RecordTimestamps(position == records.Length, smallest, largest);
    }
}
