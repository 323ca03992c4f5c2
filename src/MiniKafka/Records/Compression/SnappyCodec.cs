using System.Buffers;
using System.Buffers.Binary;
using Snappier;

namespace MiniKafka.Records.Compression;

/// <summary>
/// Snappy. Java's clients wrap blocks of 32 KiB into a framing of their own (from the xerial library), librdkafka writes
/// one raw block; both are read here, and by both of them. Written is the framing.
/// </summary>
internal sealed class SnappyCodec : ICompressionCodec
{
    private const int BlockBytes = 32 * 1024;
    private const int FramingVersion = 1;
    private const int HeaderBytes = 16;
    private const int LengthBytes = sizeof(int);

    /// <summary>Three bytes can make sixty-four, not more; what a block claims beyond that it cannot hold.</summary>
    private const int MaxExpansion = 22;

    private static ReadOnlySpan<byte> Magic => [0x82, (byte)'S', (byte)'N', (byte)'A', (byte)'P', (byte)'P', (byte)'Y', 0];

    public CompressionType Type => CompressionType.Snappy;

    public CompressionLevels Levels => CompressionLevels.None;

    public void Compress(ReadOnlySpan<byte> source, IBufferWriter<byte> destination, int level)
    {
        var header = destination.GetSpan(HeaderBytes);
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32BigEndian(header[Magic.Length..], FramingVersion);
        BinaryPrimitives.WriteInt32BigEndian(header[(Magic.Length + sizeof(int))..], FramingVersion);
        destination.Advance(HeaderBytes);
        while (!source.IsEmpty)
        {
            var block = source[..Math.Min(BlockBytes, source.Length)];
            source = source[block.Length..];
            var target = destination.GetSpan(LengthBytes + Snappy.GetMaxCompressedLength(block.Length));
            var written = Snappy.Compress(block, target[LengthBytes..]);
            BinaryPrimitives.WriteInt32BigEndian(target, written);
            destination.Advance(LengthBytes + written);
        }
    }

    public DecompressionStatus Decompress(ReadOnlySpan<byte> source, IBufferWriter<byte> destination, int maxBytes)
    {
        var total = 0;
        if (!source.StartsWith(Magic))
        {
            return ReadBlock(source, destination, maxBytes, ref total);
        }

        if (source.Length < HeaderBytes)
        {
            return DecompressionStatus.Corrupt;
        }

        for (var rest = source[HeaderBytes..]; !rest.IsEmpty;)
        {
            if (rest.Length < LengthBytes)
            {
                return DecompressionStatus.Corrupt;
            }

            var length = BinaryPrimitives.ReadInt32BigEndian(rest);
            rest = rest[LengthBytes..];
            if (length < 0 || length > rest.Length)
            {
                return DecompressionStatus.Corrupt;
            }

            var status = ReadBlock(rest[..length], destination, maxBytes, ref total);
            if (status != DecompressionStatus.Done)
            {
                return status;
            }

            rest = rest[length..];
        }

        return DecompressionStatus.Done;
    }

    private static DecompressionStatus ReadBlock(
        ReadOnlySpan<byte> block, IBufferWriter<byte> destination, int maxBytes, ref int total)
    {
        if (!TryReadClaim(block, out var claimed))
        {
            return DecompressionStatus.Corrupt;
        }

        if (claimed > (ulong)(maxBytes - total))
        {
            return DecompressionStatus.TooLarge;
        }

        if (claimed > (ulong)block.Length * MaxExpansion)
        {
            return DecompressionStatus.Corrupt;
        }

        var target = destination.GetSpan((int)claimed)[..(int)claimed];
        try
        {
            if (!Snappy.TryDecompress(block, target, out var written) || written != target.Length)
            {
                return DecompressionStatus.Corrupt;
            }
        }
        catch (InvalidDataException)
        {
            return DecompressionStatus.Corrupt;
        }

        destination.Advance(target.Length);
        total += target.Length;
        return DecompressionStatus.Done;
    }

    /// <summary>A block begins with its uncompressed length, at most 32 bits, seven a byte.</summary>
    private static bool TryReadClaim(ReadOnlySpan<byte> block, out ulong claimed)
    {
        claimed = 0;
        for (var i = 0; i < Varint.MaxInt32Bytes && i < block.Length; i++)
        {
            claimed |= (ulong)(block[i] & 0x7F) << (7 * i);
            if (block[i] < 0x80)
            {
                return claimed <= uint.MaxValue;
            }
        }

        return false;
    }
}
