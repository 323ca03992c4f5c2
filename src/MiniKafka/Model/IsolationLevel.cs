namespace MiniKafka.Model;

/// <summary>Which records of transactions a reader sees.</summary>
public enum IsolationLevel
{
    /// <summary>Everything below the high watermark.</summary>
    ReadUncommitted = 0,

    /// <summary>Only what lies below the last stable offset, without the records of aborted transactions.</summary>
    ReadCommitted = 1,
}
