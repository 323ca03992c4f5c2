namespace MiniKafka.Client;

/// <summary>What is produced and consumed: key, value, headers and time.</summary>
/// <typeparam name="TKey">The type of keys.</typeparam>
/// <typeparam name="TValue">The type of values.</typeparam>
public sealed class Message<TKey, TValue>
{
    internal const long NoTimestamp = -1;

    /// <summary>The key; records with equal keys go to the same partition. It may be null where the type allows.</summary>
    public TKey Key { get; set; } = default!;

    /// <summary>The value; null, where the type allows, is a tombstone in compacted topics.</summary>
    public TValue Value { get; set; } = default!;

    /// <summary>Headers, if there are any.</summary>
    public Headers? Headers { get; set; }

    /// <summary>When it happened, to the millisecond. A message produced without a time gets the time of the call.</summary>
    public DateTimeOffset? Timestamp
    {
        get => TimestampMs < 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(TimestampMs);
        set => TimestampMs = value?.ToUnixTimeMilliseconds() ?? NoTimestamp;
    }

    /// <summary>The same in milliseconds since 1970; -1 when there is none.</summary>
    internal long TimestampMs { get; set; } = NoTimestamp;
}
