using Microsoft.Extensions.Logging;

namespace MiniKafka.Storage;

/// <summary>Tells of log directories without room: once when the first write is refused, and once when there is room again. Owned by the loop.</summary>
internal sealed class FullDirectories(ILogger logger)
{
    private readonly Dictionary<string, long> _refused = new(StringComparer.Ordinal);

    /// <summary>A write into a partition's log was refused for want of room.</summary>
    /// <param name="partitionPath">The partition's directory.</param>
    /// <returns>The log directory it lies in.</returns>
    public string Refuse(string partitionPath)
    {
        var directory = DirectoryOf(partitionPath);
        var times = _refused[directory] = _refused.GetValueOrDefault(directory) + 1;
        if (times == 1)
        {
            logger.DirectoryFull(directory);
        }

        return directory;
    }

    /// <summary>A write into a partition's log went well.</summary>
    public void Wrote(string partitionPath)
    {
        if (_refused.Count > 0 && _refused.Remove(DirectoryOf(partitionPath), out var times))
        {
            logger.DirectoryHasRoom(DirectoryOf(partitionPath), times);
        }
    }

    private static string DirectoryOf(string partitionPath) => Path.GetDirectoryName(partitionPath) ?? partitionPath;
}
