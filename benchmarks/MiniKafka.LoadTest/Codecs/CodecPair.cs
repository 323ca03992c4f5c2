using MiniKafka.Records.Compression;

namespace MiniKafka.LoadTest.Codecs;

internal delegate int Conversion(ReadOnlySpan<byte> source, Span<byte> target);

/// <summary>One of our codecs at one level, and the native one it is measured against.</summary>
internal sealed record CodecPair(string Name, ICompressionCodec Ours, int Level, Conversion NativeCompress, Conversion NativeDecompress)
{
    public static CodecPair[] All { get; } =
    [
        New("lz4", CompressionType.Lz4, null, NativeCodec.Lz4Compress, NativeCodec.Lz4Decompress),
        New("snappy", CompressionType.Snappy, null, NativeCodec.SnappyCompress, NativeCodec.SnappyDecompress),
        New("zstd -1", CompressionType.Zstd, 1, (source, target) => NativeCodec.ZstdCompress(source, target, 1), NativeCodec.ZstdDecompress),
        New("zstd -3", CompressionType.Zstd, 3, (source, target) => NativeCodec.ZstdCompress(source, target, 3), NativeCodec.ZstdDecompress),
    ];

    private static CodecPair New(string name, CompressionType type, int? level, Conversion compress, Conversion decompress)
    {
        var codec = CompressionCodecs.Default.Find(type)!;
        return new CodecPair(name, codec, level ?? codec.Levels.Default, compress, decompress);
    }
}
