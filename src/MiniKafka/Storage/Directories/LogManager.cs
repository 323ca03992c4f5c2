using MiniKafka.Model;
using MiniKafka.Runtime;
using MiniKafka.Storage.Cleaning;

namespace MiniKafka.Storage.Directories;

/// <summary>
/// All logs of a broker: opens its directories, hands out logs by partition, deletes them, and closes everything. Owned by the
/// broker's loop; what may take long runs on workers. Invariant: a partition lives in one directory.
/// </summary>
internal sealed class LogManager : IDisposable
{
    private readonly LogContext _context;
    private readonly LoopHost _host;
    private readonly LogManagerOptions _options;
    private readonly Random _random;
    private readonly List<LogDirectory> _directories = [];
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

    public IReadOnlyList<LogDirectory> Directories => _directories;

    /// <summary>Compacts in the background; null when that is switched off.</summary>
    public LogCleaner? Cleaner { get; private set; }

    /// <summary>All open logs, by partition.</summary>
    public IEnumerable<PartitionLog> Logs => _directories.SelectMany(directory => directory.Logs.Values);

    /// <summary>
    /// Locks the directories and lists their partitions. After a clean stop no log is read; after a crash all of them are
    /// recovered on workers before this returns.
    /// </summary>
    public async Task StartAsync()
    {
        foreach (var path in _options.Directories)
        {
            var directory = LogDirectory.Open(_context, _host, path, _options, Uuid.NewRandom(_random));
            directory.Failed += (failed, error) => DirectoryFailed?.Invoke(failed, error);
            _directories.Add(directory);
        }

        foreach (var directory in _directories)
        {
            if (!directory.WasCleanShutdown)
            {
                await RecoverAsync(directory);
            }

            directory.BeginService();
        }

        _upkeep = new LogUpkeep(_context, _host, _directories, _options);
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

    /// <summary>
    /// The log of a partition, opened or made when it has to be. A directory of another topic with the same name is removed. Null
    /// when no directory is in service, or the one that holds the partition is not.
    /// </summary>
    public PartitionLog? GetOrCreate(TopicPartition partition, Uuid topicId, LogConfig config)
    {
        var directory = DirectoryOf(partition);
        if (directory is not null && directory.TopicIdOf(partition) is { } found && found != topicId)
        {
            _context.Logger.StrayPartition(directory.PathOf(partition), found, topicId);
            Delete(partition, delayMs: 0);
            directory = null;
        }

        if (directory is not null && directory.Logs.TryGetValue(partition, out var open))
        {
            open.Config = config;
            return open;
        }

        try
        {
            return directory is null ? Create(partition, topicId, config) : Open(directory, partition, topicId, config);
        }
        catch (Files.DiskFullException)
        {
            return null;
        }
    }

    /// <summary>Removes a partition: readers lose it at once, the files go after the delay.</summary>
    public void Delete(TopicPartition partition, long delayMs) =>
        DirectoryOf(partition)?.Delete(partition, Uuid.NewRandom(_random), delayMs);

    /// <summary>Completes when all that the log holds now is durable: with false when its directory failed instead.</summary>
    public Task<bool> FlushAsync(PartitionLog log) =>
        DirectoryOf(log.Partition)?.Commits.FlushAsync(log) ?? Task.FromResult(false);

    /// <summary>Looks for old segments now instead of at the next interval.</summary>
    public void ApplyRetention() => _upkeep?.ApplyRetention();

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
    }

    private PartitionLog? Create(TopicPartition partition, Uuid topicId, LogConfig config)
    {
        var directory = _directories.Where(candidate => candidate.Failure is null).MinBy(candidate => candidate.PartitionCount);
        if (directory is null)
        {
            return null;
        }

        directory.Create(partition, topicId);
        return directory.Add(partition, config, directory.Load(partition, config));
    }

    private static PartitionLog? Open(LogDirectory directory, TopicPartition partition, Uuid topicId, LogConfig config)
    {
        if (directory.Failure is not null)
        {
            return null;
        }

        if (directory.TopicIdOf(partition) is null)
        {
            directory.SetTopicId(partition, topicId);
        }

        return directory.Add(partition, config, directory.Load(partition, config));
    }

    private async Task RecoverAsync(LogDirectory directory)
    {
        foreach (var partition in directory.Unopened.ToList())
        {
            var loaded = await _host.RunOnWorkerAsync(WorkerKind.Io, () => directory.Load(partition, LogConfig.Default));
            directory.Add(partition, LogConfig.Default, loaded);
        }
    }
}
