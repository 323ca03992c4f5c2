using System.Text;

namespace MiniKafka.Tests.Records.Compression;

/// <summary>Inputs of every kind that codecs treat differently, the same each time.</summary>
internal static class Samples
{
    public static byte[] Random(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    public static byte[] Runs(int length)
    {
        var random = new Random(length + 1);
        var bytes = new byte[length];
        for (var at = 0; at < length;)
        {
            var run = Math.Min(random.Next(1, 3000), length - at);
            bytes.AsSpan(at, run).Fill((byte)random.Next(256));
            at += run;
        }

        return bytes;
    }

    public static byte[] Text(int length)
    {
        string[] words = ["offset", "leader", "epoch", "batch", "record", "the", "of", "a", "partition", "commit", "is", "was", "42", "and"];
        var random = new Random(length + 2);
        var text = new StringBuilder(length + 16);
        while (text.Length < length)
        {
            text.Append(words[random.Next(words.Length)]).Append(random.Next(9) == 0 ? ".\n" : " ");
        }

        return Encoding.ASCII.GetBytes(text.ToString(0, length));
    }
}
