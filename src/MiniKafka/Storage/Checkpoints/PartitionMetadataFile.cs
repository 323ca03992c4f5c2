using System.Text;
using MiniKafka.Model;
using MiniKafka.Storage.Files;

namespace MiniKafka.Storage.Checkpoints;

/// <summary>The id of the topic a partition directory belongs to, in <c>partition.metadata</c>.</summary>
internal static class PartitionMetadataFile
{
    public const string Name = "partition.metadata";

    private const string TopicIdKey = "topic_id: ";

    public static void Write(IFileSystem fileSystem, string directory, Uuid topicId) => fileSystem.ReplaceAllBytes(
        Path.Combine(directory, Name),
        Encoding.UTF8.GetBytes($"version: 0\n{TopicIdKey}{topicId}"),
        durable: false);

    /// <summary>The id; null when the file is missing or was lost in a crash before it reached the disk.</summary>
    public static Uuid? Read(IFileSystem fileSystem, string directory)
    {
        var path = Path.Combine(directory, Name);
        if (!fileSystem.FileExists(path))
        {
            return null;
        }

        foreach (var line in Encoding.UTF8.GetString(fileSystem.ReadAllBytes(path)).Split('\n'))
        {
            if (line.StartsWith(TopicIdKey, StringComparison.Ordinal) && Uuid.TryParse(line[TopicIdKey.Length..].Trim(), out var id))
            {
                return id;
            }
        }

        return null;
    }
}
