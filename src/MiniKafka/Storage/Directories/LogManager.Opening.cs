using MiniKafka.Model;
using MiniKafka.Storage.Files;
using MiniKafka.Storage.Logs;
using MiniKafka.Storage.Recovery;

namespace MiniKafka.Storage.Directories;

/// <content>How a partition's log is found, opened or made, and in which directory.</content>
internal sealed partial class LogManager
{
    /// <summary>
    /// The log of a partition, opened or made when it has to be. A directory of another topic with the same name is put aside. Null
    /// when the directory that holds the partition, or may hold it, is not in service, or has no room, or when an earlier partition of that
    /// name has not left yet: then it may be asked for again.
    /// </summary>
    /// <param name="partition">Which partition.</param>
    /// <param name="topicId">The topic it must belong to.</param>
    /// <param name="config">The topic's settings.</param>
    /// <param name="assigned">The directory it is in as far as the cluster knows; zero when nobody said yet.</param>
    public PartitionLog? GetOrCreate(TopicPartition partition, Uuid topicId, LogConfig config, Uuid assigned = default)
    {
        var isNewlyRefused = _waiting.Add(partition);
        try
        {
            var log = OpenOrMake(partition, topicId, config, assigned, isNewlyRefused);
            if (log is not null || !(IsLeaving(partition) || HasTwin(partition, isNews: false)))
            {
                _waiting.Remove(partition);
                _holds.Remove(partition);
            }

            return log;
        }
        catch (RefusedException error)
        {
            FailIfHeldForLong(partition, error);
            if (isNewlyRefused)
            {
                _context.Logger.PartitionPutOff(error, partition);
            }

            return null;
        }
    }

    /// <summary>Whoever holds one of its files has had time to let go of it: the directory fails as for any other error.</summary>
    private void FailIfHeldForLong(TopicPartition partition, RefusedException refused)
    {
        if (refused is not FileHeldException held)
        {
            _holds.Remove(partition);
            return;
        }

        if (!_holds.TryGetValue(partition, out var watch))
        {
            _holds[partition] = watch = new HoldWatch(_context.Clock);
        }

        if (watch.IsOver(held))
        {
            _holds.Remove(partition);
            _directories.Find(directory => held.Path.StartsWith(directory.Path + Path.DirectorySeparatorChar, StringComparison.Ordinal))?.Fail(Patience.Failure(held));
        }
    }

    private PartitionLog? OpenOrMake(TopicPartition partition, Uuid topicId, LogConfig config, Uuid assigned, bool isNewlyRefused)
    {
        SettleOnOne(partition, topicId, config, assigned);
        var directory = DirectoryOf(partition);
        if (directory is { Failure: null } && IsStray(directory, partition, topicId))
        {
            directory.SetAside(partition, Uuid.NewRandom(_random));
            directory = null;
        }

        if (directory is not null)
        {
            return Open(directory, partition, topicId, config);
        }

        if (IsLeaving(partition) || HasTwin(partition, isNewlyRefused))
        {
            return null;
        }

        var preferred = _preferred.GetValueOrDefault(partition);
        var home = preferred is { Failure: null } ? preferred : _directories.Find(candidate => candidate.Failure is null && candidate.Id == assigned);
        if (home is not null && home.Futures.Found.Contains(partition))
        {
            // The last owner had changed places, but for the name: what the move left behind is gone already.
            return Guarded(home, () => home.Promote(partition, config, static path => new LogOpening(path)));
        }

        var mayBeElsewhere = home is null && assigned != Uuid.Zero && _directories.Exists(candidate => candidate.Failure is not null);
        return mayBeElsewhere ? null : Create(home, partition, topicId, config);
    }

