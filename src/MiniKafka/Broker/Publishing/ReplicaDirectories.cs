using Microsoft.Extensions.Logging;
using MiniKafka.Broker.Membership;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;
using MiniKafka.Replication;
using MiniKafka.Runtime;
using MiniKafka.Storage.Directories;
using MiniKafka.Storage.Files;
using MiniKafka.Storage.Logs;

namespace MiniKafka.Broker.Publishing;

/// <summary>
/// In which log directory each replica of this broker is: tells the controller, moves replicas between directories, and takes those of
/// a failed one out of service. Owned by the broker's loop. Invariant: a replica changes places only after the controller took note
/// of its new directory, so that a failure of the old one is never taken for one of the new (KIP-858).
/// </summary>
internal sealed class ReplicaDirectories(
    ClusterView view, LogManager logs, BrokerReplication replication, DirectoryAssignments assignments, EventLoop loop, ILogger logger)
{
    /// <summary>What is copied and forced in one turn of the loop at the end of a move: little enough to go unnoticed.</summary>
    private const long LastLag = 1000;

    private readonly SortedDictionary<TopicPartition, LogMove> _moves = [];

    /// <summary>A replica is served: its directory is told unless the metadata has it, and a move that a stop interrupted goes on.</summary>
    public void OnHosted(Partition partition, PartitionImage image)
    {
        if (partition.Log.IsOffline || logs.DirectoryOf(partition.Id.TopicPartition) is not { } home)
        {
            return;
        }

        if (!_moves.ContainsKey(partition.Id.TopicPartition))
        {
            foreach (var directory in logs.Directories.Where(directory => directory.Failure is null && directory.Futures.Found.Contains(partition.Id.TopicPartition)).ToList())
            {
                if (directory == home || Begin(partition, directory) != ErrorCode.None)
                {
                    directory.DiscardFuture(partition.Id.TopicPartition);
                }
            }
        }

        var isMovingThere = _moves.TryGetValue(partition.Id.TopicPartition, out var move) && move.Target.Id == image.DirectoryOf(view.BrokerId);
        if (image.DirectoryOf(view.BrokerId) != home.Id && !isMovingThere)
        {
            _ = assignments.AssignAsync(partition.Id, home.Id);
        }
    }

    /// <summary>A replica is here no more.</summary>
    public void OnDropped(TopicPartition partition) => CallOff(partition);

    /// <summary>A directory is out of service, and so are its replicas.</summary>
    public void OnFailed(LogDirectory directory)
    {
        foreach (var partition in replication.Replicas.Partitions.Where(partition => partition.Log.IsOffline))
        {
            replication.Fetchers.Stop(partition.Id.TopicPartition);
            if (_moves.ContainsKey(partition.Id.TopicPartition))
            {
                // The controller may have been told of the new place already, which does not have everything.
                CallOff(partition.Id.TopicPartition);
                _ = assignments.AssignAsync(partition.Id, directory.Id);
            }
        }

        foreach (var (partition, _) in _moves.Where(move => move.Value.Target == directory).ToList())
        {
            CallOff(partition);
        }
    }

    /// <summary>Begins to move a replica, or leaves it where it is when it is there; a move to elsewhere is called off.</summary>
    public ErrorCode Begin(Partition partition, LogDirectory target)
    {
        var id = partition.Id.TopicPartition;
        if (_moves.TryGetValue(id, out var present))
        {
            if (present.Target == target)
            {
                return ErrorCode.None;
            }

            CallOff(id);
        }

        if (logs.DirectoryOf(id) == target)
        {
            return ErrorCode.None;
        }

        if (logs.Directories.Any(directory => directory.Failure is not null))
        {
            // An earlier copy may be in a directory that is out of service.
            return ErrorCode.KafkaStorageError;
        }

        try
        {
            var move = _moves[id] = logs.BeginMove(partition.Log, partition.Id.TopicId, target);
            loop.Start(() => RunAsync(partition, move));
            return ErrorCode.None;
        }
        catch (IOException)
        {
            return ErrorCode.KafkaStorageError;
        }
    }

    /// <summary>No move ends from now on.</summary>
    public void Abandon()
    {
        foreach (var move in _moves.Values)
        {
            move.Abandon();
        }

        _moves.Clear();
    }

    private async Task RunAsync(Partition partition, LogMove move)
    {
        try
        {
            await CatchUpAsync(move, lag: 0);
            if (!move.IsOver && await move.FlushAsync() && !move.IsOver && await assignments.AssignAsync(partition.Id, move.Target.Id) && !move.IsOver)
            {
                await CatchUpAsync(move, LastLag);
                if (await move.FinishAsync(log => ChangePlaces(partition, log)) is not null)
                {
                    if (move.Target.Failure is { } failure)
                    {
                        BrokerLog.MoveFailed(logger, partition.Id.TopicPartition, move.Target.Path, failure);
                        TellHome(partition);
                        return;
                    }

                    BrokerLog.ReplicaMoved(logger, partition.Id.TopicPartition, move.Target.Path);
                    return;
                }
            }
        }
        catch (IOException error)
        {
            BrokerLog.MoveFailed(logger, partition.Id.TopicPartition, move.Target.Path, error);
        }

        if (_moves.TryGetValue(partition.Id.TopicPartition, out var present) && present == move)
        {
            CallOff(partition.Id.TopicPartition);
            TellHome(partition);
        }
    }

    private void ChangePlaces(Partition partition, PartitionLog log)
    {
        _moves.Remove(partition.Id.TopicPartition);
        partition.MoveTo(log);
    }

    /// <summary>Copies until little is left, and lets others have their turn in between: a while, where somebody has files of the copy open.</summary>
    private async Task CatchUpAsync(LogMove move, long lag)
    {
        for (var before = move.Lag; before > lag && move.CopySome(); before = move.Lag)
        {
            if (move.Lag < before)
            {
                await Task.Yield();
            }
            else
            {
                await Task.Delay(Patience.Interval, loop.Clock);
            }
        }
    }

    /// <summary>Nothing came of a move, of which the controller may have heard.</summary>
    private void TellHome(Partition partition)
    {
        if (view.Image.Partition(partition.Id.Topic!, partition.Id.Partition) is { } image && replication.Replicas.Find(partition.Id.TopicPartition) == partition)
        {
            OnHosted(partition, image);
        }
    }

    private void CallOff(TopicPartition partition)
    {
        if (_moves.Remove(partition, out var move))
        {
            move.Dispose();
        }
    }
}
