using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Confluent.Kafka;

namespace MiniKafka.CompatibilityTests.KafkaDirectories;

/// <summary>What a consumer read of one partition, in the forms in which the directories' descriptions tell it.</summary>
internal sealed class ReadPartition
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<long> _offsets = [];

    /// <summary>Where the consumer found the end; null as long as it has not.</summary>
    public long? End { get; set; }

    public void Add(ConsumeResult<byte[], byte[]> record)
    {
        _offsets.Add(record.Offset.Value);
        Number(record.Offset.Value);
        Number(record.Message.Timestamp.UnixTimestampMs);
        Bytes(record.Message.Key);
        Bytes(record.Message.Value);
        Length(record.Message.Headers?.Count ?? 0);
        foreach (var header in record.Message.Headers ?? [])
        {
            Bytes(Encoding.UTF8.GetBytes(header.Key));
            Bytes(header.GetValueBytes());
        }
    }

    /// <summary>The ranges of offsets and the hash over the records.</summary>
    public string Told() => $"{Ranges(_offsets)} {Convert.ToHexStringLower(_hash.GetHashAndReset())}";

    /// <summary>Offsets as inclusive ranges: <c>[[0,5],[12,13]]</c>.</summary>
    public static string Ranges(IEnumerable<long> offsets)
    {
        var ranges = new List<(long First, long Last)>();
        foreach (var offset in offsets)
        {
            if (ranges.Count > 0 && ranges[^1].Last + 1 == offset)
            {
                ranges[^1] = (ranges[^1].First, offset);
            }
            else
            {
                ranges.Add((offset, offset));
            }
        }

        return $"[{string.Join(',', ranges.Select(range => $"[{range.First},{range.Last}]"))}]";
    }

    private void Number(long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        _hash.AppendData(bytes);
    }

    private void Length(int length)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, length);
        _hash.AppendData(bytes);
    }

    private void Bytes(byte[]? bytes)
    {
        Length(bytes?.Length ?? -1);
        _hash.AppendData(bytes ?? []);
    }
}
