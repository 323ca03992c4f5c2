using System.Buffers.Binary;
using MiniKafka.Records.Checksums;

namespace MiniKafka.Records.Compression;

/// <summary>The descriptor at the front of an LZ4 frame: four bytes magic, flags, block size, optional content size, checksum.</summary>
internal readonly record struct Lz4FrameHeader
{
    /// <summary>Without a content size.</summary>
    public const int MinBytes = 7;

    private const uint Magic = 0x184D2204;
    private const int DescriptorPosition = sizeof(uint);
    private const int ContentSizeBytes = sizeof(ulong);
    private const int VersionMask = 0xC0;
    private const int Version1 = 0x40;
    private const int IndependentFlag = 0x20;
    private const int BlockChecksumFlag = 0x10;
    private const int ContentSizeFlag = 0x08;
    private const int ContentChecksumFlag = 0x04;
    private const int UnsupportedFlags = 0x03;
    private const int SmallestSizeCode = 4;
    private const int LargestSizeCode = 7;

    public int MaxBlockBytes { get; private init; }

    public bool BlocksAreIndependent { get; private init; }

    public bool HasBlockChecksums { get; private init; }

    public bool HasContentChecksum { get; private init; }

    /// <summary>What the frame says it holds, or null.</summary>
    public ulong? ContentSize { get; private init; }

    public int SizeInBytes => MinBytes + (ContentSize is null ? 0 : ContentSizeBytes);

    /// <summary>Writes the header Kafka's clients write: independent blocks, no checksums but the header's own.</summary>
    /// <returns>The size of a block: the smallest that takes everything at once, as far as there is one.</returns>
    public static int Write(Span<byte> destination, int contentBytes)
    {
        var code = SmallestSizeCode;
        while (code < LargestSizeCode && BlockBytes(code) < contentBytes)
        {
            code++;
        }

        BinaryPrimitives.WriteUInt32LittleEndian(destination, Magic);
        destination[DescriptorPosition] = Version1 | IndependentFlag;
        destination[DescriptorPosition + 1] = (byte)(code << 4);
        destination[MinBytes - 1] = Checksum(destination[DescriptorPosition..(MinBytes - 1)]);
        return BlockBytes(code);
    }

    /// <summary>False if this is no LZ4 frame, or one with features that nobody may use here (dictionaries).</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out Lz4FrameHeader header)
    {
        header = default;
        if (source.Length < MinBytes || BinaryPrimitives.ReadUInt32LittleEndian(source) != Magic)
        {
            return false;
        }

        int flags = source[DescriptorPosition];
        int block = source[DescriptorPosition + 1];
        var code = block >> 4;
        if ((flags & VersionMask) != Version1 || (flags & UnsupportedFlags) != 0
            || (block & 0x8F) != 0 || code < SmallestSizeCode)
        {
            return false;
        }

        header = new Lz4FrameHeader
        {
            MaxBlockBytes = BlockBytes(code),
            BlocksAreIndependent = (flags & IndependentFlag) != 0,
            HasBlockChecksums = (flags & BlockChecksumFlag) != 0,
            HasContentChecksum = (flags & ContentChecksumFlag) != 0,
            ContentSize = (flags & ContentSizeFlag) != 0 ? 0 : null,
        };
        if (source.Length < header.SizeInBytes)
        {
            return false;
        }

        if (header.ContentSize is not null)
        {
            header = header with { ContentSize = BinaryPrimitives.ReadUInt64LittleEndian(source[(DescriptorPosition + 2)..]) };
        }

        var end = header.SizeInBytes - 1;
        return source[end] == Checksum(source[DescriptorPosition..end]);
    }

    private static int BlockBytes(int code) => 1 << (8 + (2 * code));

    private static byte Checksum(ReadOnlySpan<byte> descriptor) => (byte)(XxHash32.Compute(descriptor) >> 8);
}
