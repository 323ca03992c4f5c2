using Microsoft.Extensions.Logging;

namespace MiniKafka.Storage.Directories;

/// <summary>What is said about log directories.</summary>
internal static partial class StorageMessages
{
    [LoggerMessage(Level = LogLevel.Error, Message = "The log directory {Directory} failed and is out of service until the broker starts again; its {Partitions} partitions are offline.")]
    public static partial void DirectoryFailed(this ILogger logger, Exception error, string directory, int partitions);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The log directory {Directory} was not closed by its last owner: its logs are checked from their recovery points on.")]
    public static partial void UncleanStart(this ILogger logger, string directory);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} cannot be read as a checkpoint and is taken as empty.")]
    public static partial void CheckpointLost(this ILogger logger, string path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} belongs to the topic id {Found}, not {Wanted}, as if it came from elsewhere or the cluster's metadata were older: it is put aside.")]
    public static partial void StrayPartition(this ILogger logger, string path, Model.Uuid? found, Model.Uuid wanted);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Partition} is in two log directories: it lives in {Path}, where its log came further, and the one in {Other} is put aside.")]
    public static partial void PartitionTwice(this ILogger logger, Model.TopicPartition partition, string path, string other);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Partition} is not served from this directory as far as the cluster knows: the files are kept in {Path}.")]
    public static partial void StraySetAside(this ILogger logger, Model.TopicPartition partition, string path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} is not recovered yet: there is no room for its indexes. It is tried again when somebody asks for it.")]
    public static partial void RecoveryPutOff(this ILogger logger, Exception error, string path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Partition} has no log yet: its log directory has no room. It is tried again until there is.")]
    public static partial void PartitionPutOff(this ILogger logger, Exception error, Model.TopicPartition partition);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Partition} has no log: its files would be those of {Twin}, since the file system ignores the case of names.")]
    public static partial void FilesTaken(this ILogger logger, Model.TopicPartition partition, Model.TopicPartition twin);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} could not be deleted; the next start tries again.")]
    public static partial void DeletionFailed(this ILogger logger, Exception error, string path);
}
