namespace MiniKafka.Client;

/// <summary>What is produced and consumed: key, value, headers and time.</summary>
/// <typeparam name="TKey">The type of keys.</typeparam>
/// <typeparam name="TValue">The type of values.</typeparam>
public sealed class Message<TKey, TValue>
{
    /// <summary>The key; records with equal keys go to the same partition. It may be null where the type allows.</summary>
    public TKey Key { get; set; } = default!;

    /// <summary>The value; null, where the type allows, is a tombstone in compacted topics.</summary>
    public TValue Value { get; set; } = default!;

    /// <summary>Headers, if there are any.</summary>
    public Headers? Headers { get; set; }

    /// <summary>
    /// When it happened, to the millisecond; null when there is no time. A message produced without a time gets the time of the call.
    /// A consumed time before year 1 or after year 9999 is shown as the nearest there is: <see cref="TimestampMs"/> tells it exactly.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is the last millisecond of 1969, which is how a record says that it has no time.</exception>
    public DateTimeOffset? Timestamp
    {
        get => RecordTime.Show(TimestampMs);
        set => TimestampMs = value is { } time ? RecordTime.Carry(time, nameof(value)) : RecordTime.None;
    }

    /// <summary>The same in milliseconds since 1970, negative before it; -1 when there is none.</summary>
    public long TimestampMs { get; set; } = RecordTime.None;
}
