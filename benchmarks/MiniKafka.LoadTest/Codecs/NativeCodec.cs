using System.Runtime.InteropServices;

namespace MiniKafka.LoadTest.Codecs;

/// <summary>
/// The native libraries behind the lz4 and zstd tools, and the one of Snappy, called in this process so that both sides
/// take turns on the same bytes without files in between. Debian's packages liblz4-1, libzstd1 and libsnappy1v5.
/// </summary>
internal static unsafe partial class NativeCodec
{
    /// <summary>The block size of the lz4 tool.</summary>
    private const int Lz4BlockBytes = 4 * 1024 * 1024;

    private const int Lz4BlockHeaderBytes = 4;

    public static int Lz4Compress(ReadOnlySpan<byte> source, Span<byte> target)
    {
        var written = 0;
        while (!source.IsEmpty)
        {
            var block = source[..Math.Min(Lz4BlockBytes, source.Length)];
            source = source[block.Length..];
            fixed (byte* from = block, to = target[(written + Lz4BlockHeaderBytes)..])
            {
                var size = LZ4_compress_default(from, to, block.Length, target.Length - written - Lz4BlockHeaderBytes);
                MemoryMarshal.Write(target[written..], in size);
                written += Lz4BlockHeaderBytes + size;
            }
        }

        return written;
    }

    public static int Lz4Decompress(ReadOnlySpan<byte> source, Span<byte> target)
    {
        var written = 0;
        while (!source.IsEmpty)
        {
            var size = MemoryMarshal.Read<int>(source);
            fixed (byte* from = source[Lz4BlockHeaderBytes..], to = target[written..])
            {
                written += LZ4_decompress_safe(from, to, size, target.Length - written);
            }

            source = source[(Lz4BlockHeaderBytes + size)..];
        }

        return written;
    }

    public static int SnappyCompress(ReadOnlySpan<byte> source, Span<byte> target)
    {
        var length = (nuint)target.Length;
        fixed (byte* from = source, to = target)
        {
            _ = snappy_compress(from, (nuint)source.Length, to, &length);
        }

        return (int)length;
    }

    public static int SnappyDecompress(ReadOnlySpan<byte> source, Span<byte> target)
    {
        var length = (nuint)target.Length;
        fixed (byte* from = source, to = target)
        {
            _ = snappy_uncompress(from, (nuint)source.Length, to, &length);
        }

        return (int)length;
    }

    public static int ZstdCompress(ReadOnlySpan<byte> source, Span<byte> target, int level)
    {
        fixed (byte* from = source, to = target)
        {
            return (int)ZSTD_compress(to, (nuint)target.Length, from, (nuint)source.Length, level);
        }
    }

    public static int ZstdDecompress(ReadOnlySpan<byte> source, Span<byte> target)
    {
        fixed (byte* from = source, to = target)
        {
            return (int)ZSTD_decompress(to, (nuint)target.Length, from, (nuint)source.Length);
        }
    }

    [LibraryImport("liblz4.so.1")]
    private static partial int LZ4_compress_default(byte* source, byte* target, int sourceBytes, int targetBytes);

    [LibraryImport("liblz4.so.1")]
    private static partial int LZ4_decompress_safe(byte* source, byte* target, int sourceBytes, int targetBytes);

    [LibraryImport("libsnappy.so.1")]
    private static partial int snappy_compress(byte* source, nuint sourceBytes, byte* target, nuint* targetBytes);

    [LibraryImport("libsnappy.so.1")]
    private static partial int snappy_uncompress(byte* source, nuint sourceBytes, byte* target, nuint* targetBytes);

    [LibraryImport("libzstd.so.1")]
    private static partial nuint ZSTD_compress(byte* target, nuint targetBytes, byte* source, nuint sourceBytes, int level);

    [LibraryImport("libzstd.so.1")]
    private static partial nuint ZSTD_decompress(byte* target, nuint targetBytes, byte* source, nuint sourceBytes);
}
