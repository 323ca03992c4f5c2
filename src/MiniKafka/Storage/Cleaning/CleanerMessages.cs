using Microsoft.Extensions.Logging;
using MiniKafka.Model;

namespace MiniKafka.Storage.Cleaning;

/// <summary>What is said about compaction.</summary>
internal static partial class CleanerMessages
{
    [LoggerMessage(LogEvents.LogCompacted, LogLevel.Information, "{Partition}: compacted up to offset {EndOffset}, from {OldBytes} to {NewBytes} bytes.")]
    public static partial void LogCompacted(this ILogger logger, TopicPartition partition, long endOffset, long oldBytes, long newBytes);

    [LoggerMessage(LogEvents.LogUncleanable, LogLevel.Error, "{Partition}: is not compacted any more until the broker starts again.")]
    public static partial void LogUncleanable(this ILogger logger, Exception error, TopicPartition partition);

    [LoggerMessage(LogEvents.CleaningAbandoned, LogLevel.Warning, "{Partition}: compaction was given up for now.")]
    public static partial void CleaningAbandoned(this ILogger logger, Exception error, TopicPartition partition);
}
