using System.Text;
using Checkout;

namespace MiniKafka.CompatibilityTests.Clients;

/// <summary>Files the clients read and write.</summary>
internal static class TestFiles
{
    public const int HundredMegabytes = 100_000_000;

    private static readonly string[] Words =
        ["broker", "partition", "offset", "leader", "epoch", "segment", "batch", "record", "consumer", "producer", "watermark", "replica", "topic", "fetch", "log", "index"];

    public static string NodeFolder => Path.Combine(RepositoryFolder.Root, "tests", "MiniKafka.CompatibilityTests", "node");

    public static string NodeScript(string name) => Path.Combine(NodeFolder, name);

    public static string PythonScript(string name) => Path.Combine(AppContext.BaseDirectory, "python", name);

    /// <summary>Writes numbered lines of words, about as compressible as a log, and returns how many; the same for the same seed.</summary>
    public static int WriteText(string path, int bytes, int seed)
    {
        var random = new Random(seed);
        using var file = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1 << 20) { NewLine = "\n" };
        var line = new StringBuilder();
        var lines = 0;
        for (var left = bytes; left > 0; left -= line.Length)
        {
            line.Clear().Append(lines++).Append(' ').Append(random.NextInt64().ToString("x"));
            for (var words = random.Next(4, 20); words > 0; words--)
            {
                line.Append(' ').Append(Words[random.Next(Words.Length)]);
            }

            line.Length = Math.Max(1, Math.Min(line.Length, left - 1));
            line.Append('\n');
            file.Write(line);
        }

        return lines;
    }
}
