namespace MiniKafka.Metadata.Control;

/// <summary>Rules for topic names.</summary>
internal static class TopicNames
{
    /// <summary>The topic of the metadata log itself, which clients neither see nor make.</summary>
    public const string ClusterMetadata = "__cluster_metadata";

    public const string ConsumerOffsets = "__consumer_offsets";

    public const string TransactionState = "__transaction_state";

    public const string ShareGroupState = "__share_group_state";

    private const int MaxLength = 249;

    public static bool IsInternal(string name) => name is ConsumerOffsets or TransactionState or ShareGroupState;

    /// <summary>What is wrong with a name; null when it may be used.</summary>
    public static string? Problem(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name switch
        {
            "" => "Topic name is invalid: the empty string is not allowed",
            "." or ".." => $"Topic name is invalid: '{name}' is not allowed",
            { Length: > MaxLength } => $"Topic name is invalid: the length of '{name}' is longer than the max allowed length {MaxLength}",
            _ when !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-') =>
                $"Topic name is invalid: '{name}' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'",
            _ => null,
        };
    }

    /// <summary>The form in which two names collide: metrics cannot tell dots from underscores.</summary>
    public static string CollisionForm(string name) => name.Replace('.', '_');

    public static bool CanCollide(string name) => name.AsSpan().IndexOfAny('.', '_') >= 0;
}
