using MiniKafka.CompatibilityTests.Clients;
using MiniKafka.Records.Compression;

namespace MiniKafka.CompatibilityTests.Compression;

/// <summary>The lz4 and zstd programs read what we write, and the reverse, with every variant of their formats.</summary>
public sealed class CommandLineToolTests
{
    [ToolTheory(nameof(ExternalClient.Lz4Tool))]
    [InlineData(null)]
    [InlineData(3)]
    [InlineData(17)]
    public async Task The_lz4_tool_reads_what_we_write(int? level)
    {
        using var folder = new TemporaryFolder();
        var files = CodecSamples.Write(folder, ".lz4", input => CodecSamples.Compress(CompressionType.Lz4, input, level));
        await CommandLine.RunAsync(ExternalClient.Lz4Tool.Program, ["-d", "-q", "-f", "-m", .. files], Stream.Null);
        CodecSamples.AssertHold(folder, "", held => held);
    }

    [ToolTheory(nameof(ExternalClient.Lz4Tool))]
    [InlineData("-1")]
    [InlineData("-9")]
    [InlineData("-B4")]
    [InlineData("-BD")]
    [InlineData("-BD -B4 -BX --content-size")]
    [InlineData("-BX --no-frame-crc")]
    public async Task We_read_what_the_lz4_tool_writes(string options)
    {
        using var folder = new TemporaryFolder();
        var files = CodecSamples.Write(folder, "", input => input);
        await CommandLine.RunAsync(ExternalClient.Lz4Tool.Program, [.. options.Split(' '), "-z", "-q", "-f", "-m", .. files], Stream.Null);
        CodecSamples.AssertHold(folder, ".lz4", held => CodecSamples.Decompress(CompressionType.Lz4, held));
    }

    [ToolTheory(nameof(ExternalClient.ZstdTool))]
    [InlineData(null)]
    [InlineData(1)]
    [InlineData(9)]
    public async Task The_zstd_tool_reads_what_we_write(int? level)
    {
        using var folder = new TemporaryFolder();
        var files = CodecSamples.Write(folder, ".zst", input => CodecSamples.Compress(CompressionType.Zstd, input, level));
        await CommandLine.RunAsync(ExternalClient.ZstdTool.Program, ["-d", "-q", "-f", .. files], Stream.Null);
        CodecSamples.AssertHold(folder, "", held => held);
    }

    [ToolTheory(nameof(ExternalClient.ZstdTool))]
    [InlineData("-1")]
    [InlineData("-3 --no-content-size")]
    [InlineData("-12 --no-check")]
    [InlineData("-3 --long=27 --no-content-size")]
    public async Task We_read_what_the_zstd_tool_writes(string options)
    {
        using var folder = new TemporaryFolder();
        var files = CodecSamples.Write(folder, "", input => input);
        await CommandLine.RunAsync(ExternalClient.ZstdTool.Program, [.. options.Split(' '), "-q", "-f", .. files], Stream.Null);
        CodecSamples.AssertHold(folder, ".zst", held => CodecSamples.Decompress(CompressionType.Zstd, held));
    }
}
