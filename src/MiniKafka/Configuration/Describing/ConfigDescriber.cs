using System.Collections.Immutable;
using MiniKafka.Configuration.Definitions;
using MiniKafka.Configuration.Effective;

namespace MiniKafka.Configuration.Describing;

/// <summary>
/// What DescribeConfigs tells about each kind of resource: every key with its effective value and where it comes from.
/// A list of wanted keys that is null or empty wants all; unknown ones in it are left out.
/// </summary>
internal static class ConfigDescriber
{
    /// <summary>The keys of one broker: those that are listed and whatever else was set.</summary>
    public static List<DescribedConfig> Broker(BrokerConfigLayers layers, IReadOnlyCollection<string>? wanted)
    {
        ArgumentNullException.ThrowIfNull(layers);
        var names = new SortedSet<string>(ConfigTables.Broker.Keys.Where(key => key.IsListed).Select(key => key.Name), StringComparer.Ordinal);
        names.UnionWith(layers.Static.Keys);
        names.UnionWith(layers.DynamicDefault.Keys);
        names.UnionWith(layers.Dynamic.Keys);
        return [.. names.Where(name => IsWanted(wanted, name)).Select(name => BrokerKey(name, layers.Effective(name), BrokerSynonyms(layers, name)))];
    }

    /// <summary>What was set for all brokers, just as it was given; nothing else is listed for the default broker.</summary>
    public static List<DescribedConfig> AllBrokers(BrokerConfigLayers layers, IReadOnlyCollection<string>? wanted)
    {
        ArgumentNullException.ThrowIfNull(layers);
        return [.. layers.DynamicDefault
            .Where(pair => IsWanted(wanted, pair.Key))
            .Select(pair => BrokerKey(pair.Key, pair.Value, [new ConfigSynonym(pair.Key, pair.Value, ConfigSource.DynamicDefaultBroker)], asGiven: true))];
    }

    /// <summary>The keys of a topic with these values of its own.</summary>
    public static List<DescribedConfig> Topic(
        BrokerConfigLayers layers, ImmutableSortedDictionary<string, string> overrides, IReadOnlyCollection<string>? wanted) =>
        Overridable(ConfigTables.Topic, ConfigSource.Topic, layers, overrides, wanted);

    /// <summary>The keys of a group with these values of its own.</summary>
    public static List<DescribedConfig> Group(
        BrokerConfigLayers layers, ImmutableSortedDictionary<string, string> overrides, IReadOnlyCollection<string>? wanted) =>
        Overridable(ConfigTables.Group, ConfigSource.Group, layers, overrides, wanted);

    /// <summary>A broker's loggers and their levels, which have neither a type nor other levels behind them.</summary>
    public static List<DescribedConfig> Loggers(IEnumerable<KeyValuePair<string, string>> levels, IReadOnlyCollection<string>? wanted)
    {
        ArgumentNullException.ThrowIfNull(levels);
        return [.. levels.Where(pair => IsWanted(wanted, pair.Key)).Select(pair => new DescribedConfig(pair.Key, pair.Value))];
    }

    /// <summary>The keys of a subscription to client metrics.</summary>
    public static List<DescribedConfig> ClientMetrics(ImmutableSortedDictionary<string, string> overrides, IReadOnlyCollection<string>? wanted)
    {
        ArgumentNullException.ThrowIfNull(overrides);
        return [.. ConfigTables.ClientMetrics.Keys
            .Where(key => IsWanted(wanted, key.Name))
            .Select(key => overrides.TryGetValue(key.Name, out var own)
                ? Described(key, own, [new ConfigSynonym(key.Name, own, ConfigSource.ClientMetrics)])
                : Described(key, key.Default, []))];
    }

    private static List<DescribedConfig> Overridable(
        ConfigTable table,
        ConfigSource ownSource,
        BrokerConfigLayers layers,
        ImmutableSortedDictionary<string, string> overrides,
        IReadOnlyCollection<string>? wanted)
    {
        var result = new List<DescribedConfig>();
        foreach (var key in table.Keys)
        {
            var isOwn = overrides.TryGetValue(key.Name, out var value);
            if (!IsWanted(wanted, key.Name) || (!isOwn && !key.IsListed))
            {
                continue;
            }

            value ??= TopicDefaults.Inherited(layers, key);
            List<ConfigSynonym> inherited = key.BrokerKey is not null ? BrokerSynonyms(layers, key.BrokerKey)
                : ownSource == ConfigSource.Group ? [new ConfigSynonym(key.Name, key.Default, ConfigSource.Default)]
                : [];
            result.Add(Described(key, value, isOwn ? [new ConfigSynonym(key.Name, value, ownSource), .. inherited] : inherited));
        }

        return result;
    }

    private static DescribedConfig Described(ConfigKey key, string? value, List<ConfigSynonym> synonyms) =>
        new(key.Name, key, value is null ? null : key.Normalize(value), synonyms);

    private static DescribedConfig BrokerKey(string name, string? value, List<ConfigSynonym> synonyms, bool asGiven = false)
    {
        _ = BrokerKeyNames.TryResolve(name, out var key);
        var described = new DescribedConfig(name, key, asGiven || value is null ? value : key?.Normalize(value), synonyms)
        {
            IsReadOnly = key is null or { UpdateMode: ConfigUpdateMode.ReadOnly } || BrokerKeyNames.IsOfListener(name),
        };

        // Kafka looks for documentation under the name as it is given.
        return BrokerKeyNames.IsOfListener(name) ? described with { Documentation = null } : described;
    }

    /// <summary>The levels that give a value, from those of this broker down to the defaults; names that do not decide are skipped at the top.</summary>
    private static List<ConfigSynonym> BrokerSynonyms(BrokerConfigLayers layers, string name)
    {
        var names = BrokerKeyNames.Synonyms(name);
        var found = new List<ConfigSynonym>();
        Add(layers.Dynamic, ConfigSource.DynamicBroker);
        Add(layers.DynamicDefault, ConfigSource.DynamicDefaultBroker);
        Add(layers.Static, ConfigSource.StaticBroker);
        found.AddRange(names
            .Where(synonym => ConfigTables.Broker.TryGet(synonym, out var declared) && declared.Default is not null)
            .Select(synonym => new ConfigSynonym(synonym, ConfigTables.Broker[synonym].Default, ConfigSource.Default)));
        if (BrokerKeyNames.TryResolve(name, out var key) && key.IsToldAsDefaultWhenEqual)
        {
            found.RemoveAll(synonym => synonym.Source == ConfigSource.StaticBroker && synonym.Value == key.Default);
        }

        return [.. found.SkipWhile(synonym => synonym.Name != name)];

        void Add(ImmutableSortedDictionary<string, string> level, ConfigSource source)
        {
            foreach (var synonym in names)
            {
                if (level.TryGetValue(synonym, out var value))
                {
                    found.Add(new ConfigSynonym(synonym, value, source));
                }
            }
        }
    }

    private static bool IsWanted(IReadOnlyCollection<string>? wanted, string name) => wanted is null or { Count: 0 } || wanted.Contains(name);
}
