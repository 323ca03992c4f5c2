using System.Globalization;
using MiniKafka.Model;
using MiniKafka.Runtime;
using MiniKafka.Storage.Checkpoints;
using MiniKafka.Storage.Files;
using MiniKafka.Storage.Recovery;

namespace MiniKafka.Storage.Directories;

/// <summary>
/// One of a broker's log directories: locked while the broker lives, with the partitions in it, opened or not. When its medium
/// fails, it takes its own partitions offline and no others. Owned by the broker's loop.
/// </summary>
internal sealed class LogDirectory : IDisposable
{
    private const string LockName = ".lock";

    private readonly LogContext _context;
    private readonly CleanShutdownFile _cleanShutdown;
    private readonly DirectoryCheckpoints _checkpoints;
    private readonly SortedDictionary<TopicPartition, PartitionLog> _logs = [];
    private readonly SortedSet<TopicPartition> _unopened = [];
    private IDisposable? _lock;

    private LogDirectory(LogContext context, LoopHost host, string path)
    {
        _context = context;
        Path = path;
        _cleanShutdown = new CleanShutdownFile(context.FileSystem, path);
        WasCleanShutdown = _cleanShutdown.Exists;
        PreviousBrokerEpoch = _cleanShutdown.ReadBrokerEpoch();
        _checkpoints = new DirectoryCheckpoints(context, path);
        Commits = new GroupCommit(host, context.FileSystem, Fail);
    }

    /// <summary>The medium failed; every log of the directory is offline already.</summary>
    public event Action<LogDirectory, IOException>? Failed;

    public string Path { get; }

    /// <summary>The path as the outside world names it.</summary>
    public string FullPath => System.IO.Path.GetFullPath(Path);

    public Uuid Id { get; private set; }

    public GroupCommit Commits { get; }

    /// <summary>Nothing was missing when the broker started: the last owner had closed all logs, or there were none.</summary>
    public bool WasCleanShutdown { get; }

    /// <summary>The epoch under which the last owner stopped cleanly; -1 when it did not.</summary>
    public long PreviousBrokerEpoch { get; }

    /// <summary>Why the directory is out of service; null while it is not.</summary>
    public IOException? Failure { get; private set; }

    /// <summary>Logs that are open, by partition.</summary>
    public IReadOnlyDictionary<TopicPartition, PartitionLog> Logs => _logs;

    /// <summary>Partitions found on the medium and not opened yet.</summary>
    public IReadOnlyCollection<TopicPartition> Unopened => _unopened;

    public int PartitionCount => _logs.Count + _unopened.Count;

    /// <summary>Total and usable bytes of the volume; -1 for unknown.</summary>
    public (long Total, long Usable) VolumeSize => _context.FileSystem.GetVolumeSize(Path);

