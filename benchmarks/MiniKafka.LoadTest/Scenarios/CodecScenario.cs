using System.Diagnostics;
using System.Text;
using MiniKafka.LoadTest.Codecs;
using MiniKafka.Records.Compression;

namespace MiniKafka.LoadTest.Scenarios;

/// <summary>
/// Speed and ratio of the codecs on one file, ours and the native libraries taking turns. Speeds count uncompressed bytes;
/// the ratio is the compressed size as a part of the original one.
/// </summary>
internal sealed class CodecScenario : IScenario
{
    private const int MadeUpBytes = 16 * 1024 * 1024;

    public string Name => "codec";

    public string Description => "our codecs and the native ones on one file (--rounds 7 --file PATH --batch BYTES)";

    public Task RunAsync(ScenarioOptions options, FigureWriter figures)
    {
        var path = options.Text("file", string.Empty);
        var content = path.Length > 0 ? File.ReadAllBytes(path) : MadeUpLog();
        var batchBytes = Math.Min(options.Number("batch", content.Length), content.Length);
        foreach (var pair in CodecPair.All)
        {
            Measure(pair, content, batchBytes, options.Number("rounds", 7), figures);
        }

        return Task.CompletedTask;
    }

    private static void Measure(CodecPair pair, byte[] content, int batchBytes, int rounds, FigureWriter figures)
    {
        var batches = content.Chunk(batchBytes).ToArray();
        var room = new byte[(2 * batchBytes) + 4096];
        var writer = new ArrayWriter(room);
        Conversion compress = (source, _) =>
        {
            writer.Clear();
            pair.Ours.Compress(source, writer, pair.Level);
            return writer.Length;
        };
        Conversion decompress = (source, _) =>
        {
            writer.Clear();
            return pair.Ours.Decompress(source, writer, batchBytes) == DecompressionStatus.Done ? writer.Length : -1;
        };
        var ours = Compressed(batches, compress, room);
        var native = Compressed(batches, pair.NativeCompress, room);
        List<(string, List<double>)> compressing = [($"ours {pair.Name}", []), ($"native {pair.Name}", [])];
        List<(string, List<double>)> decompressing = [($"ours {pair.Name}", []), ($"native {pair.Name}", [])];
        for (var round = -2; round < rounds; round++)
        {
            Run(batches, compress, room, content.Length, round, compressing[0].Item2);
            Run(batches, pair.NativeCompress, room, content.Length, round, compressing[1].Item2);
            Run(ours, decompress, room, content.Length, round, decompressing[0].Item2, content.Length);
            Run(native, pair.NativeDecompress, room, content.Length, round, decompressing[1].Item2, content.Length);
        }

        figures.WriteMedians("compress", compressing, "MB/s");
        figures.WriteMedians("decompress", decompressing, "MB/s");
        figures.WriteMedians("size", [($"ours {pair.Name}", [Part(ours, content)]), ($"native {pair.Name}", [Part(native, content)])], "of the original");
    }

    private static void Run(
        byte[][] sources, Conversion convert, byte[] room, long contentBytes, int round, List<double> runs, int expected = -1)
    {
        var clock = Stopwatch.StartNew();
        var written = 0L;
        foreach (var source in sources)
        {
            written += convert(source, room);
        }

        var seconds = clock.Elapsed.TotalSeconds;
        if (expected >= 0 && written != expected)
        {
            throw new InvalidOperationException($"{written} bytes came back instead of {expected}");
        }

        if (round >= 0)
        {
            runs.Add(contentBytes / 1e6 / seconds);
        }
    }

    private static byte[][] Compressed(byte[][] batches, Conversion compress, byte[] room) =>
        [.. batches.Select(batch => room.AsSpan(0, compress(batch, room)).ToArray())];

    private static double Part(byte[][] compressed, byte[] content) => (double)compressed.Sum(part => (long)part.Length) / content.Length;

    /// <summary>Lines of a server's log: timestamps, ids, words; about as compressible as real ones.</summary>
    private static byte[] MadeUpLog()
    {
        string[] words = ["GET", "POST", "/api/orders", "/api/users", "accepted", "timeout", "retry", "connection", "closed", "payload", "ms", "bytes"];
        var random = new Random(17);
        var text = new StringBuilder(MadeUpBytes + 256);
        for (var line = 0L; text.Length < MadeUpBytes; line++)
        {
            text.Append("2026-03-14T09:").Append(line / 977 % 60).Append(':').Append(line % 60).Append(" [").Append(random.Next(64)).Append("] ");
            for (var count = random.Next(3, 12); count > 0; count--)
            {
                text.Append(words[random.Next(words.Length)]).Append(random.Next(3) == 0 ? "=" + random.Next(100_000) : string.Empty).Append(' ');
            }

            text.Append(random.NextInt64().ToString("x")).Append('\n');
        }

        return Encoding.ASCII.GetBytes(text.ToString(0, MadeUpBytes));
    }
}
