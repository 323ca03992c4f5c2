using System.Buffers.Binary;
using MiniKafka.Storage.Files;

namespace MiniKafka.Storage.Indexes;

/// <summary>
/// Sparse map from the largest timestamp so far to the offset that carries it. An entry is 12 bytes: timestamp, and offset
/// relative to the segment's base. Invariant: timestamps grow strictly, offsets never fall.
/// </summary>
internal sealed class TimeIndex(IFileSystem fileSystem, string path, long baseOffset)
{
    public const int EntrySize = 12;

    public IndexEntries Entries { get; } = new(fileSystem, path, EntrySize);

    public TimestampOffset this[int index]
    {
        get
        {
            var entry = Entries[index];
            return new TimestampOffset(BinaryPrimitives.ReadInt64BigEndian(entry), baseOffset + BinaryPrimitives.ReadInt32BigEndian(entry[8..]));
        }
    }

    /// <summary>The largest timestamp indexed; <see cref="TimestampOffset.None"/> when there is none.</summary>
    public TimestampOffset Last => Entries.Count == 0 ? TimestampOffset.None : this[Entries.Count - 1];

    /// <summary>Adds an entry unless its timestamp is not larger than the last one.</summary>
    public void AppendIfLater(TimestampOffset largest)
    {
        if (largest.Timestamp <= Last.Timestamp)
        {
            return;
        }

        var entry = Entries.Add();
        BinaryPrimitives.WriteInt64BigEndian(entry, largest.Timestamp);
        BinaryPrimitives.WriteInt32BigEndian(entry[8..], checked((int)(largest.Offset - baseOffset)));
    }

    /// <summary>The last entry whose timestamp is below the given one: every record up to its offset is older.</summary>
    public TimestampOffset Below(long timestamp)
    {
        int low = -1, high = Entries.Count - 1;
        while (low < high)
        {
            var middle = (low + high + 1) >> 1;
            if (this[middle].Timestamp < timestamp)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low < 0 ? new TimestampOffset(-1, baseOffset) : this[low];
    }

    /// <summary>Removes every entry for the given offset and later ones.</summary>
    public void TruncateTo(long offset)
    {
        var count = Entries.Count;
        while (count > 0 && this[count - 1].Offset >= offset)
        {
            count--;
        }

        Entries.Keep(count);
    }

    /// <summary>True when the entries grow and end with a whole entry.</summary>
    public bool IsSound()
    {
        Entries.Load();
        if (Entries.HasTornEntry)
        {
            return false;
        }

        var previous = new TimestampOffset(long.MinValue, baseOffset);
        for (var i = 0; i < Entries.Count; i++)
        {
            var entry = this[i];
            if (entry.Timestamp <= previous.Timestamp || entry.Offset < previous.Offset)
            {
                return false;
            }

            previous = entry;
        }

        return true;
    }
}

/// <summary>A timestamp and the offset of the record that carries it.</summary>
internal readonly record struct TimestampOffset(long Timestamp, long Offset)
{
    public static TimestampOffset None => new(-1, -1);
}
