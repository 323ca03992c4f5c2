using System.Collections.Immutable;
using MiniKafka.Configuration.Definitions;
using MiniKafka.Model;

namespace MiniKafka.Configuration.Changes;

/// <summary>Works out which values a resource has after changes. Nothing is validated beyond what the steps themselves need.</summary>
internal static class ConfigChanges
{
    /// <summary>Applies steps to the values a resource has of its own. Append and subtract start at the key's default where it has none.</summary>
    /// <param name="own">The values before.</param>
    /// <param name="changes">The steps.</param>
    /// <param name="find">The declared key of a name; null when it is unknown.</param>
    /// <param name="result">The values after; as before when there is an error.</param>
    /// <returns>The first error, null when there is none.</returns>
    public static ConfigError? Apply(
        ImmutableSortedDictionary<string, string> own,
        IReadOnlyList<ConfigChange> changes,
        Func<string, ConfigKey?> find,
        out ImmutableSortedDictionary<string, string> result)
    {
        result = own;
        if (Refusal(changes) is { } refusal)
        {
            return refusal;
        }

        var next = own.ToBuilder();
        foreach (var change in changes)
        {
            switch (change.Operation)
            {
                case ConfigOperation.Set:
                    next[change.Name] = change.Value!;
                    break;
                case ConfigOperation.Delete:
                    next.Remove(change.Name);
                    break;
                default:
                    if (find(change.Name) is not { Type: ConfigType.List } key || ConfigTables.ClientMetrics.Contains(key.Name))
                    {
                        return new ConfigError(
                            ErrorCode.InvalidConfig, $"Can't {change.Operation.ToString().ToUpperInvariant()} to key {change.Name} because its type is not LIST.");
                    }

                    next[change.Name] = Merge(next.GetValueOrDefault(change.Name) ?? key.Default ?? "", change);
                    break;
            }
        }

        result = next.ToImmutable();
        return null;
    }

    /// <summary>What is wrong with steps whatever they are about; null when nothing is.</summary>
    public static ConfigError? Refusal(IReadOnlyList<ConfigChange> changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        if (changes.Select(change => change.Name).Distinct(StringComparer.Ordinal).Count() < changes.Count)
        {
            return new ConfigError(ErrorCode.InvalidRequest, "Error due to duplicate config keys");
        }

        var nulls = changes.Where(change => change.Value is null && change.Operation != ConfigOperation.Delete).Select(change => change.Name).ToList();
        if (nulls.Count > 0)
        {
            return new ConfigError(ErrorCode.InvalidRequest, $"Null value not supported for : {string.Join(", ", nulls)}");
        }

        return changes.FirstOrDefault(change => change.Operation is < ConfigOperation.Set or > ConfigOperation.Subtract) is { } unknown
            ? new ConfigError(ErrorCode.InvalidRequest, $"Unknown operation {(int)unknown.Operation} for {unknown.Name}: 0 (set), 1 (delete), 2 (append) and 3 (subtract) are known.")
            : null;
    }

    private static string Merge(string current, ConfigChange change)
    {
        // Elements are taken as they stand, blanks included; commas at the end of what is added or taken away add nothing.
        var elements = current.Split(',', StringSplitOptions.RemoveEmptyEntries);
        var given = change.Value!.TrimEnd(',');
        var meant = given.Length == 0 && change.Value.Length > 0 ? [] : given.Split(',');
        if (change.Operation == ConfigOperation.Append)
        {
            return string.Join(',', elements.Concat(meant.Except(elements, StringComparer.Ordinal)));
        }

        // Each one that is named takes one away, the first of several.
        var times = meant.CountBy(element => element, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        return string.Join(',', elements.Where(element => !times.TryGetValue(element, out var left) || (times[element] = left - 1) < 0));
    }
}
