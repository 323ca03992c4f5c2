using System.Diagnostics.CodeAnalysis;

namespace MiniKafka.Configuration.Definitions;

/// <summary>All keys of one kind of resource, in the order of their names. Immutable.</summary>
internal sealed class ConfigTable
{
    private readonly Dictionary<string, ConfigKey> _byName;

    public ConfigTable(string title, params IEnumerable<ConfigKey>[] parts)
    {
        Title = title;
        Keys = [.. parts.SelectMany(part => part).OrderBy(key => key.Name, StringComparer.Ordinal)];
        _byName = new Dictionary<string, ConfigKey>(Keys.Count, StringComparer.Ordinal);
        foreach (var key in Keys)
        {
            _byName.Add(key.Name, key);
        }
    }

    /// <summary>What has these keys: "broker", "topic" and so on.</summary>
    public string Title { get; }

    public IReadOnlyList<ConfigKey> Keys { get; }

    public ConfigKey this[string name] => _byName[name];

    public bool Contains(string name) => _byName.ContainsKey(name);

    public bool TryGet(string name, [MaybeNullWhen(false)] out ConfigKey key) => _byName.TryGetValue(name, out key);

    /// <summary>The known name that is most like a mistyped one, if any is close.</summary>
    public string? Nearest(string name)
    {
        string? nearest = null;
        var best = Math.Max(2, name.Length / 5) + 1;
        foreach (var key in Keys)
        {
            var distance = Distance(name, key.Name, best);
            if (distance < best)
            {
                (nearest, best) = (key.Name, distance);
            }
        }

        return nearest;
    }

    /// <summary>Edits that turn one text into the other; only exact below the limit.</summary>
    private static int Distance(string left, string right, int limit)
    {
        if (Math.Abs(left.Length - right.Length) >= limit)
        {
            return limit;
        }

        var row = new int[right.Length + 1];
        for (var j = 0; j <= right.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var replaced = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[right.Length];
    }
}
