using MiniKafka.Model;
using MiniKafka.Runtime.Buffers;
using MiniKafka.Storage.Producers;

namespace MiniKafka.Storage.Logs;

/// <summary>How far a reader may see.</summary>
internal enum LogReadBound
{
    /// <summary>Consumers: what is replicated.</summary>
    HighWatermark,

    /// <summary>Consumers of committed records: what is decided.</summary>
    LastStableOffset,

    /// <summary>Followers: everything.</summary>
    LogEnd,
}

/// <summary>
/// Bytes read from a log. The first batch contains the asked offset and may begin before it; the last one may be cut. The
/// caller owns one hold on the bytes.
/// </summary>
internal readonly record struct LogReadResult
{
    public ErrorCode Error { get; init; }

    public SharedBytes Records { get; init; }

    public long HighWatermark { get; init; }

    public long LastStableOffset { get; init; }

    public long LogStartOffset { get; init; }

    public long LogEndOffset { get; init; }

    /// <summary>For <see cref="LogReadBound.LastStableOffset"/> the aborted transactions in the bytes; null otherwise.</summary>
    public IReadOnlyList<AbortedTransaction>? AbortedTransactions { get; init; }
}
