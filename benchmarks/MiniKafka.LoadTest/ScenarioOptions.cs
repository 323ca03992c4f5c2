using System.Globalization;

namespace MiniKafka.LoadTest;

/// <summary>The "--name value" pairs after a scenario's name; asking for one gives its value or the default.</summary>
internal sealed class ScenarioOptions
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public static ScenarioOptions Parse(ReadOnlySpan<string> arguments)
    {
        var options = new ScenarioOptions();
        for (var i = 0; i < arguments.Length; i += 2)
        {
            if (!arguments[i].StartsWith("--", StringComparison.Ordinal) || i + 1 == arguments.Length)
            {
                throw new ArgumentException($"\"{arguments[i]}\": options are written --name value");
            }

            options._values.Add(arguments[i][2..], arguments[i + 1]);
        }

        return options;
    }

    public string Text(string name, string otherwise) => _values.GetValueOrDefault(name, otherwise);

    public int Number(string name, int otherwise)
        => _values.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    /// <summary>One number that was given, or all the usual ones.</summary>
    public int[] Numbers(string name, int[] otherwise)
        => _values.ContainsKey(name) ? [Number(name, 0)] : otherwise;
}
