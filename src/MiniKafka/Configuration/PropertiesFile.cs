using System.Collections.Immutable;
using MiniKafka.Configuration.Definitions;
using MiniKafka.Model;

namespace MiniKafka.Configuration;

/// <summary>A properties file that users hand in, checked as it is read, so that what is wrong is named with its file and line.</summary>
internal static class PropertiesFile
{
    /// <summary>The pairs of the file; the last of several equal keys counts.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="FormatException">A line is not in the syntax of properties files.</exception>
    /// <exception cref="KafkaException">INVALID_CONFIG: nobody knows a key, or a value is not allowed.</exception>
    public static ImmutableSortedDictionary<string, string> Load(string path, ConfigTable table)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var pairs = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        try
        {
            foreach (var (line, key, value) in ServerProperties.ReadLines(File.ReadAllText(path)))
            {
                if (GivenKeys.Problem(table, key, value) is { } problem)
                {
                    throw new KafkaException(ErrorCode.InvalidConfig, $"{path}, line {line}: {problem}");
                }

                pairs[key] = value;
            }
        }
        catch (FormatException malformed)
        {
            throw new FormatException($"{path}: {malformed.Message}", malformed);
        }

        return pairs.ToImmutable();
    }
}
