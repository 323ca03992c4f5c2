using System.Globalization;
using System.Text.RegularExpressions;

namespace MiniKafka.Configuration.Definitions;

/// <summary>What is wrong with a value: the rest of a sentence that begins with the value, or a whole sentence of its own.</summary>
/// <param name="Text">The words.</param>
/// <param name="Value">The part of the value that is wrong, when it is not all of it.</param>
/// <param name="IsWholeSentence">True when the text names the key itself.</param>
internal sealed record RangeProblem(string Text, string? Value = null, bool IsWholeSentence = false);

/// <summary>The values a key allows beyond its type.</summary>
internal abstract record ConfigRange
{
    /// <summary>For messages and the reference: "at least 1", "one of ...".</summary>
    public abstract string Description { get; }

    /// <summary>What is wrong with a value of the right type; null when it is fine.</summary>
    public abstract RangeProblem? Problem(ConfigKey key, string value);
}

/// <summary>Numbers from a lower bound, up to an upper bound if there is one.</summary>
internal sealed record NumberRange(double Minimum, double? Maximum, bool OrMinusOne = false) : ConfigRange
{
    public override string Description => (Maximum, OrMinusOne) switch
    {
        (null, _) => string.Create(CultureInfo.InvariantCulture, $"at least {Minimum}"),
        (_, false) => string.Create(CultureInfo.InvariantCulture, $"{Minimum} to {Maximum}"),
        (_, true) => string.Create(CultureInfo.InvariantCulture, $"{Minimum} to {Maximum} or -1"),
    };

    public override RangeProblem? Problem(ConfigKey key, string value)
    {
        var number = ConfigText.ParseDouble(value);
        if (OrMinusOne)
        {
            return number == -1 || (number >= Minimum && number <= Maximum)
                ? null
                : new RangeProblem(string.Create(CultureInfo.InvariantCulture, $"Value must be between {Minimum} and {Maximum} or equal to -1"));
        }

        return number < Minimum ? new RangeProblem(string.Create(CultureInfo.InvariantCulture, $"Value must be at least {Minimum}"))
            : number > Maximum ? new RangeProblem(string.Create(CultureInfo.InvariantCulture, $"Value must be no more than {Maximum}"))
            : null;
    }
}

/// <summary>One of a few words.</summary>
internal sealed record WordRange(IReadOnlyList<string> Words, bool IgnoreCase = false) : ConfigRange
{
    public override string Description => $"one of {string.Join(", ", Words)}";

    public override RangeProblem? Problem(ConfigKey key, string value) =>
        Words.Contains(value, IgnoreCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal)
            ? null
            : new RangeProblem($"String must be one of: {string.Join(", ", Words)}");
}

/// <summary>A list of some of a few words, or of any words. A word that stands twice is a mistake, or counts once.</summary>
internal sealed record WordListRange(IReadOnlyList<string>? Words, bool MayBeEmpty = true, bool MayRepeat = false) : ConfigRange
{
    public override string Description =>
        $"{(Words is null ? "words" : $"any of {string.Join(", ", Words)}")}, {(MayRepeat ? "repetitions count once" : "each at most once")}{(MayBeEmpty ? "" : " and at least one")}";

    public override RangeProblem? Problem(ConfigKey key, string value)
    {
        var words = ConfigText.SplitList(value);
        if (words.Count == 0 && !MayBeEmpty)
        {
            return new RangeProblem($"Configuration '{key.Name}' must not be empty.", IsWholeSentence: true);
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var word in words)
        {
            if (word.Length == 0)
            {
                return new RangeProblem($"Configuration '{key.Name}' values must not be empty.", IsWholeSentence: true);
            }

            if (Words is not null && !Words.Contains(word))
            {
                return new RangeProblem($"String must be one of: {string.Join(", ", Words)}", word);
            }

            if (!seen.Add(word) && !MayRepeat)
            {
                return new RangeProblem($"Configuration '{key.Name}' values must not be duplicated.", IsWholeSentence: true);
            }
        }

        return null;
    }
}

/// <summary>A text of a certain form.</summary>
internal sealed record PatternRange(Regex Pattern, string Form) : ConfigRange
{
    public override string Description => Form;

    public override RangeProblem? Problem(ConfigKey key, string value) =>
        Pattern.IsMatch(value) ? null : new RangeProblem($"The value must be {Form}.");
}

/// <summary>Replicas whose replication is throttled: all, or a list.</summary>
internal sealed record ThrottledReplicaRange(Regex Pattern) : ConfigRange
{
    public override string Description => "the literal '*' or a list of replicas in the following format: [partitionId]:[brokerId],[partitionId]:[brokerId],...";

    public override RangeProblem? Problem(ConfigKey key, string value) =>
        Pattern.IsMatch(value) ? null : new RangeProblem($"{key.Name} must be {Description}", $"[{string.Join(", ", ConfigText.SplitList(value))}]");
}

/// <summary>A list of entries of a certain form.</summary>
internal sealed record EntryRange(Func<string, bool> IsOfForm, string Form) : ConfigRange
{
    public override string Description => Form;

    public override RangeProblem? Problem(ConfigKey key, string value) =>
        ConfigText.SplitList(value).FirstOrDefault(entry => !IsOfForm(entry)) is { } other ? new RangeProblem($"The value must be {Form}.", other) : null;
}
