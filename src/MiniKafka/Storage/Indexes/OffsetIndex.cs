using System.Buffers.Binary;
using MiniKafka.Storage.Files;

namespace MiniKafka.Storage.Indexes;

/// <summary>
/// Sparse map from offset to position in the log file. An entry is 8 bytes: the offset relative to the segment's base, and
/// the position of the batch whose last offset that is. Invariant: offsets and positions grow strictly.
/// </summary>
internal sealed class OffsetIndex(IFileSystem fileSystem, string path, long baseOffset)
{
    public const int EntrySize = 8;

    public IndexEntries Entries { get; } = new(fileSystem, path, EntrySize);

    public OffsetPosition this[int index]
    {
        get
        {
            var entry = Entries[index];
            return new OffsetPosition(baseOffset + BinaryPrimitives.ReadInt32BigEndian(entry), BinaryPrimitives.ReadInt32BigEndian(entry[4..]));
        }
    }

    public void Append(long offset, int position)
    {
        var entry = Entries.Add();
        BinaryPrimitives.WriteInt32BigEndian(entry, checked((int)(offset - baseOffset)));
        BinaryPrimitives.WriteInt32BigEndian(entry[4..], position);
    }

    /// <summary>The last entry at or before an offset; position 0 when there is none.</summary>
    public OffsetPosition Floor(long offset)
    {
        var index = FloorIndex(offset);
        return index < 0 ? new OffsetPosition(baseOffset, 0) : this[index];
    }

    /// <summary>Where the last batch that is listed at or before a position begins; 0 when there is none.</summary>
    public long PositionAtOrBefore(long position)
    {
        var (low, high) = (0, Entries.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = this[middle].Position <= position ? (middle + 1, high) : (low, middle);
        }

        return low == 0 ? 0 : this[low - 1].Position;
    }

    /// <summary>Removes every entry for the given offset and later ones.</summary>
    public void TruncateTo(long offset) => Entries.Keep(FloorIndex(offset - 1) + 1);

    /// <summary>True when the entries grow, lie within the log file, and end with a whole entry.</summary>
    public bool IsSound(long logSize)
    {
        Entries.Load();
        if (Entries.HasTornEntry)
        {
            return false;
        }

        var previous = new OffsetPosition(baseOffset - 1, -1);
        for (var i = 0; i < Entries.Count; i++)
        {
            var entry = this[i];
            if (entry.Offset <= previous.Offset || entry.Position <= previous.Position || entry.Position >= logSize)
            {
                return false;
            }

            previous = entry;
        }

        return true;
    }

    private int FloorIndex(long offset)
    {
        int low = -1, high = Entries.Count - 1;
        while (low < high)
        {
            var middle = (low + high + 1) >> 1;
            if (this[middle].Offset <= offset)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low;
    }
}

/// <summary>An offset and where its batch begins in the log file.</summary>
internal readonly record struct OffsetPosition(long Offset, int Position);
