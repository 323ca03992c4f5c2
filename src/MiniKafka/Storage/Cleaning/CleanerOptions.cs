namespace MiniKafka.Storage.Cleaning;

/// <summary>How much the cleaner may take of the machine; the defaults are Kafka's.</summary>
internal sealed record CleanerOptions
{
    public bool IsEnabled { get; init; } = true;

    /// <summary>Memory for the keys of one round.</summary>
    public long DedupeBufferBytes { get; init; } = 128 * 1024 * 1024;

    /// <summary>Part of that memory that may be filled.</summary>
    public double DedupeLoadFactor { get; init; } = 0.9;

    /// <summary>Bytes read and written per second, over all logs; infinite for no limit.</summary>
    public double MaxBytesPerSecond { get; init; } = double.MaxValue;

    /// <summary>How long to wait when nothing was to be done.</summary>
    public TimeSpan Backoff { get; init; } = TimeSpan.FromSeconds(15);
}
