namespace MiniKafka.Client;

/// <summary>Where to begin in a partition without a committed offset, or when the offset no longer exists.</summary>
public enum AutoOffsetReset
{
    /// <summary>Behind the newest record.</summary>
    Latest,

    /// <summary>At the oldest record that is kept.</summary>
    Earliest,

    /// <summary>Fail, so that the application decides.</summary>
    None,
}
