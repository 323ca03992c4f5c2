using System.Buffers.Binary;
using MiniKafka.Records;
using MiniKafka.Records.Checksums;

namespace MiniKafka.Storage.Producers;

/// <summary>
/// The format of NNN.snapshot: version 1, CRC-32C of all that follows it, a count, and 46 bytes per producer. It says what the
/// producers' state was before offset NNN.
/// </summary>
internal static class ProducerSnapshotFile
{
    private const short Version = 1;
    private const int CrcPosition = 2;
    private const int CountPosition = 6;
    private const int EntriesPosition = 10;
    private const int EntrySize = 8 + 2 + 4 + 8 + 4 + 8 + 4 + 8;

    public static byte[] Write(IReadOnlyCollection<ProducerState> producers)
    {
        var bytes = new byte[EntriesPosition + (producers.Count * EntrySize)];
        BinaryPrimitives.WriteInt16BigEndian(bytes, Version);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(CountPosition), producers.Count);
        var entry = bytes.AsSpan(EntriesPosition);
        foreach (var producer in producers)
        {
            BinaryPrimitives.WriteInt64BigEndian(entry, producer.ProducerId);
            BinaryPrimitives.WriteInt16BigEndian(entry[8..], producer.ProducerEpoch);
            BinaryPrimitives.WriteInt32BigEndian(entry[10..], producer.LastSequence);
            BinaryPrimitives.WriteInt64BigEndian(entry[14..], producer.LastOffset);
            BinaryPrimitives.WriteInt32BigEndian(entry[22..], producer.LastOffsetDelta);
            BinaryPrimitives.WriteInt64BigEndian(entry[26..], producer.LastTimestamp);
            BinaryPrimitives.WriteInt32BigEndian(entry[34..], producer.CoordinatorEpoch);
            BinaryPrimitives.WriteInt64BigEndian(entry[38..], producer.CurrentTransactionFirstOffset);
            entry = entry[EntrySize..];
        }

        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(CrcPosition), Crc32C.Compute(bytes.AsSpan(CountPosition)));
        return bytes;
    }

    /// <summary>The producers of a snapshot; null when the bytes are not a whole snapshot of a known version.</summary>
    public static IReadOnlyList<ProducerState>? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < EntriesPosition
            || BinaryPrimitives.ReadInt16BigEndian(bytes) != Version
            || BinaryPrimitives.ReadUInt32BigEndian(bytes[CrcPosition..]) != Crc32C.Compute(bytes[CountPosition..]))
        {
            return null;
        }

        var count = BinaryPrimitives.ReadInt32BigEndian(bytes[CountPosition..]);
        if (count < 0 || bytes.Length != EntriesPosition + ((long)count * EntrySize))
        {
            return null;
        }

        var producers = new List<ProducerState>(count);
        for (var entry = bytes[EntriesPosition..]; !entry.IsEmpty; entry = entry[EntrySize..])
        {
            producers.Add(ReadEntry(entry));
        }

        return producers;
    }

    private static ProducerState ReadEntry(ReadOnlySpan<byte> entry)
    {
        var producer = new ProducerState(BinaryPrimitives.ReadInt64BigEndian(entry))
        {
            ProducerEpoch = BinaryPrimitives.ReadInt16BigEndian(entry[8..]),
            CoordinatorEpoch = BinaryPrimitives.ReadInt32BigEndian(entry[34..]),
            CurrentTransactionFirstOffset = BinaryPrimitives.ReadInt64BigEndian(entry[38..]),
        };
        var lastSequence = BinaryPrimitives.ReadInt32BigEndian(entry[10..]);
        var lastOffset = BinaryPrimitives.ReadInt64BigEndian(entry[14..]);
        var delta = BinaryPrimitives.ReadInt32BigEndian(entry[22..]);
        var timestamp = BinaryPrimitives.ReadInt64BigEndian(entry[26..]);
        if (lastOffset >= 0)
        {
            producer.Remember(new ProducerBatch(RecordBatchFormat.AdvanceSequence(lastSequence, -delta), lastSequence, lastOffset - delta, lastOffset, timestamp));
        }

        producer.LastTimestamp = timestamp;
        return producer;
    }
}
