using Disks;
using MiniKafka.Broker.Composition;
using MiniKafka.ClusterTests.Campaign.Judging;
using MiniKafka.Model;
using MiniKafka.Network;
using MiniKafka.Quorum.Log;
using MiniKafka.Runtime;
using MiniKafka.Storage.Files;
using StrictReplay;

namespace MiniKafka.ClusterTests.Campaign.World;

/// <summary>How a node ends.</summary>
internal enum Ending
{
    /// <summary>Its process is killed; its files are as they were.</summary>
    Kill,

    /// <summary>The power fails: what was not flushed is gone.</summary>
    PowerLoss,

    /// <summary>It is killed and its disk is replaced by an empty one.</summary>
    DiskLoss,
}

/// <summary>One broker of the cluster, which is killed and started again on what its disk kept.</summary>
internal sealed class SimulatedNode(SimulatedCluster cluster, int id)
{
    private static readonly string Data = Path.GetFullPath(SimulatedCluster.DataDirectory);

    private FaultyDisk _disk = new() { Clock = cluster.Host.Clock };
    private readonly string _logDirectory = Path.Combine(Data, $"broker-{id}");
    private (OffsetAndEpoch End, IReadOnlyDictionary<string, byte[]> Files)? _backup;
    private BrokerNode? _noticed;
    private Task _ended = Task.CompletedTask;
    private Task _starting = Task.CompletedTask;

    public int Id => id;

    public string Name { get; } = LinkEnd.NameOfBroker(id);

    /// <summary>The running node; null between a crash and the next start.</summary>
    public BrokerNode? Node { get; private set; }

    /// <summary>What the referee keeps in mind of the running node.</summary>
    public NodeWitness? Witness { get; private set; }

    public bool IsAlive => Node is not null;

    /// <summary>True from the completed start to the next crash.</summary>
    public bool Serves { get; private set; }

    public bool IsPaused => Node is { IsPaused: true };

    /// <summary>How often it paused.</summary>
    public int Pauses { get; private set; }

    /// <summary>True while it hands over what it leads and stops.</summary>
    public bool IsStopping { get; private set; }

    /// <summary>Its data may miss something that was acknowledged; false again once it is in sync everywhere.</summary>
    public bool HasLostData { get; set; }

    /// <summary>Access to its files is denied until it starts again: it has to stop by itself.</summary>
    public bool IsLockedOut { get; private set; }

    /// <summary>What it left on its disk when it ended; null when some of it was lost.</summary>
    public LeftLogs? Left { get; private set; }

    /// <summary>Where its metadata log ends; null while it is down.</summary>
    public OffsetAndEpoch? MetadataEnd => Node?.Controller?.Quorum.Log.End;

    private KafkaBroker Broker => cluster.Kafka.Brokers[id];

    private string MetadataDirectory => Path.Combine(_logDirectory, "__cluster_metadata-0");

    /// <summary>The disk for the next process that works on it, before which nobody else does any more.</summary>
    public IFileSystem Mount()
    {
        if (IsLockedOut)
        {
            LetGo();
        }

        return new LockingFileSystem(_disk.Mount());
    }

    /// <summary>Whenever anything has run: a node that was made meanwhile is watched from its first step.</summary>
    public void Notice()
    {
        if (cluster.Kafka.Brokers is { Count: > 0 } brokers && brokers[id].Node is { } running && running != _noticed)
        {
            Node = _noticed = running;
            Witness = new NodeWitness(cluster.Referee, this, running);
        }
    }

    /// <summary>It was started with its cluster.</summary>
    public void OnServing() => Serves = true;

    /// <summary>Starts it, unless somebody else has by then; that it crashes meanwhile is no failure.</summary>
    public Task StartAgainAsync() => _starting = StartAfterAsync(_starting);

    private async Task StartAfterAsync(Task earlier)
    {
        // Whether an earlier start failed is the concern of whoever asked for it.
        await Task.WhenAny(earlier);
        if (!IsAlive)
        {
            await RestartAsync();
        }
    }

