using System.Globalization;
using MiniKafka.Model;
using MiniKafka.Storage.Files;

namespace MiniKafka.Storage.Checkpoints;

/// <summary>
/// One offset per partition of a log directory, in a file that is replaced as a whole: recovery points, log start offsets,
/// high watermarks (which Kafka calls replication offsets), and how far the cleaner came.
/// </summary>
internal sealed class OffsetCheckpointFile(IFileSystem fileSystem, string directory, string name)
{
    public const string RecoveryPoint = "recovery-point-offset-checkpoint";
    public const string LogStartOffset = "log-start-offset-checkpoint";
    public const string HighWatermark = "replication-offset-checkpoint";
    public const string Cleaner = "cleaner-offset-checkpoint";

    /// <summary>In the metadata log's own directory: how far it was committed. Kafka has no such file, and lets it be.</summary>
    public const string Committed = "committed-offset-checkpoint";

    public string Path { get; } = System.IO.Path.Combine(directory, name);

    /// <summary>Replaces the file, durably unless said otherwise.</summary>
    public void Write(IReadOnlyCollection<KeyValuePair<TopicPartition, long>> offsets, bool durable = true) => fileSystem.ReplaceAllBytes(
        Path,
        CheckpointText.Write([.. offsets.Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Key.Topic} {entry.Key.Partition} {entry.Value}"))]),
        durable);

    /// <summary>Removes the file durably: nothing is known any more.</summary>
    public void Delete()
    {
        fileSystem.DeleteFileIfExists(Path);
        fileSystem.SyncDirectory(directory);
    }

    /// <summary>All offsets; none when the file is missing, null when it cannot be read as a checkpoint.</summary>
    public SortedDictionary<TopicPartition, long>? Read()
    {
        var offsets = new SortedDictionary<TopicPartition, long>();
        if (!fileSystem.FileExists(Path))
        {
            return offsets;
        }

        if (CheckpointText.Read(fileSystem.ReadAllBytes(Path), 3) is not { } entries)
        {
            return null;
        }

        foreach (var fields in entries)
        {
            if (!CheckpointText.TryParse(fields[1], out int partition) || !CheckpointText.TryParse(fields[2], out long offset))
            {
                return null;
            }

            offsets[new TopicPartition(fields[0], partition)] = offset;
        }

        return offsets;
    }
}
