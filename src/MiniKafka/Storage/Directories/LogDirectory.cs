using System.Globalization;
using MiniKafka.Model;
using MiniKafka.Runtime;
using MiniKafka.Storage.Checkpoints;
using MiniKafka.Storage.Files;
using MiniKafka.Storage.Logs;
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
    private readonly SortedDictionary<TopicPartition, PartitionLog?> _leaving = [];
    private readonly SortedDictionary<TopicPartition, List<string>> _writtenByLoads = [];
    private readonly HeldWork _held;
    private IDisposable? _lock;
    private int _served;
    private bool _isClosed;

    private LogDirectory(LogContext context, LoopHost host, string path)
    {
        _context = context;
        Path = path;
        _cleanShutdown = new CleanShutdownFile(context.FileSystem, path);
        _checkpoints = new DirectoryCheckpoints(context, path);
        _held = new HeldWork(context.Clock, Fail);
        Futures = new FutureLogs(context, path, (name, work) => Guarded(name, work));
        Commits = new GroupCommit(host, context, Fail);
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
    /// <exception cref="FileHeldException">Somebody holds one of its files: it may be tried again.</exception>
    /// <exception cref="LogDirectoryLockedException">Another process works in it.</exception>
    /// <exception cref="InvalidDataException">It belongs to another cluster or node.</exception>
    public static LogDirectory Open(LogContext context, LoopHost host, string path, LogManagerOptions options, Uuid newId, bool mustExist)
    {
        var directory = new LogDirectory(context, host, path);
        try
        {
            directory.Open(options, newId, mustExist);
        }
        catch (IOException error) when (error is not (LogDirectoryLockedException or FileHeldException))
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

    /// <summary>A directory that cannot even be opened.</summary>
    public static LogDirectory OutOfService(LogContext context, LoopHost host, string path, IOException error)
    {
        var directory = new LogDirectory(context, host, path);
        directory.Fail(error);
        return directory;
    }

    /// <summary>Says that from now on a crash may leave work undone; completes when the medium knows.</summary>
    public async Task BeginServiceAsync()
    {
        if (!WasCleanShutdown && _unopened.Count > 0)
        {
            _context.Logger.UncleanStart(Path);
        }

        Guarded("the start", _cleanShutdown.Delete);
        await SettledAsync();
    }

    /// <summary>Tries something again and again that somebody's hold on a file keeps from being done, until it is or the directory fails.</summary>
    public void TryAgain(string name, Func<bool> work, Action? dropped = null) => _held.Add(name, work, dropped);

    /// <summary>Completes when nobody keeps anything from being done here any more.</summary>
    public Task SettledAsync() => _held.SettledAsync();

    /// <summary>False when the medium refused it or failed.</summary>
    public bool WriteRecoveryPoints() => Guarded("recovery points", () => _checkpoints.WriteRecoveryPoints(_logs.Values));

    /// <summary>Everything below was compacted at least once.</summary>
    public long CleanedOffset(TopicPartition partition) => _checkpoints.CleanedOffset(partition);

    public void SetCleanedOffset(TopicPartition partition, long offset)
    {
        _checkpoints.SetCleanedOffset(partition, offset);
        Guarded("cleaned offsets", _checkpoints.WriteCleanedOffsets);
    }

    /// <summary>False when the medium refused it or failed.</summary>
    public bool WriteHighWatermarks() => Guarded("high watermarks", () => _checkpoints.WriteHighWatermarks(_logs.Values));

    /// <summary>
    /// Flushes and closes every log, then says so on the medium, if there was room for all that the next start relies on. Logs that were never opened are as their last owner left them:
    /// only if that was cleanly may this stop count as clean.
    /// </summary>
    public async Task CloseAsync(long brokerEpoch)
    {
        foreach (var log in _logs.Values.Concat(_leaving.Values.OfType<PartitionLog>()).ToList())
        {
            await log.Jobs.IdleAsync();
        }

        await SettledAsync();
        var isSaved = true;
        foreach (var log in _logs.Values)
        {
            isSaved &= log.SaveState();
        }

        if (!isSaved)
        {
            // What somebody else held has been tried again since.
            await SettledAsync();
            isSaved = _logs.Values.ToList().TrueForAll(log => log.SaveState());
        }

        var isFlushed = true;
        foreach (var flush in _logs.Values.Select(Commits.FlushAsync).ToList())
        {
            isFlushed &= await flush;
        }

        isSaved &= await IsWrittenAsync(WriteRecoveryPoints) && await IsWrittenAsync(WriteHighWatermarks);
        foreach (var log in _logs.Values.Concat(Futures.Logs.Values))
        {
            log.CloseFiles();
        }

        if (isSaved && isFlushed && Failure is null && (WasCleanShutdown || _unopened.Count == 0))
        {
            Guarded("the stop", () => _cleanShutdown.Write(brokerEpoch));
            await SettledAsync();
        }
    }

    /// <summary>Lets the directory go as a crash would: files are closed, nothing is written.</summary>
    public void Dispose()
    {
        _isClosed = true;
        _held.Dispose();
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
        _held.Dispose();
        foreach (var log in _logs.Values.Concat(Futures.Logs.Values).ToList())
        {
            log.Medium.Fail(error);
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
        _context.FileSystem.Count(Path);
        WasCleanShutdown = _cleanShutdown.Exists;
        PreviousBrokerEpoch = _cleanShutdown.ReadBrokerEpoch();
        _checkpoints.Read(_context.Logger);
        Id = DirectoryOwnership.Claim(_context, Path, options, newId);
        IgnoresCase = _context.FileSystem.FileExists(System.IO.Path.Combine(Path, MetaPropertiesFile.Name.ToUpperInvariant()));
        FindPartitions(options);
    }

    private PartitionLog Serve(TopicPartition partition, LogConfig config, LoadedLog loaded)
    {
        if (loaded.LostItsEnd)
        {
            PreviousBrokerEpoch = -1;
        }

        var log = new PartitionLog(_context, partition, config, loaded);
        log.Medium.Failed += Fail;
        var number = ++_served;
        log.Medium.Held += (name, work) => TryAgain(string.Create(CultureInfo.InvariantCulture, $"{name} {number}"), work);
        log.FlushWanted += () => _ = Commits.FlushAsync(log);
        log.Unflushed += () => PullCheckpointsBack(log);
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
            log.Medium.ToTheEnd(() => _checkpoints.PullBack(log, _logs.Values), stopsService: true);
        }
    }

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

    /// <summary>What somebody else keeps from being written is tried again, and written a second time here.</summary>
    private async Task<bool> IsWrittenAsync(Func<bool> write)
    {
        if (write())
        {
            return true;
        }

        await SettledAsync();
        return write();
    }

    /// <summary>
    /// Runs what needs the medium; false when it failed, or refused it. When somebody else holds a file, the work is tried again until it
    /// is done.
    /// </summary>
    private bool Guarded(string name, Action work)
    {
        if (Failure is not null || _isClosed)
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
        catch (FileHeldException)
        {
            TryAgain(name, () =>
            {
                work();
                return true;
            });
            return false;
        }
        catch (IOException error)
        {
            Fail(error);
            return false;
        }
    }
}
