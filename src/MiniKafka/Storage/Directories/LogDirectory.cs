using MiniKafka.Model;
using MiniKafka.Runtime;
using MiniKafka.Storage.Checkpoints;
using MiniKafka.Storage.Files;
using MiniKafka.Storage.Recovery;

namespace MiniKafka.Storage.Directories;

/// <summary>
/// One of a broker's log directories: locked while the broker lives, with the partitions in it, opened or not, and the copies of
/// partitions that move into it. When its medium fails, it takes its own partitions offline and no others. Owned by the broker's loop.
/// </summary>
internal sealed partial class LogDirectory : IDisposable
{
    private readonly LogContext _context;
    private readonly CleanShutdownFile _cleanShutdown;
    private readonly DirectoryCheckpoints _checkpoints;
    private readonly SortedDictionary<TopicPartition, PartitionLog> _logs = [];
    private readonly SortedSet<TopicPartition> _unopened = [];
    private readonly SortedDictionary<TopicPartition, PartitionLog> _leaving = [];
    private IDisposable? _lock;
    private bool _isClosed;

    private LogDirectory(LogContext context, LoopHost host, string path)
    {
        _context = context;
        Path = path;
        _cleanShutdown = new CleanShutdownFile(context.FileSystem, path);
        _checkpoints = new DirectoryCheckpoints(context, path);
        Futures = new FutureLogs(context, path, work => Guarded(work));
        Commits = new GroupCommit(host, context.FileSystem, Fail);
    }

    /// <summary>The medium failed; every log of the directory is offline already.</summary>
    public event Action<LogDirectory, IOException>? Failed;

    /// <summary>A partition's directory has got another name after all, so that the partition may be made again.</summary>
    public event Action<TopicPartition>? Left;

    public string Path { get; }

    /// <summary>The path as the outside world names it.</summary>
    public string FullPath => System.IO.Path.GetFullPath(Path);

    /// <summary>The directory's own id; zero when it could not be read.</summary>
    public Uuid Id { get; private set; }

    /// <summary>The file system ignores the case of names.</summary>
    public bool IgnoresCase { get; private set; }

    public GroupCommit Commits { get; }

    /// <summary>Nothing was missing when the broker started: the last owner had closed all logs, or there were none.</summary>
    public bool WasCleanShutdown { get; private set; }

    /// <summary>The epoch under which the last owner stopped cleanly; -1 when it did not.</summary>
    public long PreviousBrokerEpoch { get; private set; } = -1;

    /// <summary>Why the directory is out of service; null while it is not.</summary>
    public IOException? Failure { get; private set; }

    /// <summary>Logs that are open, by partition.</summary>
    public IReadOnlyDictionary<TopicPartition, PartitionLog> Logs => _logs;

    /// <summary>Partitions found on the medium and not opened yet.</summary>
    public IReadOnlyCollection<TopicPartition> Unopened => _unopened;

    /// <summary>Copies of partitions that live in other directories.</summary>
    public FutureLogs Futures { get; }

    public int PartitionCount => _logs.Count + _unopened.Count;

    /// <summary>Total and usable bytes of the volume; -1 for unknown.</summary>
    public (long Total, long Usable) VolumeSize => _context.FileSystem.GetVolumeSize(Path);

    /// <summary>
    /// Locks a directory, reads what it says about itself, and lists its partitions. One that is missing though it must exist, or
    /// whose medium fails, is out of service from the beginning.
    /// </summary>
    /// <exception cref="LogDirectoryLockedException">Another process works in it.</exception>
    /// <exception cref="InvalidDataException">It belongs to another cluster or node.</exception>
    public static LogDirectory Open(LogContext context, LoopHost host, string path, LogManagerOptions options, Uuid newId, bool mustExist)
    {
        var directory = new LogDirectory(context, host, path);
        try
        {
            directory.Open(options, newId, mustExist);
        }
        catch (IOException error) when (error is not LogDirectoryLockedException)
        {
            directory.Fail(error);
        }
        catch
        {
            directory.Dispose();
            throw;
        }

        return directory;
    }

    /// <summary>Says that from now on a crash may leave work undone.</summary>
    public void BeginService() => Guarded(() =>
    {
        if (!WasCleanShutdown && _unopened.Count > 0)
        {
            _context.Logger.UncleanStart(Path);
        }

        _cleanShutdown.Delete();
    });

    /// <summary>False when there was no room or the medium failed.</summary>
    public bool WriteRecoveryPoints() => Guarded(() => _checkpoints.WriteRecoveryPoints(_logs.Values));

    /// <summary>Everything below was compacted at least once.</summary>
    public long CleanedOffset(TopicPartition partition) => _checkpoints.CleanedOffset(partition);

    public void SetCleanedOffset(TopicPartition partition, long offset) => Guarded(() => _checkpoints.SetCleanedOffset(partition, offset));

    /// <summary>False when there was no room or the medium failed.</summary>
    public bool WriteHighWatermarks() => Guarded(() => _checkpoints.WriteHighWatermarks(_logs.Values));

