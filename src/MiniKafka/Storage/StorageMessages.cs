using Microsoft.Extensions.Logging;
using MiniKafka.Model;

namespace MiniKafka.Storage;

/// <summary>What is said about log directories, and about logs at any time.</summary>
internal static partial class StorageMessages
{
    [LoggerMessage(LogEvents.DirectoryFailed, LogLevel.Error, "The log directory {Directory} failed and is out of service until the broker starts again; its {Partitions} partitions are offline.")]
    public static partial void DirectoryFailed(this ILogger logger, Exception error, string directory, int partitions);

    [LoggerMessage(LogEvents.DirectoryFull, LogLevel.Warning, "No space is left in the log directory {Directory}: what is produced to its partitions is refused with KAFKA_STORAGE_ERROR until there is. Warned of once.")]
    public static partial void DirectoryFull(this ILogger logger, string directory);

    [LoggerMessage(LogEvents.DirectoryHasRoom, LogLevel.Information, "There is room again in the log directory {Directory}; {Refused} writes were refused meanwhile.")]
    public static partial void DirectoryHasRoom(this ILogger logger, string directory, long refused);

    [LoggerMessage(LogEvents.SpaceFull, LogLevel.Warning, "The {Medium} for logs is full: they hold {Held} bytes, followers will copy {Promised} more, and {Option} is {Most}. What clients produce is refused with KAFKA_STORAGE_ERROR until topics or records are deleted or expire. Warned of once.")]
    public static partial void SpaceFull(this ILogger logger, string medium, long held, long promised, string option, long most);

    [LoggerMessage(LogEvents.SpaceIsFree, LogLevel.Information, "There is room again in the {Medium} for logs: they hold {Held} of {Most} bytes; {Refused} batches were refused meanwhile.")]
    public static partial void SpaceIsFree(this ILogger logger, string medium, long held, long most, long refused);

    [LoggerMessage(LogEvents.UncleanStart, LogLevel.Warning, "The log directory {Directory} was not closed by its last owner: its logs are checked from their recovery points on.")]
    public static partial void UncleanStart(this ILogger logger, string directory);

    [LoggerMessage(LogEvents.CheckpointLost, LogLevel.Warning, "{Path} cannot be read as a checkpoint and is taken as empty.")]
    public static partial void CheckpointLost(this ILogger logger, string path);

    [LoggerMessage(LogEvents.StrayPartition, LogLevel.Warning, "{Path} belongs to the topic id {Found}, not {Wanted}, as if it came from elsewhere or the cluster's metadata were older: it is put aside.")]
    public static partial void StrayPartition(this ILogger logger, string path, Uuid? found, Uuid wanted);

    [LoggerMessage(LogEvents.PartitionTwice, LogLevel.Warning, "{Partition} is in two log directories: it lives in {Path}, where its log came further, and the one in {Other} is put aside.")]
    public static partial void PartitionTwice(this ILogger logger, TopicPartition partition, string path, string other);

    [LoggerMessage(LogEvents.StraySetAside, LogLevel.Warning, "{Partition} is not served from this directory as far as the cluster knows: the files are kept in {Path}.")]
    public static partial void StraySetAside(this ILogger logger, TopicPartition partition, string path);

    [LoggerMessage(LogEvents.RecoveryPutOff, LogLevel.Warning, "{Path} is not recovered yet: there is no room for its indexes. It is tried again when somebody asks for it.")]
    public static partial void RecoveryPutOff(this ILogger logger, Exception error, string path);

    [LoggerMessage(LogEvents.PartitionPutOff, LogLevel.Warning, "{Partition} has no log yet: its log directory has no room, or another program holds a file of it. It is tried again.")]
    public static partial void PartitionPutOff(this ILogger logger, Exception error, TopicPartition partition);

    [LoggerMessage(LogEvents.FilesTaken, LogLevel.Error, "{Partition} has no log: its files would be those of {Twin}, since the file system ignores the case of names.")]
    public static partial void FilesTaken(this ILogger logger, TopicPartition partition, TopicPartition twin);

    [LoggerMessage(LogEvents.DeletionPutOff, LogLevel.Warning, "{Path} could not be deleted, since another program holds it; the next start tries again.")]
    public static partial void DeletionPutOff(this ILogger logger, string path);

    [LoggerMessage(LogEvents.DeletionFailed, LogLevel.Warning, "{Path} could not be deleted; the next start tries again.")]
    public static partial void DeletionFailed(this ILogger logger, Exception error, string path);

    [LoggerMessage(LogEvents.IndexesRebuilt, LogLevel.Warning, "{Path}: indexes built again, because {Reason}.")]
    public static partial void IndexesRebuilt(this ILogger logger, string path, string reason);
}
