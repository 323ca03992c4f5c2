using System.Buffers;
using System.Buffers.Binary;
using K4os.Compression.LZ4;
using MiniKafka.Records.Checksums;

namespace MiniKafka.Records.Compression;

/// <summary>
/// LZ4 in its frame format. Writes one frame of independent blocks, which is all that Java reads; reads whatever the
/// format allows, linked blocks and checksums included, but for dictionaries.
/// </summary>
internal sealed class Lz4Codec : ICompressionCodec
{
    // The level that Kafka calls 9 is its default and means the fast compressor; all others mean the thorough one.
    private const int FastLevel = 9;
    private const int BlockHeaderBytes = sizeof(uint);
    private const int ChecksumBytes = sizeof(uint);
    private const uint StoredFlag = 0x80000000;

    /// <summary>How far back a match can reach, so what linked blocks need to know of what came before.</summary>
    private const int WindowBytes = 64 * 1024;

    /// <summary>No byte of a block stands for more than this many, beyond a few at its end.</summary>
    private const int MaxExpansion = 255;

    public CompressionType Type => CompressionType.Lz4;

    public CompressionLevels Levels => new(1, 17, FastLevel);

    public void Compress(ReadOnlySpan<byte> source, IBufferWriter<byte> destination, int level)
    {
        var blockBytes = Lz4FrameHeader.Write(destination.GetSpan(Lz4FrameHeader.MinBytes), source.Length);
        destination.Advance(Lz4FrameHeader.MinBytes);
        var packageLevel = level == FastLevel ? LZ4Level.L00_FAST : (LZ4Level)Math.Clamp(level, (int)LZ4Level.L03_HC, (int)LZ4Level.L12_MAX);
        while (!source.IsEmpty)
        {
            var block = source[..Math.Min(blockBytes, source.Length)];
            WriteBlock(block, destination, packageLevel);
            source = source[block.Length..];
        }

        BinaryPrimitives.WriteUInt32LittleEndian(destination.GetSpan(BlockHeaderBytes), 0);
        destination.Advance(BlockHeaderBytes);
    }

    public DecompressionStatus Decompress(ReadOnlySpan<byte> source, IBufferWriter<byte> destination, int maxBytes)
    {
        if (!Lz4FrameHeader.TryRead(source, out var header))
        {
            return DecompressionStatus.Corrupt;
        }

        if (header.ContentSize > (ulong)maxBytes)
        {
            return DecompressionStatus.TooLarge;
        }

        var window = header.BlocksAreIndependent ? null : ArrayPool<byte>.Shared.Rent(WindowBytes);
        try
        {
            return ReadBlocks(source[header.SizeInBytes..], header, destination, maxBytes, window);
        }
        finally
        {
            if (window is not null)
            {
                ArrayPool<byte>.Shared.Return(window);
            }
        }
    }

    private static void WriteBlock(ReadOnlySpan<byte> block, IBufferWriter<byte> destination, LZ4Level level)
    {
        // The room is one byte less than the block: what would not shrink is stored.
        var target = destination.GetSpan(BlockHeaderBytes + block.Length);
        var written = LZ4Codec.Encode(block, target.Slice(BlockHeaderBytes, block.Length - 1), level);
        var isStored = written <= 0;
        if (isStored)
        {
            block.CopyTo(target[BlockHeaderBytes..]);
            written = block.Length;
        }

        BinaryPrimitives.WriteUInt32LittleEndian(target, (uint)written | (isStored ? StoredFlag : 0));
        destination.Advance(BlockHeaderBytes + written);
    }

    private static DecompressionStatus ReadBlocks(
        ReadOnlySpan<byte> source, Lz4FrameHeader header, IBufferWriter<byte> destination, int maxBytes, byte[]? window)
    {
        var contentHash = new XxHash32();
        var windowLength = 0;
        var total = 0;
        while (TryTakeBlock(ref source, header, out var block, out var isStored, out var isEnd))
        {
            if (isEnd)
            {
                return EndIsRight(source, header, total, contentHash) ? DecompressionStatus.Done : DecompressionStatus.Corrupt;
            }

            // One byte more than allowed tells "too large" from "exactly full".
            var room = (int)Math.Min(maxBytes - total + 1L, Math.Min(header.MaxBlockBytes, ((long)block.Length * MaxExpansion) + WindowBytes));
            var target = destination.GetSpan(room)[..room];
            var written = isStored ? Copy(block, target) : LZ4Codec.Decode(block, target, window.AsSpan(0, windowLength));
            if (written < 0 || written > maxBytes - total)
            {
                return room > maxBytes - total ? DecompressionStatus.TooLarge : DecompressionStatus.Corrupt;
            }

            if (window is not null)
            {
                windowLength = Slide(window, windowLength, target[..written]);
            }

            if (header.HasContentChecksum)
            {
                contentHash.Append(target[..written]);
            }

            destination.Advance(written);
            total += written;
        }

        return DecompressionStatus.Corrupt;
    }

    /// <summary>Cuts the next block, or the end mark, off the source; false if it is not whole or its checksum is wrong.</summary>
    private static bool TryTakeBlock(
        ref ReadOnlySpan<byte> source, Lz4FrameHeader header, out ReadOnlySpan<byte> block, out bool isStored, out bool isEnd)
    {
        block = default;
        isStored = false;
        isEnd = false;
        if (source.Length < BlockHeaderBytes)
        {
            return false;
        }

        var word = BinaryPrimitives.ReadUInt32LittleEndian(source);
        source = source[BlockHeaderBytes..];
        isEnd = word == 0;
        if (isEnd)
        {
            return true;
        }

        isStored = (word & StoredFlag) != 0;
        var length = word & ~StoredFlag;
        var checksumBytes = header.HasBlockChecksums ? ChecksumBytes : 0;
        if (length > (uint)header.MaxBlockBytes || length + checksumBytes > source.Length)
        {
            return false;
        }

        block = source[..(int)length];
        var rest = source[(int)length..];
        source = rest[checksumBytes..];
        return checksumBytes == 0 || BinaryPrimitives.ReadUInt32LittleEndian(rest) == XxHash32.Compute(block);
    }

    private static bool EndIsRight(ReadOnlySpan<byte> rest, Lz4FrameHeader header, int total, XxHash32 contentHash)
    {
        if (header.ContentSize is { } contentSize && contentSize != (ulong)total)
        {
            return false;
        }

        return header.HasContentChecksum
            ? rest.Length == ChecksumBytes && BinaryPrimitives.ReadUInt32LittleEndian(rest) == contentHash.Finish()
            : rest.IsEmpty;
    }

    private static int Copy(ReadOnlySpan<byte> block, Span<byte> target) => block.TryCopyTo(target) ? block.Length : -1;

    /// <summary>Keeps the last bytes written, at most a window of them, for the next block to refer to.</summary>
    private static int Slide(byte[] window, int length, ReadOnlySpan<byte> written)
    {
        if (written.Length >= WindowBytes)
        {
            written[^WindowBytes..].CopyTo(window);
            return WindowBytes;
        }

        var kept = Math.Min(length, WindowBytes - written.Length);
        window.AsSpan(length - kept, kept).CopyTo(window);
        written.CopyTo(window.AsSpan(kept));
        return kept + written.Length;
    }
}