    /// <summary>
    /// Flushes and closes every log, then says so on the medium, if there was room for all that the next start relies on. Logs that were never opened are as their last owner left them:
    /// only if that was cleanly may this stop count as clean.
    /// </summary>
    public async Task CloseAsync(long brokerEpoch)
    {
        foreach (var log in _logs.Values.Concat(_leaving.Values).ToList())
        {
            await log.Jobs.IdleAsync();
        }

        var isSaved = true;
        foreach (var log in _logs.Values)
        {
            isSaved &= log.SaveState();
        }

        var isFlushed = true;
        foreach (var flush in _logs.Values.Select(Commits.FlushAsync).ToList())
        {
            isFlushed &= await flush;
        }

        isSaved &= WriteRecoveryPoints();
        isSaved &= WriteHighWatermarks();
        foreach (var log in _logs.Values.Concat(Futures.Logs.Values))
        {
            log.CloseFiles();
        }

        if (isSaved && isFlushed && Failure is null && (WasCleanShutdown || _unopened.Count == 0))
        {
            Guarded(() => _cleanShutdown.Write(brokerEpoch));
        }
    }

    /// <summary>Lets the directory go as a crash would: files are closed, nothing is written.</summary>
    public void Dispose()
    {
        _isClosed = true;
        foreach (var log in _logs.Values.Concat(Futures.Logs.Values))
        {
            log.Retire();
        }

        _lock?.Dispose();
        _lock = null;
    }

    /// <summary>Takes the directory out of service until the broker starts again.</summary>
    public void Fail(IOException error)
    {
        if (Failure is not null)
        {
            return;
        }

        Failure = error;
        _context.Logger.DirectoryFailed(error, Path, PartitionCount);
        foreach (var log in _logs.Values.Concat(Futures.Logs.Values).ToList())
        {
            log.Fail(error);
        }

        Failed?.Invoke(this, error);
    }

    private void Open(LogManagerOptions options, Uuid newId, bool mustExist)
    {
        if (mustExist && !_context.FileSystem.DirectoryExists(Path))
        {
            // A volume that is not mounted looks like this; a new one in its place would hide what is on it.
            throw new IOException($"There is no directory '{Path}', though the broker was here before. If it shall be a new one, it has to be made first.");
        }

        _context.FileSystem.CreateDirectory(Path);
        _lock = DirectoryOwnership.Lock(_context, Path, options.NodeId);
        WasCleanShutdown = _cleanShutdown.Exists;
        PreviousBrokerEpoch = _cleanShutdown.ReadBrokerEpoch();
        _checkpoints.Read(_context.Logger);
        Id = DirectoryOwnership.Claim(_context, Path, options, newId);
        IgnoresCase = _context.FileSystem.FileExists(System.IO.Path.Combine(Path, MetaPropertiesFile.Name.ToUpperInvariant()));
        FindPartitions(options);
    }

    private PartitionLog Serve(TopicPartition partition, LogConfig config, LoadedLog loaded)
    {
        var log = new PartitionLog(_context, partition, config, loaded);
        log.Failed += (_, error) => Fail(error);
        log.FlushWanted += RequestFlush;
        log.Truncated += PullCheckpointsBack;
        return log;
    }

    /// <summary>
    /// What is appended where flushed records were cut off is not flushed: after a crash recovery has to look at it, so the checkpoint must not
    /// say otherwise for a moment.
    /// </summary>
    private void PullCheckpointsBack(PartitionLog log)
    {
        if (_context.FileSystem.IsDurable && _logs.GetValueOrDefault(log.Partition) == log && _checkpoints.AreBeyond(log))
        {
            Guarded(() => _checkpoints.PullBack(log, _logs.Values));
        }
    }

    private string? Rename(TopicPartition partition, string name, bool isDurable)
    {
        var path = System.IO.Path.Combine(Path, name);
        Guarded(() =>
        {
            _context.FileSystem.MoveDirectory(PathOf(partition), path);
            if (isDurable)
            {
                _context.FileSystem.SyncDirectory(Path);
            }
        });
        return Failure is null ? path : null;
    }

    private void RequestFlush(PartitionLog log) => _ = Commits.FlushAsync(log);

    private void FindPartitions(LogManagerOptions options)
    {
        foreach (var name in _context.FileSystem.ListDirectories(Path))
        {
            if (PartitionDirectoryName.IsDeleted(name))
            {
                _context.Deletions.AddDirectory(System.IO.Path.Combine(Path, name), _context.NowMs);
            }
            else if (!Futures.TryNote(name) && PartitionDirectoryName.TryParse(name, out var partition) && !options.Foreign.Contains(partition))
            {
                _unopened.Add(partition);
            }
        }
    }

    /// <summary>Runs what needs the medium; false when it failed, or had no room.</summary>
    private bool Guarded(Action work)
    {
        if (Failure is not null)
        {
            return false;
        }

        try
        {
            work();
            return true;
        }
        catch (DiskFullException)
        {
            // A checkpoint that could not be written is written the next time; until then recovery has more to read.
            return false;
        }
        catch (IOException error)
        {
            Fail(error);
            return false;
        }
    }
}
