using System.Globalization;
using System.Text;

namespace MiniKafka.Model;

/// <summary>
/// A text that somebody else chose - a client's id, a group's or topic's name - as it may stand in a line of a log: what would end the line,
/// move the cursor or hide something is written as \uXXXX, and what is too long is cut. So nobody who sends a name writes lines of his own.
/// </summary>
internal readonly record struct Shown(string? Text)
{
    /// <summary>Names that are allowed where Kafka limits them are shown as a whole.</summary>
    public const int LongestName = 256;

    /// <summary>Messages are for people, and have to fit into an answer.</summary>
    public const int LongestMessage = 4096;

    public static implicit operator Shown(string? text) => new(text);

    /// <summary>A name as it may stand in a sentence.</summary>
    public static string Name(string? text) => Cut(text ?? "", LongestName);

    /// <summary>A whole message that may have names in it; nothing is changed in one that holds none but printable characters.</summary>
    public static string Message(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Cut(text, LongestMessage);
    }

    public override string ToString() => Name(Text);

    private static string Cut(string text, int longest)
    {
        if (text.Length <= longest)
        {
            return Escape(text);
        }

        var end = char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest;
        return string.Create(CultureInfo.InvariantCulture, $"{Escape(text.AsSpan(0, end))}... ({text.Length} characters)");
    }

    private static string Escape(string text) => FirstToEscape(text) < 0 ? text : Escape(text.AsSpan());

    private static string Escape(ReadOnlySpan<char> text)
    {
        var at = FirstToEscape(text);
        if (at < 0)
        {
            return text.ToString();
        }

        var result = new StringBuilder(text.Length + 16);
        for (; at >= 0; at = FirstToEscape(text))
        {
            result.Append(text[..at]).Append(CultureInfo.InvariantCulture, $"\\u{(int)text[at]:X4}");
            text = text[(at + 1)..];
        }

        return result.Append(text).ToString();
    }

    private static int FirstToEscape(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (text[i] is < ' ' or > '~' && char.GetUnicodeCategory(text[i]) is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate)
            {
                return i;
            }
        }

        return -1;
    }
}
