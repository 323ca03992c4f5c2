using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace MiniKafka.Configuration;

/// <summary>Reads the syntax of Java's properties files, in which server.properties is written.</summary>
internal static class ServerProperties
{
    /// <summary>
    /// The pairs of a properties text. Comments begin with # or !, a backslash at the end of a line joins the next one, key and value
    /// are separated by =, : or blanks, and backslashes escape, also as \uXXXX. The last of several equal keys counts.
    /// </summary>
    /// <exception cref="FormatException">A \u is not followed by four hexadecimal digits; the message names the line.</exception>
    public static ImmutableSortedDictionary<string, string> Parse(string text)
    {
        var pairs = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (_, key, value) in ReadLines(text))
        {
            pairs[key] = value;
        }

        return pairs.ToImmutable();
    }

    /// <summary>The same pairs as they stand in the text, each with the number of the line it ends in, from 1.</summary>
    /// <exception cref="FormatException">A \u is not followed by four hexadecimal digits; the message names the line.</exception>
    public static IEnumerable<(int Line, string Key, string Value)> ReadLines(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (var (number, line) in LogicalLines(text))
        {
            var separator = FindSeparator(line);
            var value = line.AsSpan(separator).TrimStart(" \t\f");
            if (value.Length > 0 && value[0] is '=' or ':')
            {
                value = value[1..].TrimStart(" \t\f");
            }

            yield return (number, Unescape(line.AsSpan(0, separator), number), Unescape(value, number));
        }
    }

    /// <summary>Lines without leading blanks, comments and empty lines left out, continuations joined.</summary>
    private static IEnumerable<(int Number, string Line)> LogicalLines(string text)
    {
        var joined = new StringBuilder();
        var isContinuation = false;
        var number = 0;
        foreach (var natural in text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n'))
        {
            number++;
            var line = natural.TrimStart(' ', '\t', '\f');
            if (!isContinuation && (line.Length == 0 || line[0] is '#' or '!'))
            {
                continue;
            }

            var slashes = line.Length - line.AsSpan().TrimEnd('\\').Length;
            isContinuation = slashes % 2 == 1;
            joined.Append(isContinuation ? line.AsSpan(0, line.Length - 1) : line);
            if (!isContinuation)
            {
                yield return (number, joined.ToString());
                joined.Clear();
            }
        }

        if (joined.Length > 0)
        {
            yield return (number, joined.ToString());
        }
    }

    private static int FindSeparator(string line)
    {
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '\\')
            {
                i++;
            }
            else if (line[i] is '=' or ':' or ' ' or '\t' or '\f')
            {
                return i;
            }
        }

        return line.Length;
    }

    private static string Unescape(ReadOnlySpan<char> text, int line)
    {
        if (!text.Contains('\\'))
        {
            return text.ToString();
        }

        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
            {
                result.Append(text[i]);
                continue;
            }

            i++;
            if (text[i] == 'u')
            {
                var digits = text.Slice(i + 1, Math.Min(4, text.Length - i - 1));
                if (digits.Length < 4 || !ushort.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
                {
                    throw new FormatException($"Line {line}: '\\u{digits}' is no character: four hexadecimal digits are expected after \\u.");
                }

                result.Append((char)code);
                i += 4;
                continue;
            }

            result.Append(text[i] switch { 't' => '\t', 'n' => '\n', 'r' => '\r', 'f' => '\f', var other => other });
        }

        return result.ToString();
    }
}
