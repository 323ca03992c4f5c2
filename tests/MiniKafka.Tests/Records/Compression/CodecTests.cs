using MiniKafka.Records.Compression;

namespace MiniKafka.Tests.Records.Compression;

public sealed class CodecTests
{
    public static TheoryData<CompressionType> Types => [.. CompressionCodecs.Default.Types];

    [Fact]
    public void Every_codec_of_the_protocol_is_there() =>
        Assert.Equal(
            [CompressionType.Gzip, CompressionType.Snappy, CompressionType.Lz4, CompressionType.Zstd],
            CompressionCodecs.Default.Types);

    [Theory]
    [MemberData(nameof(Types))]
    public void Nothing_comes_back_as_nothing(CompressionType type) => RoundTrip(type, []);

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_single_byte_comes_back(CompressionType type)
    {
        for (var value = 0; value < 256; value++)
        {
            RoundTrip(type, [(byte)value]);
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_kind_and_length_of_input_comes_back(CompressionType type)
    {
        int[] lengths = [2, 3, 15, 16, 17, 255, 256, 4095, 32_767, 32_768, 32_769, 65_535, 65_536, 65_537, 262_145, 1_048_577, 10_485_760];
        foreach (var length in lengths)
        {
            RoundTrip(type, Samples.Random(length));
            RoundTrip(type, Samples.Text(length));
            RoundTrip(type, Samples.Runs(length));
            RoundTrip(type, new byte[length]);
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_level_comes_back(CompressionType type)
    {
        var levels = Find(type).Levels;
        var input = Samples.Text(50_000);
        for (var level = Math.Max(levels.Min, -5); level <= levels.Max; level++)
        {
            RoundTrip(type, input, level);
        }

        RoundTrip(type, input, levels.Default);
        RoundTrip(type, input, levels.Min);
    }

    [Theory]
    [InlineData(CompressionType.Gzip, 1, 9)]
    [InlineData(CompressionType.Lz4, 9, 12)]
    [InlineData(CompressionType.Zstd, 1, 15)]
    public void A_higher_level_compresses_better(CompressionType type, int low, int high)
    {
        var input = Samples.Text(200_000);
        Assert.True(Compress(type, input, high).Length < Compress(type, input, low).Length);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void What_fits_exactly_is_allowed_and_one_byte_more_is_not(CompressionType type)
    {
        foreach (var length in new[] { 1, 1000, 70_000, 300_000 })
        {
            foreach (var input in new[] { Samples.Random(length), new byte[length], Samples.Text(length) })
            {
                var compressed = Compress(type, input);
                Assert.Equal(DecompressionStatus.Done, Find(type).Decompress(compressed, new MeasuringWriter(), length));
                Assert.Equal(DecompressionStatus.TooLarge, Find(type).Decompress(compressed, new MeasuringWriter(), length - 1));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_bomb_is_refused_without_room_for_it(CompressionType type)
    {
        var bomb = Compress(type, new byte[64 * 1024 * 1024]);
        var writer = new MeasuringWriter();
        Assert.Equal(DecompressionStatus.TooLarge, Find(type).Decompress(bomb, writer, 1024 * 1024));
        Assert.True(writer.LargestRequest <= 1024 * 1024 + 1, $"{writer.LargestRequest} bytes were asked for");
        Assert.True(writer.Written.Length <= 1024 * 1024);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_cut_is_corrupt(CompressionType type)
    {
        var compressed = Compress(type, Samples.Text(3000));
        for (var length = 0; length < compressed.Length; length++)
        {
            // A whole number of framed Snappy blocks, or none at all, is a shorter message and not a damaged one.
            if (type != CompressionType.Snappy || length != 16)
            {
                Assert.NotEqual(DecompressionStatus.Done, Find(type).Decompress(compressed.AsSpan(0, length), new MeasuringWriter(), 1 << 20));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_codec_serves_many_threads_at_once(CompressionType type)
    {
        var inputs = Enumerable.Range(1, 64).Select(n => Samples.Text(n * 1000)).ToArray();
        Parallel.ForEach(inputs, input => RoundTrip(type, input));
    }

    [Fact]
    public void A_codec_can_be_replaced_and_the_default_set_stays_as_it_is()
    {
        var other = new GzipCodec();
        var codecs = CompressionCodecs.Default.With(other);
        Assert.Same(other, codecs.Find(CompressionType.Gzip));
        Assert.NotSame(other, CompressionCodecs.Default.Find(CompressionType.Gzip));
        Assert.Null(codecs.Find((CompressionType)6));
        Assert.Null(codecs.Find(CompressionType.None));
    }

    [Fact]
    public void A_level_outside_of_the_codecs_range_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new RecordCompression(new GzipCodec(), 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RecordCompression(new Lz4Codec(), 0));
        Assert.Equal(-1, new RecordCompression(new GzipCodec()).Level);
    }

    private static ICompressionCodec Find(CompressionType type) => CompressionCodecs.Default.Find(type)!;

    private static byte[] Compress(CompressionType type, byte[] input, int? level = null)
    {
        var writer = new MeasuringWriter();
        Find(type).Compress(input, writer, level ?? Find(type).Levels.Default);
        return writer.Written.ToArray();
    }

    private static void RoundTrip(CompressionType type, byte[] input, int? level = null)
    {
        var compressed = Compress(type, input, level);
        var writer = new MeasuringWriter();
        var status = Find(type).Decompress(compressed, writer, input.Length);
        Assert.True(
            status == DecompressionStatus.Done && input.AsSpan().SequenceEqual(writer.Written),
            $"{type}, level {level}, {input.Length} bytes: {status}, {writer.Written.Length} bytes came back");
    }
}
