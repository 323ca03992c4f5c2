using System.Globalization;
using System.Text;
using MiniKafka.Model;
using MiniKafka.Storage.Files;

namespace MiniKafka.Storage.Checkpoints;

/// <summary>Whose log directory this is: cluster, node, and the directory's own id, in <c>meta.properties</c>.</summary>
internal sealed record MetaProperties(string ClusterId, int NodeId, Uuid DirectoryId);

/// <summary>Reads and writes <c>meta.properties</c>, version 1. Keys it does not know are kept out of the way, as Kafka does.</summary>
internal static class MetaPropertiesFile
{
    public const string Name = "meta.properties";

    public static void Write(IFileSystem fileSystem, string directory, MetaProperties properties)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"""
            version=1
            cluster.id={properties.ClusterId}
            node.id={properties.NodeId}
            directory.id={properties.DirectoryId}

            """).ReplaceLineEndings("\n");
        fileSystem.ReplaceAllBytes(Path.Combine(directory, Name), Encoding.UTF8.GetBytes(text));
    }

    /// <summary>What the first of some directories that has such a file says; one that cannot be read says nothing.</summary>
    public static MetaProperties? FindAny(IFileSystem fileSystem, IEnumerable<string> directories)
    {
        foreach (var directory in directories)
        {
            try
            {
                if (Read(fileSystem, directory) is { } found)
                {
                    return found;
                }
            }
            catch (IOException)
            {
                // Its medium fails: the broker that opens it will say so.
            }
        }

        return null;
    }

    public static bool Exists(IFileSystem fileSystem, string directory) => fileSystem.FileExists(Path.Combine(directory, Name));

    /// <summary>The properties; null when there is no such file.</summary>
    /// <exception cref="InvalidDataException">The file does not tell whose directory it is.</exception>
    public static MetaProperties? Read(IFileSystem fileSystem, string directory)
    {
        var path = Path.Combine(directory, Name);
        if (!fileSystem.FileExists(path))
        {
            return null;
        }

        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in Encoding.UTF8.GetString(fileSystem.ReadAllBytes(path)).Split('\n', StringSplitOptions.TrimEntries))
        {
            var separator = line.IndexOf('=', StringComparison.Ordinal);
            if (separator > 0 && line[0] != '#')
            {
                values[line[..separator].Trim()] = line[(separator + 1)..].Trim();
            }
        }

        return values.TryGetValue("cluster.id", out var cluster)
            && values.TryGetValue("node.id", out var node) && CheckpointText.TryParse(node, out int nodeId)
            && values.TryGetValue("directory.id", out var id) && Uuid.TryParse(id, out var directoryId)
            ? new MetaProperties(cluster, nodeId, directoryId)
            : throw new InvalidDataException($"'{path}' lacks cluster.id, node.id or directory.id, or one of them cannot be read.");
    }
}
