using MiniKafka.CompatibilityTests.Clients;
using MiniKafka.Records.Compression;

namespace MiniKafka.CompatibilityTests.Compression;

/// <summary>Python's codecs, which kafka-python uses, read what we write, and the reverse.</summary>
public sealed class PythonCodecTests
{
    [ToolTheory(nameof(ExternalClient.PythonCodecs))]
    [InlineData("gzip", CompressionType.Gzip)]
    [InlineData("xerial", CompressionType.Snappy)]
    [InlineData("lz4", CompressionType.Lz4)]
    [InlineData("zstd", CompressionType.Zstd)]
    public async Task Python_reads_what_we_write(string codec, CompressionType type)
    {
        using var folder = new TemporaryFolder();
        var files = CodecSamples.Write(folder, ".in", input => CodecSamples.Compress(type, input));
        await ConvertAsync(codec, "decompress", files);
        CodecSamples.AssertHold(folder, ".out", held => held);
    }

    [ToolTheory(nameof(ExternalClient.PythonCodecs))]
    [InlineData("gzip", CompressionType.Gzip)]
    [InlineData("xerial", CompressionType.Snappy)]
    [InlineData("snappy", CompressionType.Snappy)]
    [InlineData("lz4", CompressionType.Lz4)]
    [InlineData("zstd", CompressionType.Zstd)]
    [InlineData("zstd-stream", CompressionType.Zstd)]
    public async Task We_read_what_Python_writes(string codec, CompressionType type)
    {
        using var folder = new TemporaryFolder();
        var files = CodecSamples.Write(folder, ".in", input => input);
        await ConvertAsync(codec, "compress", files);
        CodecSamples.AssertHold(folder, ".out", held => CodecSamples.Decompress(type, held));
    }

    private static Task ConvertAsync(string codec, string way, string[] files)
    {
        string[] names = [.. files.Select(file => file[..^".in".Length])];
        return CommandLine.RunAsync(
            ExternalClient.PythonCodecs.Program,
            [TestFiles.PythonScript("codecs_checks.py"), codec, way, ".in", ".out", .. names],
            Stream.Null);
    }
}
