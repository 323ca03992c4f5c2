using MiniKafka.Model;
using MiniKafka.Storage.Checkpoints;
using MiniKafka.Storage.Files;
using MiniKafka.Storage.Logs;
using MiniKafka.Storage.Recovery;

namespace MiniKafka.Storage.Directories;

/// <content>The replicas in it: made, opened, moved and taken away.</content>
internal sealed partial class LogDirectory
{
    public string PathOf(TopicPartition partition) => System.IO.Path.Combine(Path, partition.ToString());

    public bool Has(TopicPartition partition) => _logs.ContainsKey(partition) || _unopened.Contains(partition);

    /// <summary>The partition is gone, but not its directory, since a worker still has files in it open: it cannot be made yet.</summary>
    public bool IsLeaving(TopicPartition partition) => _leaving.ContainsKey(partition);

    /// <summary>The other partition whose files one would share, since their names differ only in the case of letters; null when there is none.</summary>
    public TopicPartition? TwinOf(TopicPartition partition)
    {
        return IgnoresCase ? _logs.Keys.Concat(_unopened).Concat(_leaving.Keys).Where(IsTwin).Select(static twin => (TopicPartition?)twin).FirstOrDefault() : null;

        bool IsTwin(TopicPartition other) =>
            other != partition && other.Partition == partition.Partition && string.Equals(other.Topic, partition.Topic, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Reads a partition's directory; may run on a worker. What a try writes that the medium then refuses counts for the next.</summary>
    public LoadedLog Load(TopicPartition partition, LogConfig config)
    {
        if (!_writtenByLoads.TryGetValue(partition, out var written))
        {
            _writtenByLoads[partition] = written = [];
        }

        return LogLoader.Load(_context, config, _checkpoints.Opening(partition, PathOf(partition), WasCleanShutdown) with { Written = written });
    }

    /// <summary>Puts a log that was loaded into service.</summary>
    public PartitionLog Add(TopicPartition partition, LogConfig config, LoadedLog loaded)
    {
        _unopened.Remove(partition);
        _writtenByLoads.Remove(partition);
        return _logs[partition] = Serve(partition, config, loaded);
    }

    /// <summary>Makes the directory of a new partition. Its name becomes durable with the first flush.</summary>
    public void Create(TopicPartition partition, Uuid topicId)
    {
        _checkpoints.BeginAnew(partition);
        _context.FileSystem.CreateDirectory(PathOf(partition));
        try
        {
            PartitionMetadataFile.Write(_context.FileSystem, PathOf(partition), topicId);
        }
        catch (RefusedException)
        {
            // It may be made in another directory instead, and must not be found in two.
            _context.FileSystem.DeleteDirectory(PathOf(partition));
            throw;
        }
    }

    /// <summary>Makes an empty copy of a partition that lives elsewhere, to be filled from there; an earlier one goes.</summary>
    /// <exception cref="IOException">There is no room, or the medium failed.</exception>
    public PartitionLog CreateFuture(TopicPartition partition, Uuid topicId, LogConfig config, long startOffset, Uuid unique)
    {
        Futures.Discard(partition);
        if (Failure is { } failure)
        {
            throw new IOException(failure.Message, failure);
        }

        _checkpoints.BeginAnew(partition);
        var log = Serve(partition, config, Futures.Create(partition, topicId, config, startOffset, unique));
        Futures.Add(log);
        return log;
    }

    /// <summary>Removes a partition's copy, if there is one; what cannot be removed is left to the next start.</summary>
    public void DiscardFuture(TopicPartition partition) => Futures.Discard(partition);

    /// <summary>Makes a copy the partition itself and opens it; it must be complete.</summary>
    public PartitionLog Promote(TopicPartition partition, LogConfig config, Func<string, LogOpening> opening)
    {
        Futures.Rename(partition, PathOf(partition));
        return Add(partition, config, LogLoader.Load(_context, config, opening(PathOf(partition))));
    }

    public Uuid? TopicIdOf(TopicPartition partition) => PartitionMetadataFile.Read(_context.FileSystem, PathOf(partition));

    /// <summary>Notes the topic id of a partition whose metadata file was lost.</summary>
    public void SetTopicId(TopicPartition partition, Uuid topicId) => PartitionMetadataFile.Write(_context.FileSystem, PathOf(partition), topicId);

    /// <summary>Takes a partition out of service and its directory out of the way; the files go when the delay is over.</summary>
    public void Delete(TopicPartition partition, Uuid unique, long delayMs)
    {
        Leave(partition, PartitionDirectoryName.ForDeletion(partition, unique), doomed => _context.Deletions.AddDirectory(doomed, _context.NowMs + delayMs));
        Forget(partition);
    }

    /// <summary>
    /// Takes a partition out of service and forces onto the medium that its directory shall go; null when the medium fails. No worker may
    /// have the log's files open.
    /// </summary>
    /// <exception cref="FileHeldException">Somebody holds the directory, or a file in it: the partition is served as before.</exception>
    public string? TakeAway(TopicPartition partition, Uuid unique)
    {
        var path = System.IO.Path.Combine(Path, PartitionDirectoryName.ForDeletion(partition, unique));
        _logs.GetValueOrDefault(partition)?.CloseFiles();
        try
        {
            if (Failure is null)
            {
                _context.FileSystem.MoveDirectory(PathOf(partition), path);
                _context.FileSystem.SyncDirectory(Path);
            }
        }
        catch (IOException error) when (error is not FileHeldException)
        {
            Fail(error);
        }

        Retire(partition);
        return Failure is null ? path : null;
    }

    /// <summary>
    /// Takes a replica out of service that the cluster knows nothing of; its files stay under another name. That name is forced onto the
    /// medium: under its own the replica would stand beside the one that is served instead, after a crash long after.
    /// </summary>
    public void SetAside(TopicPartition partition, Uuid unique)
    {
        Leave(partition, PartitionDirectoryName.ForStray(partition, unique), stray =>
        {
            _context.FileSystem.SyncDirectory(Path);
            _context.Logger.StraySetAside(partition, stray);
        });
        Forget(partition);
    }

    /// <summary>Forgets the offsets of a partition that is here no more.</summary>
    public void Forget(TopicPartition partition) => _checkpoints.Remove(partition);

    /// <summary>Undoes <see cref="TakeAway"/>: opens the log again as it was. Without success the log is offline like the directory.</summary>
    public PartitionLog PutBack(PartitionLog taken, string doomed)
    {
        var back = taken;
        Guarded($"the way back of {taken.Partition}", () =>
        {
            _context.FileSystem.MoveDirectory(doomed, PathOf(taken.Partition));

            // The name that says it shall go is on the medium: after a crash, nothing served under the old one would be found.
            _context.FileSystem.SyncDirectory(Path);
            var opening = new LogOpening(PathOf(taken.Partition))
            {
                RecoveryPoint = taken.FlushedOffset, LogStartOffset = taken.LogStartOffset, HighWatermark = taken.HighWatermark, CleanedOffset = CleanedOffset(taken.Partition),
            };
            back = Add(taken.Partition, taken.Config, LogLoader.Load(_context, taken.Config, opening));
        });
        return back;
    }

    /// <summary>Takes a partition out of service at once, and renames its directory as soon as nobody has files in it open.</summary>
    private void Leave(TopicPartition partition, string name, Action<string> onRenamed)
    {
        var log = Retire(partition);
        var path = System.IO.Path.Combine(Path, name);
        if (log is not null && !log.Jobs.IsIdle)
        {
            _leaving[partition] = log;
            log.Jobs.WhenIdle(Rename);
        }
        else
        {
            Rename();
        }

        void Rename()
        {
            if (Guarded($"the leaving of {partition}", MoveAndTell))
            {
                return;
            }

            if (Failure is null)
            {
                _leaving.TryAdd(partition, null);
            }
            else
            {
                _leaving.Remove(partition);
            }
        }

        void MoveAndTell()
        {
            _context.FileSystem.MoveDirectory(PathOf(partition), path);
            onRenamed(path);
            if (_leaving.Remove(partition))
            {
                Left?.Invoke(partition);
            }
        }
    }

    private PartitionLog? Retire(TopicPartition partition)
    {
        if (_logs.Remove(partition, out var log))
        {
            log.Retire();
        }

        _unopened.Remove(partition);
        _writtenByLoads.Remove(partition);
        return log;
    }
}