    /// <summary>Locks a directory, reads what it says about itself, and lists its partitions.</summary>
    /// <exception cref="LogDirectoryLockedException">Another process works in it.</exception>
    /// <exception cref="InvalidDataException">It belongs to another cluster or node.</exception>
    public static LogDirectory Open(LogContext context, LoopHost host, string path, LogManagerOptions options, Uuid newId)
    {
        context.FileSystem.CreateDirectory(path);
        var self = string.Create(CultureInfo.InvariantCulture, $"broker {options.NodeId} in process {Environment.ProcessId}");
        var held = context.FileSystem.TryLock(System.IO.Path.Combine(path, LockName), self, out var holder) ?? throw new LogDirectoryLockedException(path, holder);
        try
        {
            var directory = new LogDirectory(context, host, path) { _lock = held };
            directory.Identify(options, newId);
            directory.FindPartitions(options);
            return directory;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Says that from now on a crash may leave work undone.</summary>
    public void BeginService()
    {
        if (!WasCleanShutdown && _unopened.Count > 0)
        {
            _context.Logger.UncleanStart(Path);
        }

        _cleanShutdown.Delete();
    }

    public string PathOf(TopicPartition partition) => System.IO.Path.Combine(Path, partition.ToString());

    public bool Has(TopicPartition partition) => _logs.ContainsKey(partition) || _unopened.Contains(partition);

    /// <summary>Reads a partition's directory; may run on a worker.</summary>
    public LoadedLog Load(TopicPartition partition, LogConfig config) =>
        LogLoader.Load(_context, config, _checkpoints.Opening(partition, PathOf(partition), WasCleanShutdown));

    /// <summary>Puts a log that was loaded into service.</summary>
    public PartitionLog Add(TopicPartition partition, LogConfig config, LoadedLog loaded)
    {
        var log = new PartitionLog(_context, partition, config, loaded);
        log.Failed += (_, error) => Fail(error);
        log.FlushWanted += RequestFlush;
        _unopened.Remove(partition);
        _logs[partition] = log;
        return log;
    }

    /// <summary>Makes the directory of a new partition. Its name becomes durable with the first flush.</summary>
    public void Create(TopicPartition partition, Uuid topicId)
    {
        _checkpoints.Remove(partition);
        _context.FileSystem.CreateDirectory(PathOf(partition));
        PartitionMetadataFile.Write(_context.FileSystem, PathOf(partition), topicId);
    }

    public Uuid? TopicIdOf(TopicPartition partition) => PartitionMetadataFile.Read(_context.FileSystem, PathOf(partition));

    /// <summary>Notes the topic id of a partition whose metadata file was lost.</summary>
    public void SetTopicId(TopicPartition partition, Uuid topicId) => PartitionMetadataFile.Write(_context.FileSystem, PathOf(partition), topicId);

    /// <summary>Takes a partition out of service and its directory out of the way; the files go when the delay is over.</summary>
    public void Delete(TopicPartition partition, Uuid unique, long delayMs)
    {
        if (_logs.Remove(partition, out var log))
        {
            log.Retire();
        }

        _unopened.Remove(partition);
        _checkpoints.Remove(partition);
        var doomed = System.IO.Path.Combine(Path, PartitionDirectoryName.ForDeletion(partition, unique));
        _context.FileSystem.MoveDirectory(PathOf(partition), doomed);
        _context.Deletions.AddDirectory(doomed, _context.NowMs + delayMs);
    }

    public void WriteRecoveryPoints() => Guarded(() => _checkpoints.WriteRecoveryPoints(_logs.Values));

    /// <summary>Everything below was compacted at least once.</summary>
    public long CleanedOffset(TopicPartition partition) => _checkpoints.CleanedOffset(partition);

    public void SetCleanedOffset(TopicPartition partition, long offset) => Guarded(() => _checkpoints.SetCleanedOffset(partition, offset));

    public void WriteHighWatermarks() => Guarded(() => _checkpoints.WriteHighWatermarks(_logs.Values));

    /// <summary>
    /// Flushes and closes every log, then says so on the medium. Logs that were never opened are as their last owner left them:
    /// only if that was cleanly may this stop count as clean.
    /// </summary>
    public async Task CloseAsync(long brokerEpoch)
    {
        foreach (var log in _logs.Values)
        {
            log.SaveState();
        }

        var isFlushed = true;
        foreach (var flush in _logs.Values.Select(Commits.FlushAsync).ToList())
        {
            isFlushed &= await flush;
        }

        WriteRecoveryPoints();
        WriteHighWatermarks();
        foreach (var log in _logs.Values)
        {
            log.CloseFiles();
        }

        if (isFlushed && Failure is null && (WasCleanShutdown || _unopened.Count == 0))
        {
            Guarded(() => _cleanShutdown.Write(brokerEpoch));
        }
    }

    /// <summary>Lets the directory go as a crash would: files are closed, nothing is written.</summary>
    public void Dispose()
    {
        foreach (var log in _logs.Values)
        {
            log.Retire();
        }

        _lock?.Dispose();
        _lock = null;
    }

    private void RequestFlush(PartitionLog log) => _ = Commits.FlushAsync(log);

    private void Identify(LogManagerOptions options, Uuid newId)
    {
        var found = MetaPropertiesFile.Read(_context.FileSystem, Path);
        if (found is null)
        {
            Id = newId;
            MetaPropertiesFile.Write(_context.FileSystem, Path, new MetaProperties(options.ClusterId, options.NodeId, newId));
            return;
        }

        if (found.ClusterId != options.ClusterId || found.NodeId != options.NodeId)
        {
            throw new InvalidDataException($"The log directory '{Path}' belongs to node {found.NodeId} of the cluster {found.ClusterId}, not to node {options.NodeId} of {options.ClusterId}.");
        }

        Id = found.DirectoryId;
    }

    private void FindPartitions(LogManagerOptions options)
    {
        foreach (var name in _context.FileSystem.ListDirectories(Path))
        {
            if (PartitionDirectoryName.IsDeleted(name))
            {
                _context.Deletions.AddDirectory(System.IO.Path.Combine(Path, name), _context.NowMs);
            }
            else if (PartitionDirectoryName.TryParse(name, out var partition) && !options.Foreign.Contains(partition))
            {
                _unopened.Add(partition);
            }
        }
    }

    private void Fail(IOException error)
    {
        if (Failure is not null)
        {
            return;
        }

        Failure = error;
        _context.Logger.DirectoryFailed(error, Path, _logs.Count);
        foreach (var log in _logs.Values)
        {
            log.Fail(error);
        }

        Failed?.Invoke(this, error);
    }

    private void Guarded(Action work)
    {
        if (Failure is not null)
        {
            return;
        }

        try
        {
            work();
        }
        catch (DiskFullException)
        {
            // A checkpoint that could not be written is written the next time; until then recovery has more to read.
        }
        catch (IOException error)
        {
            Fail(error);
        }
    }
}
