namespace MiniKafka.Storage.Recovery;

/// <summary>What is known about a log before its directory is read: the last owner's checkpoints and how it ended.</summary>
internal sealed record LogOpening(string Directory)
{
    /// <summary>The last owner closed the log: nothing needs to be scanned.</summary>
    public bool WasCleanShutdown { get; init; }

    /// <summary>Everything below was flushed.</summary>
    public long RecoveryPoint { get; init; }

    public long LogStartOffset { get; init; }

    public long HighWatermark { get; init; }

    /// <summary>How far the cleaner came: only below may offsets be missing between segments.</summary>
    public long CleanedOffset { get; init; }

    /// <summary>
    /// Files that were written while opening and have to be durable before the recovery point passes their segments, those of earlier tries that
    /// the medium refused among them.
    /// </summary>
    public List<string> Written { get; init; } = [];

    /// <summary>What must not be cut off; null for logs that recovery may cut anywhere. A guarded log is checked as a whole at every start.</summary>
    public CommittedGuard? Guard { get; init; }
}
