namespace MiniKafka.Configuration.Definitions;

/// <summary>
/// Decides which values are secret, for all who show them: descriptions, logs, errors. Passwords are, and so is what is given under a name
/// that is not known, since nobody can tell what it is for.
/// </summary>
internal static class Secrecy
{
    private const string Hidden = "[hidden]";

    /// <param name="key">The declared key of a name; null when the name is not known.</param>
    public static bool IsSecret(ConfigKey? key) => key is null or { Type: ConfigType.Password };

    /// <summary>A value as it may stand in a description: null when it is secret.</summary>
    public static string? Described(ConfigKey? key, string? value) => IsSecret(key) ? null : value;

    /// <summary>A value as it may stand in a sentence.</summary>
    public static string InSentence(ConfigKey? key, string value) => IsSecret(key) ? Hidden : value;
}