    /// <summary>
    /// A move whose last steps a failed disk cut short may have left the partition in two directories. It lives where its log came
    /// further: one was served since, and the other got nothing. The cluster decides only between equal ones, since the broker may have
    /// crashed before the cluster heard where the partition stayed.
    /// </summary>
    private void SettleOnOne(TopicPartition partition, Uuid topicId, LogConfig config, Uuid assigned)
    {
        var homes = _directories.Where(directory => directory.Failure is null && directory.Has(partition)).ToList();
        if (homes.Count < 2)
        {
            return;
        }

        foreach (var stray in homes.Where(home => IsStray(home, partition, topicId)).ToList())
        {
            stray.SetAside(partition, Uuid.NewRandom(_random));
            homes.Remove(stray);
        }

        var settled = homes
            .Select(home => (Home: home, Log: Open(home, partition, topicId, config)))
            .Where(one => one.Log is not null)
            .OrderByDescending(one => one.Log!, Comparer<PartitionLog>.Create(CompareProgress))
            .ThenByDescending(one => one.Home.Id == assigned)
            .Select(one => one.Home)
            .ToList();
        foreach (var other in settled.Skip(1))
        {
            _context.Logger.PartitionTwice(partition, settled[0].Path, other.Path);
            other.SetAside(partition, Uuid.NewRandom(_random));
        }
    }

    /// <summary>Which of two logs came further. One that was begun anew at the leader's start has no epoch yet, though it is not behind for that.</summary>
    private static int CompareProgress(PartitionLog one, PartitionLog other)
    {
        var (epoch, otherEpoch) = (one.Epochs.LatestEpoch, other.Epochs.LatestEpoch);
        return epoch != otherEpoch && epoch != LeaderEpochCache.Undefined && otherEpoch != LeaderEpochCache.Undefined
            ? epoch.CompareTo(otherEpoch)
            : (one.LogEndOffset, one.LogStartOffset).CompareTo((other.LogEndOffset, other.LogStartOffset));
    }

    /// <summary>Another partition has its files where this one's would be: metadata that comes from elsewhere may name both.</summary>
    private bool HasTwin(TopicPartition partition, bool isNews)
    {
        var twin = _directories.Select(directory => directory.TwinOf(partition)).FirstOrDefault(static found => found is not null);
        if (isNews && twin is not null)
        {
            _context.Logger.FilesTaken(partition, twin.Value);
        }

        return twin is not null;
    }

    private bool IsLeaving(TopicPartition partition) => _directories.Exists(directory => directory.IsLeaving(partition));

    private bool IsStray(LogDirectory directory, TopicPartition partition, Uuid topicId)
    {
        var found = Uuid.Zero;
        var isStray = Guarded(directory, () => directory.TopicIdOf(partition) is { } id && (found = id) != topicId);
        if (isStray)
        {
            _context.Logger.StrayPartition(directory.PathOf(partition), found, topicId);
        }

        return isStray;
    }

    /// <summary>Makes a partition: in the given directory, or in the one with the fewest that takes it.</summary>
    private PartitionLog? Create(LogDirectory? home, TopicPartition partition, Uuid topicId, LogConfig config)
    {
        IEnumerable<LogDirectory> candidates = home is not null ? [home] : _directories.OrderBy(directory => directory.PartitionCount);
        DiskFullException? full = null;
        foreach (var directory in candidates.Where(candidate => candidate.Failure is null).ToList())
        {
            try
            {
                var made = Guarded(directory, () =>
                {
                    directory.Create(partition, topicId);
                    return directory.Add(partition, config, directory.Load(partition, config));
                });
                if (made is not null)
                {
                    _preferred.Remove(partition);
                    return made;
                }
            }
            catch (DiskFullException error)
            {
                full = error;
            }
        }

        return full is null ? null : throw full;
    }

    private static PartitionLog? Open(LogDirectory directory, TopicPartition partition, Uuid topicId, LogConfig config)
    {
        if (directory.Failure is not null)
        {
            return null;
        }

        if (directory.Logs.TryGetValue(partition, out var open))
        {
            open.Config = config;
            return open;
        }

        return Guarded(directory, () =>
        {
            if (directory.TopicIdOf(partition) is null)
            {
                directory.SetTopicId(partition, topicId);
            }

            return directory.Add(partition, config, directory.Load(partition, config));
        });
    }

    /// <summary>A medium that refuses something leaves the directory in service, and the caller to decide; a failure takes it out.</summary>
    private static T? Guarded<T>(LogDirectory directory, Func<T?> work)
    {
        try
        {
            return work();
        }
        catch (IOException error) when (error is not RefusedException)
        {
            directory.Fail(error);
            return default;
        }
    }
}
