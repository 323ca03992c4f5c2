using System.Globalization;

namespace MiniKafka.Tests.Storage.Formats;

/// <summary>
/// Reads Kafka's file formats byte by byte from their documentation, with nothing of the product: what it finds is what any other
/// tool would find.
/// </summary>
internal sealed class HandReader(byte[] bytes)
{
    private int _at;

    public bool IsAtEnd => _at == bytes.Length;

    public static HandReader Of(string path) => new(File.ReadAllBytes(path));

    /// <summary>Every batch of a log file: header fields, and the records of uncompressed ones.</summary>
    public static List<HandBatch> Log(string path)
    {
        var reader = Of(path);
        var batches = new List<HandBatch>();
        while (!reader.IsAtEnd)
        {
            batches.Add(reader.Batch());
        }

        return batches;
    }

    public static List<(long Offset, int Position)> OffsetIndex(string path, long baseOffset)
    {
        var reader = Of(path);
        var entries = new List<(long, int)>();
        while (!reader.IsAtEnd)
        {
            entries.Add((baseOffset + reader.Number(4), (int)reader.Number(4)));
        }

        return entries;
    }

    public static List<(long Timestamp, long Offset)> TimeIndex(string path, long baseOffset)
    {
        var reader = Of(path);
        var entries = new List<(long, long)>();
        while (!reader.IsAtEnd)
        {
            entries.Add((reader.Number(8), baseOffset + reader.Number(4)));
        }

        return entries;
    }

    public static List<(long ProducerId, long First, long Last, long Stable)> TransactionIndex(string path)
    {
        var reader = Of(path);
        var entries = new List<(long, long, long, long)>();
        while (!reader.IsAtEnd)
        {
            Assert.Equal(0, reader.Number(2));
            entries.Add((reader.Number(8), reader.Number(8), reader.Number(8), reader.Number(8)));
        }

        return entries;
    }

    /// <summary>Rows of a producer snapshot: id, epoch, last sequence, last offset, offset delta, timestamp, coordinator epoch, first offset of the open transaction.</summary>
    public static List<long[]> Snapshot(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var reader = new HandReader(bytes);
        Assert.Equal(1, reader.Number(2));
        Assert.Equal(Crc32C(bytes.AsSpan(6)), (uint)reader.Number(4));
        var rows = new List<long[]>();
        for (var count = reader.Number(4); count > 0; count--)
        {
            rows.Add([reader.Number(8), reader.Number(2), reader.Number(4), reader.Number(8), reader.Number(4), reader.Number(8), reader.Number(4), reader.Number(8)]);
        }

        Assert.True(reader.IsAtEnd);
        return rows;
    }

    /// <summary>Lines of a checkpoint file after version and count.</summary>
    public static List<string> Checkpoint(string path)
    {
        var text = File.ReadAllText(path);
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        var lines = text.TrimEnd('\n').Split('\n');
        Assert.Equal("0", lines[0]);
        Assert.Equal(lines.Length - 2, int.Parse(lines[1], CultureInfo.InvariantCulture));
        return [.. lines.Skip(2)];
    }

    private HandBatch Batch()
    {
        var start = _at;
        var baseOffset = Number(8);
        var length = Number(4);
        var leaderEpoch = Number(4);
        Assert.Equal(2, Number(1));
        var crc = (uint)Number(4);
        Assert.Equal(Crc32C(bytes.AsSpan(_at, start + 12 + (int)length - _at)), crc);
        var attributes = Number(2);
        var lastOffset = baseOffset + Number(4);
        var (baseTimestamp, maxTimestamp) = (Number(8), Number(8));
        var (producerId, producerEpoch, baseSequence) = (Number(8), Number(2), Number(4));
        var count = Number(4);
        var records = new List<(long Offset, long Timestamp, byte[]? Key, byte[]? Value)>();
        for (var i = 0; i < count; i++)
        {
            var end = Varint() + _at;
            Assert.Equal(0, Number(1));
            var timestamp = baseTimestamp + Varint();
            var offset = baseOffset + Varint();
            records.Add((offset, timestamp, Bytes(), Bytes()));
            for (var headers = Varint(); headers > 0; headers--)
            {
                Assert.NotNull(Bytes());
                Bytes();
            }

            Assert.Equal(end, _at);
        }

        Assert.Equal(start + 12 + length, _at);
        return new HandBatch(start, baseOffset, lastOffset, (int)leaderEpoch, (int)attributes, maxTimestamp, producerId, (short)producerEpoch, (int)baseSequence, records);
    }

    private byte[]? Bytes()
    {
        var length = (int)Varint();
        if (length < 0)
        {
            return null;
        }

        _at += length;
        return bytes[(_at - length).._at];
    }

    private long Number(int size)
    {
        long value = (sbyte)bytes[_at++];
        for (var i = 1; i < size; i++)
        {
            value = (value << 8) | bytes[_at++];
        }

        return value;
    }

    private long Varint()
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = bytes[_at++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return (long)(value >> 1) ^ -(long)(value & 1);
            }
        }
    }

    /// <summary>Bit by bit, the slow way.</summary>
    private static uint Crc32C(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
            }
        }

        return ~crc;
    }
}

/// <summary>A batch as <see cref="HandReader"/> found it.</summary>
internal sealed record HandBatch(
    int Position, long BaseOffset, long LastOffset, int LeaderEpoch, int Attributes, long MaxTimestamp, long ProducerId, short ProducerEpoch, int BaseSequence,
    List<(long Offset, long Timestamp, byte[]? Key, byte[]? Value)> Records);
