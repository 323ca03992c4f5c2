using MiniKafka.Model;
using MiniKafka.Storage.Checkpoints;
using MiniKafka.Storage.Files;
using MiniKafka.Storage.Logs;
using MiniKafka.Storage.Recovery;

namespace MiniKafka.Storage.Directories;

/// <summary>
/// The copies in one log directory of partitions that live in others and shall live here. Owned by the broker's loop. Invariant: a
/// partition has at most one copy in a directory; one that the last owner left is either begun again or, when the cluster knows
/// the replica to be here and it is nowhere else, the partition itself.
/// </summary>
/// <param name="context">Medium, clock and log lines.</param>
/// <param name="directory">The log directory.</param>
/// <param name="guarded">Runs named work that needs the medium: again while somebody else holds a file; when it fails, the log directory is out of service.</param>
internal sealed class FutureLogs(LogContext context, string directory, Action<string, Action> guarded)
{
    private readonly SortedDictionary<TopicPartition, string> _found = [];
    private readonly SortedDictionary<TopicPartition, PartitionLog> _logs = [];

    /// <summary>Copies being made.</summary>
    public IReadOnlyDictionary<TopicPartition, PartitionLog> Logs => _logs;

    /// <summary>Partitions of which the last owner left a copy.</summary>
    public IReadOnlyCollection<TopicPartition> Found => _found.Keys;

    /// <summary>Notes a directory that the last owner left; false when its name does not say that it holds a copy.</summary>
    public bool TryNote(string name)
    {
        var isCopy = PartitionDirectoryName.TryParseFuture(name, out var partition);
        if (isCopy)
        {
            _found[partition] = Path.Combine(directory, name);
        }

        return isCopy;
    }

    /// <summary>Makes an empty copy.</summary>
    public LoadedLog Create(TopicPartition partition, Uuid topicId, LogConfig config, long startOffset, Uuid unique)
    {
        var path = Path.Combine(directory, PartitionDirectoryName.ForFuture(partition, unique));
        context.FileSystem.CreateDirectory(path);
        PartitionMetadataFile.Write(context.FileSystem, path, topicId);
        return LogLoader.Load(context, config, new LogOpening(path) { WasCleanShutdown = true, LogStartOffset = startOffset });
    }

    public void Add(PartitionLog log) => _logs.Add(log.Partition, log);

    /// <summary>
    /// Removes a copy, if there is one, for good: the next must not be taken for it. Its files go when no worker has them open any more.
    /// </summary>
    public void Discard(TopicPartition partition)
    {
        var jobs = _logs.GetValueOrDefault(partition)?.Jobs ?? new LogJobs();
        if (Take(partition) is { } path)
        {
            jobs.WhenIdle(() => guarded($"the end of {path}", () =>
            {
                if (context.FileSystem.DirectoryExists(path))
                {
                    context.FileSystem.DeleteDirectory(path);
                }

                context.FileSystem.SyncDirectory(directory);
            }));
        }
    }

    /// <summary>Gives a copy the partition's own name. No worker may have its files open.</summary>
    /// <exception cref="FileHeldException">Somebody else has: it may be tried again.</exception>
    public void Rename(TopicPartition partition, string path)
    {
        var log = _logs.GetValueOrDefault(partition);
        if ((log?.Directory ?? _found.GetValueOrDefault(partition)) is { } copy)
        {
            log?.CloseFiles();
            context.FileSystem.MoveDirectory(copy, path);
            context.FileSystem.SyncDirectory(directory);
            Take(partition);
        }
    }

    private string? Take(TopicPartition partition)
    {
        _found.Remove(partition, out var path);
        if (_logs.Remove(partition, out var log))
        {
            log.Retire();
            path = log.Directory;
        }

        return path;
    }
}
