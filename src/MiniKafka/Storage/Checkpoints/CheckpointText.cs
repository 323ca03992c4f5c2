using System.Globalization;
using System.Text;

namespace MiniKafka.Storage.Checkpoints;

/// <summary>
/// The shape that Kafka's checkpoint files share: a line with version 0, a line with the number of entries, one line per entry
/// with fields separated by one space.
/// </summary>
internal static class CheckpointText
{
    private const char Version = '0';

    public static byte[] Write(IReadOnlyCollection<string> entries)
    {
        var text = new StringBuilder();
        text.Append(Version).Append('\n').Append(CultureInfo.InvariantCulture, $"{entries.Count}").Append('\n');
        foreach (var entry in entries)
        {
            text.Append(entry).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>The fields of every entry; null when the text is torn or of another version. An empty file is one that Kafka made and never wrote.</summary>
    public static List<string[]>? Read(ReadOnlySpan<byte> bytes, int fieldsPerEntry)
    {
        if (bytes.IsEmpty)
        {
            return [];
        }

        var lines = Encoding.UTF8.GetString(bytes).Split('\n', StringSplitOptions.TrimEntries);
        if (lines.Length < 2 || lines[0] is not [Version] || !int.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out var count) || lines.Length < 3 + count)
        {
            // Without the line's end, the last entry may be a number whose last digits are missing.
            return null;
        }

        var entries = new List<string[]>(count);
        foreach (var line in lines.AsSpan(2, count))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length != fieldsPerEntry)
            {
                return null;
            }

            entries.Add(fields);
        }

        return entries;
    }

    public static bool TryParse(string text, out long value) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    public static bool TryParse(string text, out int value) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
}
