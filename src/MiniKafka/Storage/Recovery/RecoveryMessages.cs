using Microsoft.Extensions.Logging;

namespace MiniKafka.Storage.Recovery;

/// <summary>What is said about opening logs.</summary>
internal static partial class RecoveryMessages
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path}: cut from {OldSize} to {NewSize} bytes at offset {Offset}, because {Reason}.")]
    public static partial void SegmentCut(this ILogger logger, string path, long oldSize, long newSize, long offset, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path}: removed with {Size} bytes, because the log ends before it at offset {Offset}.")]
    public static partial void SegmentRemoved(this ILogger logger, string path, long size, long offset);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path}: indexes built again, because {Reason}.")]
    public static partial void IndexesRebuilt(this ILogger logger, string path, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Path}: the batch at byte {Position} (offset {Offset}) is damaged although it was flushed; it is kept, and readers will fail on it.")]
    public static partial void FlushedBatchDamaged(this ILogger logger, string path, long position, long offset);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Path}: a compaction that a crash interrupted was completed.")]
    public static partial void SwapCompleted(this ILogger logger, string path);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Directory}: recovered from offset {RecoveryPoint} to {LogEndOffset} in {Segments} segments.")]
    public static partial void LogRecovered(this ILogger logger, string directory, long recoveryPoint, long logEndOffset, int segments);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Directory}: the leader epochs could not be read from their file and were taken from the batches.")]
    public static partial void EpochsRebuilt(this ILogger logger, string directory);
}