    private async Task RestartAsync()
    {
        await _ended;
        JudgeMetadata();
        try
        {
            await Broker.StartAsync();
            Serves = IsAlive;
        }
        catch (Exception crashed) when (crashed is OperationCanceledException or LoopStoppedException { InnerException: null })
        {
            // It crashed before it was up.
        }
        catch (KafkaException exception) when (exception.Code == ErrorCode.RequestTimedOut)
        {
            // No controller in time: whoever watches over the process starts it again.
            Crash(Ending.Kill, new Random(0));
            await RestartAsync();
        }
    }

    /// <summary>Another program holds some of its files for a while.</summary>
    public void Hold(string part, TimeSpan time) => _disk.HoldAll(part, time);

    /// <summary>From now on no file of it can be had.</summary>
    public void LockOut()
    {
        IsLockedOut = true;
        _disk.HoldAll(string.Empty, Timeout.InfiniteTimeSpan);
    }

    public void LetGo()
    {
        IsLockedOut = false;
        _disk.Held.LetGo();
    }

    /// <summary>It stopped by itself, as one does that is locked out.</summary>
    public void OnFailed()
    {
        IsGone();
        Left = null;
        _disk.Unmount();
    }

    /// <summary>Ends the node between two turns of its loop; tells how many bytes its disk lost.</summary>
    public long Crash(Ending ending, Random random)
    {
        var (node, witness) = (Node!, Witness!);
        IsGone();
        node.Loop.Stop();

        // Its broker notices in its own turn, and lets go of what the node held.
        _ended = Broker.KillAsync();
        switch (ending)
        {
            case Ending.PowerLoss:
                Left = null;
                return _disk.Crash(random);
            case Ending.DiskLoss:
                Left = null;
                _backup = null;
                _disk.Unmount();
                _disk = new FaultyDisk { Clock = cluster.Host.Clock };
                return 0;
            default:
                Left = witness.TellLeft() ?? Left;
                _disk.Unmount();
                return 0;
        }
    }

    /// <summary>Hands over what it leads and stops. False when it crashed meanwhile.</summary>
    public async Task<bool> StopAsync()
    {
        var (node, witness) = (Node!, Witness!);
        (Serves, IsStopping) = (false, true);
        await Broker.StopAsync();
        if (Node != node)
        {
            return false;
        }

        IsGone();
        Left = witness.TellLeft() ?? Left;
        _disk.Unmount();
        return true;
    }

    /// <summary>Judges the metadata on the disk of a node that does not run: it is what Apache Kafka would load.</summary>
    public void JudgeMetadata() => _disk.Held.Overlook(() => MetadataJudge.Check(_disk, _logDirectory));

    /// <summary>While it is stopped, its disk loses some bytes of the last batch of a partition. False when there is none.</summary>
    public bool CutLastBatch(TopicPartition partition, Random random)
    {
        var isCut = _disk.CutLastBatch(Path.Combine(_logDirectory, partition.ToString()), random) is not null;
        if (isCut)
        {
            Left = null;
        }

        return isCut;
    }

    /// <summary>Somebody copies its metadata log away, as it is between two turns of its loop.</summary>
    public void BackUpMetadata()
    {
        if (MetadataEnd is { } end)
        {
            _backup = (end, _disk.Copy(MetadataDirectory));
        }
    }

    /// <summary>
    /// While it is stopped, the backup takes the place of its metadata log; what it voted stays. Tells where the log ends now; null when there is
    /// no backup that is older than an end.
    /// </summary>
    public OffsetAndEpoch? RestoreMetadata(OffsetAndEpoch end)
    {
        if (_backup is not { } backup || backup.End >= end)
        {
            return null;
        }

        _disk.PutBack(MetadataDirectory, backup.Files, QuorumStateFile.FileName);
        return backup.End;
    }

    private void IsGone() => (Node, Witness, Serves, IsStopping) = (null, null, false, false);

    /// <summary>Falls silent, in the middle of its start perhaps, as a process does; that it crashes meanwhile is no failure.</summary>
    public async Task PauseAsync()
    {
        Pauses++;
        try
        {
            await Node!.PauseAsync();
        }
        catch (LoopStoppedException stopped) when (stopped.InnerException is null)
        {
            // It is silent for good.
        }
    }

    public void Continue()
    {
        if (Node is { IsPaused: true } node)
        {
            node.Resume();
        }
    }
}
