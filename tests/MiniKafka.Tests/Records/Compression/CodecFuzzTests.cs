using MiniKafka.Records.Compression;
using Xunit.Abstractions;

namespace MiniKafka.Tests.Records.Compression;

/// <summary>Damaged and made-up input, the same for the same seed: an answer each time, and no more room than the input is worth.</summary>
public sealed class CodecFuzzTests(ITestOutputHelper output)
{
    private const int Seed = 60611;
    private const int InputsPerCodec = 260_000;
    private const int MaxBytes = 64 * 1024;
    private const int LargestRoom = 2 * MaxBytes;

    [Theory]
    [InlineData(CompressionType.Gzip)]
    [InlineData(CompressionType.Snappy)]
    [InlineData(CompressionType.Lz4)]
    [InlineData(CompressionType.Zstd)]
    public void Damaged_input_gets_an_answer(CompressionType type)
    {
        var codec = CompressionCodecs.Default.Find(type)!;
        var random = new Random(Seed + (int)type);
        var good = GoodInputs(codec);
        var writer = new MeasuringWriter();
        var counts = new int[3];
        for (var round = 0; round < InputsPerCodec; round++)
        {
            var input = Damage(good[random.Next(good.Length)], random);
            writer.Clear();
            try
            {
                counts[(int)codec.Decompress(input, writer, MaxBytes)]++;
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException(
                    $"{type}, seed {Seed}, round {round}: {Convert.ToHexString(input)}", exception);
            }

            Assert.True(
                writer.Written.Length <= MaxBytes && writer.LargestRequest <= LargestRoom,
                $"{type}, seed {Seed}, round {round}: asked for {writer.LargestRequest}, wrote {writer.Written.Length}");
        }

        output.WriteLine($"{type}: {InputsPerCodec} inputs, seed {Seed}: {counts[0]} done, {counts[1]} corrupt, {counts[2]} too large");
        Assert.True(counts[(int)DecompressionStatus.Corrupt] > InputsPerCodec / 4);
    }

    private static byte[][] GoodInputs(ICompressionCodec codec)
    {
        byte[][] inputs = [[], [7], new byte[500], Samples.Text(40), Samples.Text(400), Samples.Random(100), Samples.Runs(5000), new byte[MaxBytes]];
        return [.. inputs.Select(input =>
        {
            var writer = new MeasuringWriter();
            codec.Compress(input, writer, codec.Levels.Default);
            return writer.Written.ToArray();
        })];
    }

    private static byte[] Damage(byte[] good, Random random)
    {
        switch (random.Next(6))
        {
            case 0:
                return good[..random.Next(good.Length)];
            case 1:
                var noise = new byte[random.Next(40)];
                random.NextBytes(noise);
                return [.. good[..random.Next(Math.Min(good.Length, 20))], .. noise];
            case 2:
                var from = random.Next(good.Length);
                return [.. good[..from], .. good[random.Next(good.Length)..]];
            case 3:
                var filled = good.ToArray();
                var start = random.Next(good.Length);
                filled.AsSpan(start, random.Next(good.Length - start)).Fill((byte)(random.Next(2) * 255));
                return filled;
            default:
                var flipped = good.ToArray();
                for (var flips = random.Next(1, 6); flips > 0; flips--)
                {
                    flipped[random.Next(flipped.Length)] ^= (byte)(1 << random.Next(8));
                }

                return flipped;
        }
    }
}
