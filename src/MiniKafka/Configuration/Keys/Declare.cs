using System.Globalization;
using System.Text.RegularExpressions;
using MiniKafka.Configuration.Definitions;

namespace MiniKafka.Configuration.Keys;

/// <summary>The words in which keys are declared: a type with name and default, followed by what is special about the key.</summary>
internal static partial class Declare
{
    public static ConfigKey Boolean(string name, bool defaultValue) => new(name, ConfigType.Boolean, defaultValue ? "true" : "false");

    public static ConfigKey Int(string name, int? defaultValue) => new(name, ConfigType.Int, Text(defaultValue));

    public static ConfigKey Short(string name, short? defaultValue) => new(name, ConfigType.Short, Text(defaultValue));

    public static ConfigKey Long(string name, long? defaultValue) => new(name, ConfigType.Long, Text(defaultValue));

    /// <summary>The default is given as text, since it is shown the way Java writes numbers.</summary>
    public static ConfigKey Double(string name, string? defaultValue) => new(name, ConfigType.Double, defaultValue);

    public static ConfigKey String(string name, string? defaultValue) => new(name, ConfigType.String, defaultValue);

    public static ConfigKey List(string name, string? defaultValue) => new(name, ConfigType.List, defaultValue);

    public static ConfigKey Class(string name, string? defaultValue) => new(name, ConfigType.Class, defaultValue);

    public static ConfigKey Password(string name, string? defaultValue) => new(name, ConfigType.Password, defaultValue);

    public static ConfigKey AtLeast(this ConfigKey key, double minimum) => key with { Range = new NumberRange(minimum, null) };

    public static ConfigKey Between(this ConfigKey key, double minimum, double maximum) => key with { Range = new NumberRange(minimum, maximum) };

    public static ConfigKey GzipLevel(this ConfigKey key) => key with { Range = new NumberRange(1, 9, OrMinusOne: true) };

    public static ConfigKey OneOf(this ConfigKey key, params string[] words) => key with { Range = new WordRange(words) };

    public static ConfigKey OneOfIgnoringCase(this ConfigKey key, params string[] words) => key with { Range = new WordRange(words, IgnoreCase: true) };

    public static ConfigKey ListOf(this ConfigKey key, params string[] words) => key with { Range = new WordListRange(words) };

    /// <summary>What stands twice in the list counts once.</summary>
    public static ConfigKey Repeatable(this ConfigKey key) => key with { Range = ((WordListRange)key.Range!) with { MayRepeat = true } };

    /// <summary>A list in which nothing stands twice.</summary>
    public static ConfigKey Distinct(this ConfigKey key, bool mayBeEmpty = true) => key with { Range = new WordListRange(null, mayBeEmpty) };

    public static ConfigKey ThrottledReplicas(this ConfigKey key) =>
        key with { Range = new ThrottledReplicaRange(ThrottledReplicaList()) };

    public static ConfigKey ConnectionOverrides(this ConfigKey key) =>
        key with { Range = new PatternRange(HostsWithCounts(), "a list of host:count, separated by commas") };

    public static ConfigKey Addresses(this ConfigKey key) =>
        key with { Range = new EntryRange(entry => ListenerAddress.TryParse(entry, out _), "a list of NAME://host:port, separated by commas") };

    public static ConfigKey VoterAddresses(this ConfigKey key) =>
        key with { Range = new EntryRange(entry => VoterAddress.TryParse(entry, out _), "a list of id@host:port, separated by commas") };

    public static ConfigKey ListenerProtocols(this ConfigKey key) =>
        key with { Range = new PatternRange(NamesWithProtocols(), "a list of NAME:PROTOCOL, separated by commas, of the protocols PLAINTEXT, SSL, SASL_PLAINTEXT and SASL_SSL") };

    public static ConfigKey OffsetReset(this ConfigKey key) =>
        key with { Range = new PatternRange(ResetStrategy(), "either 'earliest', 'latest' or of the format 'by_duration:<PnDTnHnMn.nS>'") };

    public static ConfigKey ConsumerOffsetReset(this ConfigKey key) =>
        key with { Range = new PatternRange(ConsumerResetStrategy(), "either 'earliest', 'latest', 'none' or of the format 'by_duration:<PnDTnHnMn.nS>'") };

    public static ConfigKey PerBroker(this ConfigKey key) => key with { UpdateMode = ConfigUpdateMode.PerBroker };

    public static ConfigKey ClusterWide(this ConfigKey key) => key with { UpdateMode = ConfigUpdateMode.ClusterWide };

    /// <summary>Known, but it changes nothing here.</summary>
    public static ConfigKey WithoutEffect(this ConfigKey key, string because) => key with { WithoutEffectBecause = because };

    /// <summary>Known, but what it asks for is not served, and to go on without would do harm: another value than the default fails the start.</summary>
    public static ConfigKey Refused(this ConfigKey key, string because) => key with { RefusedBecause = because };

    /// <summary>Read at the start alone.</summary>
    public static ConfigKey FixedAtStart(this ConfigKey key) => key with { IsFixedAtStart = true };

    /// <summary>Known, but listed only when it is set.</summary>
    public static ConfigKey Unlisted(this ConfigKey key) => key with { IsListed = false };

    /// <summary>A start that gives just the default is not told apart from one that gives nothing.</summary>
    public static ConfigKey ToldAsDefaultWhenEqual(this ConfigKey key) => key with { IsToldAsDefaultWhenEqual = true };

    /// <summary>The broker key that gives the default.</summary>
    public static ConfigKey From(this ConfigKey key, string brokerKey) => key with { BrokerKey = brokerKey };

    public static ConfigKey Means(this ConfigKey key, string documentation) => key with { Documentation = documentation };

    private static string? Text(long? value) => value?.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(\*|([0-9]+:[0-9]+)?(,[0-9]+:[0-9]+)*)$")]
    private static partial Regex ThrottledReplicaList();

    [GeneratedRegex(@"^\s*([^,\s]+:[0-9]{1,9}\s*(,\s*[^,\s]+:[0-9]{1,9}\s*)*)?$")]
    private static partial Regex HostsWithCounts();

    [GeneratedRegex(@"^\s*([^,:\s]+\s*:\s*(?i:PLAINTEXT|SSL|SASL_PLAINTEXT|SASL_SSL)\s*(,\s*[^,:\s]+\s*:\s*(?i:PLAINTEXT|SSL|SASL_PLAINTEXT|SASL_SSL)\s*)*)?$")]
    private static partial Regex NamesWithProtocols();

    [GeneratedRegex(@"^(earliest|latest|by_duration:(?i:P(?=.)([0-9]+D)?(T(?=.)([0-9]+H)?([0-9]+M)?([0-9]+(\.[0-9]+)?S)?)?))$")]
    private static partial Regex ResetStrategy();

    [GeneratedRegex(@"^(earliest|latest|none|by_duration:(?i:P(?=.)([0-9]+D)?(T(?=.)([0-9]+H)?([0-9]+M)?([0-9]+(\.[0-9]+)?S)?)?))$")]
    private static partial Regex ConsumerResetStrategy();
}
