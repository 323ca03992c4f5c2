namespace MiniKafka.Records.Validation;

/// <summary>What a topic asks of the batches that clients produce to it. Immutable; one per topic, kept while its settings last.</summary>
internal sealed record BatchRules
{
    /// <summary>Without limits, for a topic with default settings.</summary>
    public static BatchRules Default { get; } = new();

    /// <summary>The largest batch, header included (max.message.bytes).</summary>
    public int MaxBatchBytes { get; init; } = int.MaxValue;

    /// <summary>Whose clock the stored timestamps come from (message.timestamp.type).</summary>
    public TimestampType TimestampType { get; init; } = TimestampType.CreateTime;

    /// <summary>How old a record's timestamp may be (message.timestamp.before.max.ms).</summary>
    public long TimestampBeforeMaxMs { get; init; } = long.MaxValue;

    /// <summary>How far ahead of the broker's clock a record's timestamp may be (message.timestamp.after.max.ms).</summary>
    public long TimestampAfterMaxMs { get; init; } = long.MaxValue;

    /// <summary>Whether each record needs a key, as on a compacted topic.</summary>
    public bool RequiresKeys { get; init; }

    /// <summary>The most bytes the records of a compressed batch may expand to.</summary>
    public int MaxDecompressedBytes { get; init; } = BatchRecords.DefaultMaxBytes;
}
