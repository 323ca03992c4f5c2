using MiniKafka.Model;

namespace MiniKafka.Configuration.Definitions;

/// <summary>
/// One configuration key, declared once: parsing, validation, DescribeConfigs and the reference all come from it.
/// </summary>
/// <param name="Name">Kafka's name, such as <c>log.retention.ms</c>.</param>
/// <param name="Type">Type of the value.</param>
/// <param name="Default">The default in the text form of DescribeConfigs; null when there is none.</param>
internal sealed record ConfigKey(string Name, ConfigType Type, string? Default)
{
    /// <summary>Values that are allowed beyond what the type says; null allows all.</summary>
    public ConfigRange? Range { get; init; }

    public string Documentation { get; init; } = "";

    public ConfigUpdateMode UpdateMode { get; init; } = ConfigUpdateMode.ReadOnly;

    /// <summary>Why the key is known but changes nothing here; null when it has its effect.</summary>
    public string? WithoutEffectBecause { get; init; }

    /// <summary>Why a start with another value than the default fails; null when it does not.</summary>
    public string? RefusedBecause { get; init; }

    /// <summary>False when the key is known but changes nothing here.</summary>
    public bool HasEffect => WithoutEffectBecause is null && RefusedBecause is null;

    /// <summary>The documentation, with the reason why the key does nothing where it does not.</summary>
    public string Explanation =>
        WithoutEffectBecause is { } idle ? $"{Documentation} Without effect here: {idle}"
        : RefusedBecause is { } refused ? $"{Documentation} Another value than the default fails the start here: {refused}"
        : Documentation;

    /// <summary>True when only the value given at the start counts: a change while the broker runs, which Kafka allows, is kept and described but does nothing.</summary>
    public bool IsFixedAtStart { get; init; }

    /// <summary>False when DescribeConfigs leaves the key out as long as it is not set.</summary>
    public bool IsListed { get; init; } = true;

    /// <summary>True when DescribeConfigs calls a static value that equals the default a default, as Apache Kafka was seen to do for this key.</summary>
    public bool IsToldAsDefaultWhenEqual { get; init; }

    /// <summary>The broker key whose value is this key's default (topic and group keys).</summary>
    public string? BrokerKey { get; init; }

    /// <summary>What is wrong with a value, as a sentence that names key, value and what is allowed; null when it is fine.</summary>
    public string? Check(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (ConfigText.TypeProblem(Type, value) is { } problem)
        {
            return Sentence(value, problem);
        }

        return Range?.Problem(this, ConfigText.Normalize(Type, value)) switch
        {
            null => null,
            { IsWholeSentence: true } whole => whole.Text,
            { } partial => Sentence(partial.Value ?? value, partial.Text),
        };
    }

    /// <summary>True when a value says something else than the default.</summary>
    public bool Differs(string value) => Default is null ? value.Length > 0 : Normalize(value) != Default;

    /// <summary>The value in the form in which DescribeConfigs shows it.</summary>
    public string Normalize(string value) => Range is WordListRange { MayRepeat: true }
        ? string.Join(',', ConfigText.SplitList(value).Distinct(StringComparer.Ordinal))
        : ConfigText.Normalize(Type, value);

    /// <summary>What may be given, for messages and the reference.</summary>
    public string AllowedValues => Range?.Description ?? ConfigText.Describe(Type);

    private string Sentence(string value, string problem) =>
        $"Invalid value {Secrecy.InSentence(this, value)} for configuration {Name}: {problem}";
}
