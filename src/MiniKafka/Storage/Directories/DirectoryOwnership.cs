using System.Globalization;
using MiniKafka.Model;
using MiniKafka.Storage.Checkpoints;

namespace MiniKafka.Storage.Directories;

/// <summary>Whose a log directory is: one process at a time works in it, and always for the same node of the same cluster.</summary>
internal static class DirectoryOwnership
{
    private const string LockName = ".lock";

    /// <summary>Locks the directory until the result is disposed of.</summary>
    /// <exception cref="LogDirectoryLockedException">Another process works in it.</exception>
    /// <exception cref="IOException">It cannot be locked; the message is the system's.</exception>
    public static IDisposable Lock(LogContext context, string path, int nodeId)
    {
        var self = string.Create(CultureInfo.InvariantCulture, $"broker {nodeId} in process {Environment.ProcessId}");
        return context.FileSystem.TryLock(Path.Combine(path, LockName), self, out var holder) ?? throw new LogDirectoryLockedException(path, holder);
    }

    /// <summary>The directory's id; a new directory is given one, and the name of its owner.</summary>
    /// <exception cref="InvalidDataException">It belongs to another cluster or node, or holds data without saying whose.</exception>
    public static Uuid Claim(LogContext context, string path, LogManagerOptions options, Uuid newId)
    {
        var found = MetaPropertiesFile.Read(context.FileSystem, path);
        if (found is null)
        {
            if (context.FileSystem.ListDirectories(path).FirstOrDefault(name => PartitionDirectoryName.TryParse(name, out _)) is { } partition)
            {
                throw new InvalidDataException(
                    $"The log directory '{path}' holds data, '{partition}' for one, but {MetaPropertiesFile.Name} is missing in it, which tells whose they are. " +
                    $"Put it back, with version=1 and the right cluster.id, node.id and directory.id, or choose another directory.");
            }

            MetaPropertiesFile.Write(context.FileSystem, path, new MetaProperties(options.ClusterId, options.NodeId, newId));
            return newId;
        }

        return found.ClusterId == options.ClusterId && found.NodeId == options.NodeId
            ? found.DirectoryId
            : throw new InvalidDataException($"The log directory '{path}' belongs to node {found.NodeId} of the cluster {found.ClusterId}, not to node {options.NodeId} of {options.ClusterId}.");
    }
}
