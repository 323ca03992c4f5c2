using System.Buffers.Binary;
using MiniKafka.Storage.Files;
using MiniKafka.Storage.Producers;

namespace MiniKafka.Storage.Indexes;

/// <summary>
/// The aborted transactions whose marker lies in a segment, in the order of their markers. An entry is 34 bytes: version 0,
/// producer id, first offset, offset of the marker, last stable offset before it. The file exists only when there is an entry.
/// </summary>
internal sealed class TransactionIndex(IFileSystem fileSystem, string path)
{
    public const int EntrySize = 34;

    public IndexEntries Entries { get; } = new(fileSystem, path, EntrySize);

    public AbortedTransaction this[int index]
    {
        get
        {
            var entry = Entries[index];
            return new AbortedTransaction(
                BinaryPrimitives.ReadInt64BigEndian(entry[2..]),
                BinaryPrimitives.ReadInt64BigEndian(entry[10..]),
                BinaryPrimitives.ReadInt64BigEndian(entry[18..]),
                BinaryPrimitives.ReadInt64BigEndian(entry[26..]));
        }
    }

    public void Append(AbortedTransaction aborted)
    {
        var entry = Entries.Add();
        BinaryPrimitives.WriteInt16BigEndian(entry, 0);
        BinaryPrimitives.WriteInt64BigEndian(entry[2..], aborted.ProducerId);
        BinaryPrimitives.WriteInt64BigEndian(entry[10..], aborted.FirstOffset);
        BinaryPrimitives.WriteInt64BigEndian(entry[18..], aborted.LastOffset);
        BinaryPrimitives.WriteInt64BigEndian(entry[26..], aborted.LastStableOffset);
    }

    /// <summary>
    /// Adds the aborted transactions that touch the range. True when no later segment can hold another one: an entry's last
    /// stable offset at or beyond the end says that everything before was decided by then.
    /// </summary>
    public bool Collect(long startOffset, long endOffset, List<AbortedTransaction> found)
    {
        for (var i = 0; i < Entries.Count; i++)
        {
            var aborted = this[i];
            if (aborted.LastOffset >= startOffset && aborted.FirstOffset < endOffset)
            {
                found.Add(aborted);
            }

            if (aborted.LastStableOffset >= endOffset)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Removes the entries whose marker has the given offset or a later one.</summary>
    public void TruncateTo(long offset)
    {
        var count = Entries.Count;
        while (count > 0 && this[count - 1].LastOffset >= offset)
        {
            count--;
        }

        Entries.Keep(count);
    }

    /// <summary>True when every entry is whole, of version 0, and lies in the segment.</summary>
    public bool IsSound(long baseOffset)
    {
        Entries.Load();
        if (Entries.HasTornEntry)
        {
            return false;
        }

        for (var i = 0; i < Entries.Count; i++)
        {
            if (BinaryPrimitives.ReadInt16BigEndian(Entries[i]) != 0 || this[i].LastOffset < baseOffset)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Saves the entries; without any, the file goes.</summary>
    public void Save(bool flush)
    {
        if (Entries.IsSaved)
        {
            return;
        }

        if (Entries.Count > 0)
        {
            Entries.Save(flush);
        }
        else
        {
            Entries.DeleteFile();
        }
    }
}
