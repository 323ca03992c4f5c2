using MiniKafka.Model;
using MiniKafka.Runtime;
using MiniKafka.Storage.Checkpoints;
using MiniKafka.Storage.Cleaning;
using MiniKafka.Storage.Files;
using MiniKafka.Storage.Logs;
using MiniKafka.Storage.Recovery;

namespace MiniKafka.Storage.Directories;

/// <summary>
/// All logs of a broker: opens its directories, hands out logs by partition, deletes them, and closes everything. Owned by the
/// broker's loop; what may take long runs on workers. Invariant: a partition lives in one directory.
/// </summary>
internal sealed partial class LogManager : IDisposable
{
    private readonly LogContext _context;
    private readonly LoopHost _host;
    private readonly LogManagerOptions _options;
    private readonly Random _random;
    private readonly List<LogDirectory> _directories = [];
    private readonly SortedDictionary<TopicPartition, LogDirectory> _preferred = [];
    private readonly SortedSet<TopicPartition> _waiting = [];
    private readonly SortedDictionary<TopicPartition, HoldWatch> _holds = [];
    private LogUpkeep? _upkeep;

    public LogManager(LogContext context, LoopHost host, LogManagerOptions options)
    {
        _context = context;
        _host = host;
        _options = options;
        _random = host.CreateRandom($"storage of node {options.NodeId}");
    }

    /// <summary>A directory's medium failed: its partitions are offline until the broker starts again.</summary>
    public event Action<LogDirectory, IOException>? DirectoryFailed;

    /// <summary>
    /// There may be room by now for partitions that were refused for want of it; raised at short intervals while there are any, and when the
    /// name of one is free at last.
    /// </summary>
    public event Action<IReadOnlyList<TopicPartition>>? RetryDue;

    public IReadOnlyList<LogDirectory> Directories => _directories;

    /// <summary>A file system of one of them ignores the case of names: names that differ in nothing else would share their files.</summary>
    public bool IgnoresCase => _directories.Exists(directory => directory.IgnoresCase);

    /// <summary>The ids of the directories that work.</summary>
    public IEnumerable<Uuid> WorkingDirectories => _directories.Where(directory => directory.Failure is null).Select(directory => directory.Id);

    /// <summary>Compacts in the background; null when that is switched off.</summary>
    public LogCleaner? Cleaner { get; private set; }

    /// <summary>All open logs, by partition.</summary>
    public IEnumerable<PartitionLog> Logs => _directories.SelectMany(directory => directory.Logs.Values);

    /// <summary>
    /// The epoch under which the broker stopped cleanly the last time; -1 when it did not, or when a directory does not say so.
    /// </summary>
    public long PreviousBrokerEpoch
    {
        get
        {
            var epochs = _directories.Select(directory => directory.PreviousBrokerEpoch).Distinct().ToList();
            return epochs.Count == 1 && _directories.TrueForAll(directory => directory.Failure is null) ? epochs[0] : -1;
        }
    }

    /// <summary>
    /// Locks the directories and lists their partitions. After a clean stop no log is read; after a crash all of them are
    /// recovered on workers before this returns. A directory whose medium fails is out of service, the others are not.
    /// </summary>
    public async Task StartAsync()
    {
        var wasHereBefore = _options.Directories.Any(path => MetaPropertiesFile.Exists(_context.FileSystem, path));
        foreach (var path in _options.Directories)
        {
            var newId = Uuid.NewRandom(_random);
            var directory = await OpenAsync(path, newId, mustExist: wasHereBefore);
            directory.Failed += (failed, error) => DirectoryFailed?.Invoke(failed, error);
            directory.Left += OnLeft;
            _directories.Add(directory);
        }

        foreach (var directory in _directories.Where(directory => directory.Failure is null))
        {
            if (!directory.WasCleanShutdown)
            {
                await RecoverAsync(directory);
            }

            await directory.BeginServiceAsync();
        }

        _upkeep = new LogUpkeep(_context, _host, _directories, _options, RetryRefused);
        Cleaner = _options.Cleaner.IsEnabled ? new LogCleaner(_context, _host, _directories, _options.Cleaner) : null;
    }

    /// <summary>The log of a partition when it is open.</summary>
    public PartitionLog? Find(TopicPartition partition)
    {
        foreach (var directory in _directories)
        {
            if (directory.Logs.TryGetValue(partition, out var log))
            {
                return log;
            }
        }

        return null;
    }

    /// <summary>The directory that holds a partition, opened or not.</summary>
    public LogDirectory? DirectoryOf(TopicPartition partition) => _directories.Find(directory => directory.Has(partition));

    /// <summary>The directory at a path, as the outside world names it.</summary>
    public LogDirectory? DirectoryAt(string fullPath) => _directories.Find(directory => string.Equals(
        directory.FullPath, fullPath, directory.IgnoresCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal));

