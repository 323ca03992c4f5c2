using MiniKafka.Model;

namespace MiniKafka.Storage;

/// <summary>
/// What became of an append. On success the offsets of the batch (of the stored one, when this was a repetition); otherwise
/// the code to answer with, and what to say about single records.
/// </summary>
internal readonly record struct LogAppendResult
{
    public ErrorCode Error { get; init; }

    public string? ErrorMessage { get; init; }

    /// <summary>Records at fault, by their place in the batch.</summary>
    public IReadOnlyList<RecordRejection> Rejections { get; init; }

    /// <summary>First offset; -1 when nothing was appended.</summary>
    public long BaseOffset { get; init; }

    public long LastOffset { get; init; }

    /// <summary>The leader's time, when it stamped the batch or knew it already; -1 otherwise.</summary>
    public long LogAppendTimeMs { get; init; }

    /// <summary>The log's first offset; -1 when the batch was refused before the log was looked at.</summary>
    public long LogStartOffset { get; init; }

    /// <summary>The batch had been appended before; nothing was written now.</summary>
    public bool IsDuplicate { get; init; }

    /// <summary>Somebody else holds a file: the same append may succeed soon.</summary>
    public bool IsHeld { get; init; }

    public bool IsSuccess => Error == ErrorCode.None;

    public static LogAppendResult Refused(ErrorCode error, long logStartOffset, string? message = null, IReadOnlyList<RecordRejection>? rejections = null) => new()
    {
        Error = error,
        ErrorMessage = message,
        Rejections = rejections ?? [],
        BaseOffset = -1,
        LastOffset = -1,
        LogAppendTimeMs = -1,
        LogStartOffset = logStartOffset,
    };
}

/// <summary>Why one record of a batch was refused.</summary>
internal readonly record struct RecordRejection(int BatchIndex, string Message);
