using System.Globalization;

namespace MiniKafka.Configuration.Definitions;

/// <summary>Reads typed values by name for a typed view. The texts were checked before.</summary>
/// <param name="table">The keys that may be asked for.</param>
/// <param name="lookup">The effective text of a key, null when there is none.</param>
internal sealed class ConfigReader(ConfigTable table, Func<string, string?> lookup)
{
    public bool Boolean(string name) => bool.Parse(Required(name));

    public int Int(string name) => checked((int)ConfigText.ParseLong(Required(name)));

    public int? OptionalInt(string name) => Text(name) is { } text ? checked((int)ConfigText.ParseLong(text)) : null;

    public short Short(string name) => checked((short)ConfigText.ParseLong(Required(name)));

    public long Long(string name) => ConfigText.ParseLong(Required(name));

    public long? OptionalLong(string name) => Text(name) is { } text ? ConfigText.ParseLong(text) : null;

    public double Double(string name) => ConfigText.ParseDouble(Required(name));

    public string String(string name) => Required(name).Trim();

    public string? OptionalString(string name) => Text(name)?.Trim();

    public IReadOnlyList<string> List(string name) => Text(name) is { } text ? ConfigText.SplitList(text) : [];

    /// <summary>The first of some keys that has a value, in milliseconds, each with the milliseconds of its unit; -1 stays -1.</summary>
    public long FirstOf(params ReadOnlySpan<(string Name, long Milliseconds)> names)
    {
        foreach (var (name, milliseconds) in names)
        {
            if (OptionalLong(name) is { } value)
            {
                return value < 0 ? value : checked(value * milliseconds);
            }
        }

        throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{table.Title}: none of the {names.Length} names has a value."));
    }

    private string? Text(string name) => table.Contains(name)
        ? lookup(name)
        : throw new InvalidOperationException($"'{name}' is not declared among the keys of a {table.Title}.");

    private string Required(string name) => Text(name) ?? throw new InvalidOperationException($"'{name}' has no value.");
}
