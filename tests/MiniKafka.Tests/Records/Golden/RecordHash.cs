using System.Buffers.Binary;
using System.Security.Cryptography;
using MiniKafka.Records;
using MiniKafka.Records.Compression;

namespace MiniKafka.Tests.Records.Golden;

/// <summary>The hash over a batch's records that the golden data lists: its first sixteen hex digits; empty for control batches.</summary>
internal static class RecordHash
{
    private const int DigitsListed = 16;

    public static string Of(RecordBatchView batch)
    {
        Assert.Equal(RecordsStatus.Open, BatchRecords.Open(batch, CompressionCodecs.Default, out var records));
        using (records)
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var reader = records.GetReader();
            while (reader.MoveNext())
            {
                ref readonly var record = ref reader.Current;
                Append(hash, batch.BaseOffset + record.OffsetDelta);
                Append(hash, batch.TimestampOf(record.TimestampDelta));
                Append(hash, record.Key);
                Append(hash, record.Value);
                Append(hash, record.HeaderCount);
                foreach (var header in record.Headers)
                {
                    Append(hash, header.Name);
                    Append(hash, header.Value);
                }
            }

            Assert.Equal(RecordError.None, reader.Error);
            return batch.IsControl ? string.Empty : Convert.ToHexStringLower(hash.GetCurrentHash())[..DigitsListed];
        }
    }

    private static void Append(IncrementalHash hash, NullableBytes bytes)
    {
        Append(hash, bytes.IsNull ? -1 : bytes.Span.Length);
        hash.AppendData(bytes.Span);
    }

    private static void Append(IncrementalHash hash, int value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        hash.AppendData(bytes);
    }

    private static void Append(IncrementalHash hash, long value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        hash.AppendData(bytes);
    }
}