    /// <summary>Where a partition goes when it is made here, whatever else is said.</summary>
    public void Prefer(TopicPartition partition, LogDirectory directory) => _preferred[partition] = directory;

    /// <summary>Removes a partition: readers lose it at once, the files go after the delay.</summary>
    public void Delete(TopicPartition partition, long delayMs)
    {
        _waiting.Remove(partition);
        _holds.Remove(partition);
        _directories.ForEach(directory => directory.DiscardFuture(partition));
        DirectoryOf(partition)?.Delete(partition, Uuid.NewRandom(_random), delayMs);
    }

    /// <summary>
    /// Takes replicas out of service that the cluster knows nothing of, because their topics were deleted while the broker was away,
    /// say. Their files stay.
    /// </summary>
    public void SetAsideStrays(Func<TopicPartition, bool> isWanted)
    {
        foreach (var directory in _directories.Where(directory => directory.Failure is null))
        {
            foreach (var stray in directory.Logs.Keys.Concat(directory.Unopened).Where(partition => !isWanted(partition)).ToList())
            {
                directory.SetAside(stray, Uuid.NewRandom(_random));
            }
        }
    }

    /// <summary>Begins to move a partition to another directory.</summary>
    /// <exception cref="IOException">One of the directories is out of service, or the target has no room.</exception>
    public LogMove BeginMove(PartitionLog source, Uuid topicId, LogDirectory target)
    {
        try
        {
            return new LogMove(_context, DirectoryOf(source.Partition)!, target, source, topicId, Uuid.NewRandom(_random));
        }
        catch (IOException error) when (error is not RefusedException)
        {
            target.Fail(error);
            throw;
        }
    }

    /// <summary>Completes when all that the log holds now is durable: with false when its directory failed instead.</summary>
    public Task<bool> FlushAsync(PartitionLog log) =>
        DirectoryOf(log.Partition)?.Commits.FlushAsync(log) ?? Task.FromResult(false);

    /// <summary>Completes when all that the broker's logs hold now is durable: with false when a directory failed.</summary>
    public async Task<bool> FlushAllAsync()
    {
        var isFlushed = true;
        foreach (var flush in _directories.SelectMany(directory => directory.Logs.Values.Select(directory.Commits.FlushAsync)).ToList())
        {
            isFlushed &= await flush;
        }

        return isFlushed;
    }

    /// <summary>Writes the checkpoint files now instead of at the next interval.</summary>
    public void WriteCheckpoints()
    {
        foreach (var directory in _directories)
        {
            directory.WriteRecoveryPoints();
            directory.WriteHighWatermarks();
        }
    }

    /// <summary>A clean stop: everything is flushed and closed, and the next start need not look at the logs.</summary>
    public async Task StopAsync(long brokerEpoch)
    {
        _upkeep?.Dispose();
        Cleaner?.Dispose();
        foreach (var directory in _directories)
        {
            await directory.CloseAsync(brokerEpoch);
        }

        Dispose();
    }

    /// <summary>Stops as a crash would, as far as the media are concerned; after <see cref="StopAsync"/> it does nothing more.</summary>
    public void Dispose()
    {
        _upkeep?.Dispose();
        Cleaner?.Dispose();
        _directories.ForEach(directory => directory.Dispose());
        _directories.Clear();
        _context.Promised?.Dispose();
    }

    private void OnLeft(TopicPartition partition)
    {
        if (_waiting.Contains(partition))
        {
            RetryDue?.Invoke([partition]);
        }
    }

    private void RetryRefused()
    {
        if (_waiting.Count > 0)
        {
            RetryDue?.Invoke([.. _waiting]);
        }
    }

    private async Task<LogDirectory> OpenAsync(string path, Uuid newId, bool mustExist)
    {
        try
        {
            return await Patience.RunAsync(
                _context.Clock, () => Task.FromResult(LogDirectory.Open(_context, _host, path, _options, newId, mustExist)));
        }
        catch (IOException lasting) when (lasting is not LogDirectoryLockedException)
        {
            return LogDirectory.OutOfService(_context, _host, path, lasting);
        }
    }

    private async Task RecoverAsync(LogDirectory directory)
    {
        foreach (var partition in directory.Unopened.ToList())
        {
            try
            {
                var loaded = await Patience.RunAsync(
                    _context.Clock, () => _host.RunOnWorkerAsync(WorkerKind.Io, () => directory.Load(partition, LogConfig.Unknown)));
                directory.Add(partition, LogConfig.Unknown, loaded);
            }
            catch (DiskFullException error)
            {
                // Recovery has to write indexes. It is tried again when somebody asks for the log.
                _context.Logger.RecoveryPutOff(error, directory.PathOf(partition));
            }
            catch (IOException error)
            {
                directory.Fail(error);
                return;
            }
        }
    }
}
