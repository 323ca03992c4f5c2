using System.Globalization;

namespace MiniKafka.Configuration.Definitions;

/// <summary>The text forms of configuration values: how each type is read, checked and shown.</summary>
internal static class ConfigText
{
    private const double LeastWithoutExponent = 1e-3;
    private const double LeastWithExponent = 1e7;

    /// <summary>With so many decimals of the mantissa every number can be told from its neighbours.</summary>
    private const int MostDecimals = 16;

    /// <summary>Why the text is no value of the type; null when it is one.</summary>
    public static string? TypeProblem(ConfigType type, string text)
    {
        var trimmed = text.AsSpan().Trim();
        return type switch
        {
            ConfigType.Boolean when !bool.TryParse(trimmed, out _) => "Expected value to be either true or false",
            ConfigType.Int when !int.TryParse(trimmed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) => "Not a number of type INT",
            ConfigType.Short when !short.TryParse(trimmed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) => "Not a number of type SHORT",
            ConfigType.Long when !long.TryParse(trimmed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) => "Not a number of type LONG",
            ConfigType.Double when !double.TryParse(trimmed, NumberStyles.Float, CultureInfo.InvariantCulture, out _) => "Not a number of type DOUBLE",
            _ => null,
        };
    }

    /// <summary>The elements of a list: separated by commas, without the blanks around them; none for an empty text.</summary>
    public static IReadOnlyList<string> SplitList(string text)
    {
        var trimmed = text.Trim();
        return trimmed.Length == 0 ? [] : trimmed.Split(',', StringSplitOptions.TrimEntries);
    }

    /// <summary>The form in which a value is shown: trimmed, numbers without a plus sign and with a fraction if they can have one, lists without blanks.</summary>
    public static string Normalize(ConfigType type, string text) => type switch
    {
        ConfigType.Boolean => bool.Parse(text) ? "true" : "false",
        ConfigType.Int or ConfigType.Short or ConfigType.Long => ParseLong(text).ToString(CultureInfo.InvariantCulture),
        ConfigType.Double => Show(ParseDouble(text)),
        ConfigType.List => string.Join(',', SplitList(text)),
        ConfigType.Password => text,
        _ => text.Trim(),
    };

    public static long ParseLong(string text) => long.Parse(text.AsSpan().Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    public static double ParseDouble(string text) => double.Parse(text.AsSpan().Trim(), NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>A number as Java shows it: with a fraction always, and with an exponent when it is very small or large.</summary>
    private static string Show(double number) => Math.Abs(number) switch
    {
        0 => "0.0",
        >= LeastWithoutExponent and < LeastWithExponent => number.ToString("R", CultureInfo.InvariantCulture) is var text && text.Contains('.') ? text : $"{text}.0",
        var size when double.IsFinite(size) => ShowWithExponent(number),
        _ => number.ToString(CultureInfo.InvariantCulture),
    };

    private static string ShowWithExponent(double number)
    {
        var shortest = Enumerable.Range(1, MostDecimals)
            .Select(decimals => number.ToString($"E{decimals}", CultureInfo.InvariantCulture))
            .First(text => ParseDouble(text).Equals(number));
        var at = shortest.IndexOf('E', StringComparison.Ordinal);
        return string.Create(CultureInfo.InvariantCulture, $"{shortest[..at]}E{int.Parse(shortest[(at + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)}");
    }

    /// <summary>The values a type has, for the reference.</summary>
    public static string Describe(ConfigType type) => type switch
    {
        ConfigType.Boolean => "true or false",
        ConfigType.Int => "a whole number of 32 bits",
        ConfigType.Short => "a whole number of 16 bits",
        ConfigType.Long => "a whole number of 64 bits",
        ConfigType.Double => "a number",
        ConfigType.List => "a list, separated by commas",
        ConfigType.Class => "a class name",
        ConfigType.Password => "a secret",
        _ => "a text",
    };
}
