using System.Buffers;
using MiniKafka.CompatibilityTests.Clients;
using MiniKafka.Records.Compression;
using MiniKafka.Tests.Records.Compression;

namespace MiniKafka.CompatibilityTests.Compression;

/// <summary>Inputs of every kind as files "0", "1", ... of a folder, so that one run of a program handles them all.</summary>
internal static class CodecSamples
{
    private static readonly int[] Lengths = [2, 17, 1000, 32_768, 65_537, 300_000, 1_048_576, 10_485_760];

    public static byte[][] All { get; } =
    [
        [],
        .. Enumerable.Range(0, 256).Select(value => new[] { (byte)value }),
        .. Lengths.SelectMany(length => new[] { Samples.Random(length), Samples.Text(length), Samples.Runs(length) }),
    ];

    /// <summary>Writes the inputs, or their compressed form, and returns the files' paths.</summary>
    public static string[] Write(TemporaryFolder folder, string suffix, Func<byte[], byte[]> form)
        => [.. All.Select((input, index) =>
        {
            var path = folder.File(index + suffix);
            File.WriteAllBytes(path, form(input));
            return path;
        })];

    /// <summary>Checks that the files "0", "1", ... hold the inputs once <paramref name="form"/> is undone.</summary>
    public static void AssertHold(TemporaryFolder folder, string suffix, Func<byte[], byte[]> form)
    {
        for (var index = 0; index < All.Length; index++)
        {
            var held = form(File.ReadAllBytes(folder.File(index + suffix)));
            Assert.True(held.AsSpan().SequenceEqual(All[index]), $"input {index}: {All[index].Length} bytes went in, {held.Length} came out");
        }
    }

    public static byte[] Compress(CompressionType type, byte[] input, int? level = null)
    {
        var codec = CompressionCodecs.Default.Find(type)!;
        var writer = new ArrayBufferWriter<byte>();
        codec.Compress(input, writer, level ?? codec.Levels.Default);
        return writer.WrittenSpan.ToArray();
    }

    public static byte[] Decompress(CompressionType type, byte[] compressed)
    {
        var writer = new ArrayBufferWriter<byte>();
        Assert.Equal(DecompressionStatus.Done, CompressionCodecs.Default.Find(type)!.Decompress(compressed, writer, 16 * 1024 * 1024));
        return writer.WrittenSpan.ToArray();
    }
}
