using System.Buffers.Binary;
using MiniKafka.Records;
using MiniKafka.Records.Compression;
using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Storage;

/// <summary>Stores a batch with the topic's codec when its producer used another one.</summary>
internal static class Recompression
{
    /// <summary>Control batches that came uncompressed stay so.</summary>
    public static bool IsNeeded(in RecordBatchView batch, CompressionType wanted) =>
        batch.Compression != wanted && !(batch.IsControl && batch.Compression == CompressionType.None);

    /// <summary>The batch again, with the same header but for size, codec and checksum. The caller owns one hold.</summary>
    public static SharedBytes Rewrite(in RecordBatchView batch, CompressionType wanted, int? level, CompressionCodecs codecs)
    {
        var plain = new GrowingBuffer(batch.SizeInBytes);
        try
        {
            if (batch.Compression == CompressionType.None)
            {
                Copy(batch.RecordBytes, plain);
            }
            else if (codecs.Find(batch.Compression)!.Decompress(batch.RecordBytes, plain, int.MaxValue / 2) != DecompressionStatus.Done)
            {
                throw new InvalidDataException("A batch that was validated cannot be expanded any more.");
            }

            var rewritten = new GrowingBuffer(RecordBatchFormat.OverheadBytes + plain.Length);
            Copy(batch.Bytes[..RecordBatchFormat.OverheadBytes], rewritten);
            if (wanted == CompressionType.None)
            {
                Copy(plain.Written, rewritten);
            }
            else
            {
                var compression = new RecordCompression(codecs.Find(wanted) ?? throw new InvalidOperationException($"There is no codec for {wanted}."), level);
                compression.Codec.Compress(plain.Written, rewritten, compression.Level);
            }

            PatchHeader(rewritten.Written, wanted);
            return rewritten.Detach();
        }
        finally
        {
            plain.Release();
        }
    }

    private static void PatchHeader(Span<byte> batch, CompressionType codec)
    {
        var attributes = BinaryPrimitives.ReadInt16BigEndian(batch[RecordBatchFormat.AttributesPosition..]);
        attributes = (short)((attributes & ~RecordBatchFormat.CompressionMask) | (int)codec);
        BinaryPrimitives.WriteInt16BigEndian(batch[RecordBatchFormat.AttributesPosition..], attributes);
        BinaryPrimitives.WriteInt32BigEndian(batch[RecordBatchFormat.LengthPosition..], batch.Length - RecordBatchFormat.LengthOverheadBytes);
        RecordBatchPatch.UpdateCrc(batch);
    }

    private static void Copy(ReadOnlySpan<byte> bytes, GrowingBuffer destination)
    {
        bytes.CopyTo(destination.GetSpan(bytes.Length));
        destination.Advance(bytes.Length);
    }
}
