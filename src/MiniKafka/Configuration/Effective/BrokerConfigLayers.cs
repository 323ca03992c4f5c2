using System.Collections.Immutable;
using MiniKafka.Configuration.Definitions;
using MiniKafka.Model;

namespace MiniKafka.Configuration.Effective;

/// <summary>
/// What is configured for one broker, level by level: what was changed for this broker, what was changed for all brokers,
/// what its start gave or turned out to be the case, the defaults. Immutable; a change makes new layers.
/// </summary>
internal sealed class BrokerConfigLayers
{
    private static readonly ImmutableSortedDictionary<string, string> Nothing = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    private BrokerConfigLayers(
        ImmutableSortedDictionary<string, string> given,
        ImmutableSortedDictionary<string, string> fixedValues,
        ImmutableSortedDictionary<string, string> ofAllBrokers,
        ImmutableSortedDictionary<string, string> ofThisBroker)
    {
        Given = given;
        Static = fixedValues;
        DynamicDefault = ofAllBrokers;
        Dynamic = ofThisBroker;
        Config = new BrokerConfig(new ConfigReader(ConfigTables.Broker, Effective));
    }

    /// <summary>Given at the start, as in server.properties.</summary>
    public ImmutableSortedDictionary<string, string> Given { get; }

    /// <summary>What holds since the start: what was given, and what turned out to be the case, such as the ports that were bound.</summary>
    public ImmutableSortedDictionary<string, string> Static { get; }

    /// <summary>Changed while running, for all brokers.</summary>
    public ImmutableSortedDictionary<string, string> DynamicDefault { get; }

    /// <summary>Changed while running, for this broker.</summary>
    public ImmutableSortedDictionary<string, string> Dynamic { get; }

    /// <summary>The effective values of the keys that have an effect.</summary>
    public BrokerConfig Config { get; }

    /// <summary>One sentence for each key that was set to something else than its default but has no effect.</summary>
    public IReadOnlyList<string> Warnings => [.. Given.Select(pair => Warning(pair.Key, pair.Value)).OfType<string>()];

    /// <summary>One sentence for each key that was changed since and has no effect, or none any more once the broker runs.</summary>
    public IReadOnlyList<string> WarningsSince(BrokerConfigLayers before) =>
    [
        .. DynamicDefault.Except(before.DynamicDefault).Concat(Dynamic.Except(before.Dynamic))
            .Select(pair => Warning(pair.Key, pair.Value) ?? LateWarning(pair.Key, pair.Value)).OfType<string>(),
    ];

    /// <summary>Checks and takes the properties given at the start.</summary>
    /// <exception cref="KafkaException">A key is unknown, a value is wrong or values contradict each other; the message names them and what is allowed.</exception>
    public static BrokerConfigLayers FromProperties(IEnumerable<KeyValuePair<string, string>> properties)
    {
        ArgumentNullException.ThrowIfNull(properties);
        var values = Nothing.SetItems(properties);
        foreach (var (name, value) in values)
        {
            if ((GivenKeys.Problem(ConfigTables.Broker, name, value) ?? Refusal(name, value)) is { } problem)
            {
                throw new KafkaException(ErrorCode.InvalidConfig, problem);
            }
        }

        var layers = new BrokerConfigLayers(values, values, Nothing, Nothing);
        return ConfigCombinations.Contradiction(layers) is { } contradiction
            ? throw new KafkaException(ErrorCode.InvalidConfig, contradiction)
            : layers;
    }

    /// <summary>The same with what turned out to be the case at the start, whatever was given.</summary>
    public BrokerConfigLayers WithFacts(IEnumerable<KeyValuePair<string, string>> facts) => new(Given, Static.SetItems(facts), DynamicDefault, Dynamic);

    /// <summary>The same start with other dynamic values. Values that are not valid are left out, as are keys that cannot change.</summary>
    public BrokerConfigLayers WithDynamic(
        IEnumerable<KeyValuePair<string, string>> ofAllBrokers,
        IEnumerable<KeyValuePair<string, string>> ofThisBroker) =>
        new(Given, Static, Nothing.SetItems(ofAllBrokers.Where(IsUsable)), Nothing.SetItems(ofThisBroker.Where(IsUsable)));

    /// <summary>The value of a key given by this very name, or its default; null when there is neither.</summary>
    public string? Effective(string name) =>
        Dynamic.TryGetValue(name, out var value) || DynamicDefault.TryGetValue(name, out value) || Static.TryGetValue(name, out value)
            ? value
            : ConfigTables.Broker.TryGet(name, out var key) ? key.Default : null;

    private static string? Refusal(string name, string value) => BrokerKeyNames.TryResolve(name, out var key) && key.RefusedBecause is { } because && key.Differs(value)
        ? $"The configuration key '{name}' cannot be given: it was set to '{Secrecy.InSentence(key, value)}'. {because} Leave it out."
        : null;

    private static string? Warning(string name, string value)
    {
        if (!BrokerKeyNames.TryResolve(name, out var key) || !key.Differs(value))
        {
            return null;
        }

        var because = key.WithoutEffectBecause ?? key.RefusedBecause ?? (BrokerKeyNames.IsOfListener(name) ? $"Listeners have no values of their own: {key.Name} counts for all." : null);
        return because is null ? null : $"The configuration key '{name}' has no effect here; it was set to '{Secrecy.InSentence(key, value)}'. {because}";
    }

    private static string? LateWarning(string name, string value) => BrokerKeyNames.TryResolve(name, out var key) && key.IsFixedAtStart
        ? $"The configuration key '{name}' has an effect only when it is given at the start; it was changed to '{Secrecy.InSentence(key, value)}' while the broker runs."
        : null;

    private static bool IsUsable(KeyValuePair<string, string> pair) =>
        !BrokerKeyNames.TryResolve(pair.Key, out var key) || (key.UpdateMode != ConfigUpdateMode.ReadOnly && key.Check(pair.Value) is null);
}
