using Microsoft.Extensions.Logging;
using MiniKafka.Model;

namespace MiniKafka.Storage.Recovery;

/// <summary>What is said about opening logs.</summary>
internal static partial class RecoveryMessages
{
    [LoggerMessage(
        LogEvents.LogCut,
        LogLevel.Warning,
        "{Path}: cut from {OldSize} to {NewSize} bytes at offset {Offset}, because {Reason}; with it went everything up to offset {LastOffset}, as far as can be told, and {Segments} later segments of {Bytes} bytes.")]
    public static partial void LogCut(this ILogger logger, string path, long oldSize, long newSize, long offset, string reason, long lastOffset, int segments, long bytes);

    [LoggerMessage(LogEvents.SegmentMissing, LogLevel.Warning, "{Directory}: no file holds the offsets {First} to {Last}, as if a segment had been taken away; what comes before and after them is kept.")]
    public static partial void SegmentMissing(this ILogger logger, string directory, long first, long last);

    [LoggerMessage(LogEvents.FlushedRecordsMissing, LogLevel.Warning, "{Directory}: the log ends at offset {LogEndOffset}, although everything before {RecoveryPoint} had been flushed: what is between them is gone, and was not cut off here.")]
    public static partial void FlushedRecordsMissing(this ILogger logger, string directory, long logEndOffset, long recoveryPoint);

    [LoggerMessage(LogEvents.LogBelowItsStart, LogLevel.Warning, "{Directory}: the log ends at offset {LogEndOffset}, before {LogStartOffset} where it begins since records were deleted: all of it is removed, and it goes on from there.")]
    public static partial void LogBelowItsStart(this ILogger logger, string directory, long logEndOffset, long logStartOffset);

    [LoggerMessage(LogEvents.FlushedBatchDamaged, LogLevel.Error, "{Path}: the batch at byte {Position} (offset {Offset}) is damaged although it was flushed; it is kept, and readers will fail on it.")]
    public static partial void FlushedBatchDamaged(this ILogger logger, string path, long position, long offset);

    [LoggerMessage(LogEvents.SwapCompleted, LogLevel.Information, "{Path}: a compaction that a crash interrupted was completed.")]
    public static partial void SwapCompleted(this ILogger logger, string path);

    [LoggerMessage(LogEvents.LogRecovered, LogLevel.Information, "{Directory}: recovered from offset {RecoveryPoint} to {LogEndOffset} in {Segments} segments.")]
    public static partial void LogRecovered(this ILogger logger, string directory, long recoveryPoint, long logEndOffset, int segments);

    [LoggerMessage(LogEvents.EpochsRebuilt, LogLevel.Warning, "{Directory}: the leader epochs could not be read from their file and were taken from the batches.")]
    public static partial void EpochsRebuilt(this ILogger logger, string directory);
}
