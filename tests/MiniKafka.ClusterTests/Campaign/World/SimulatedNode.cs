using MiniKafka.Broker;
using MiniKafka.ClusterTests.Campaign.Judging;
using MiniKafka.Model;
using MiniKafka.Network;
using MiniKafka.Quorum.Log;
using MiniKafka.Quorum.Voters;
using MiniKafka.Runtime;
using MiniKafka.Tests.Storage.Files;
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

/// <summary>One whole broker, which is killed and started again on what its disk kept.</summary>
internal sealed class SimulatedNode(SimulatedCluster cluster, int id)
{
    private const string LogDirectory = "/data";

    private static readonly string MetadataDirectory = Path.Combine(LogDirectory, "__cluster_metadata-0");

    private readonly CrashableDisk _disk = new(cluster.Host.Clock);
    private (OffsetAndEpoch End, IReadOnlyDictionary<string, byte[]> Files)? _backup;

    public int Id => id;

    public string Name { get; } = $"broker-{id}";

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

    public NodeEndPoint Address => new(Name, SimulatedCluster.Port);

    public async Task<Voter> OpenAsync()
    {
        IsLockedOut = false;
        JudgeMetadata();
        var node = Node = new BrokerNode(new BrokerOptions
        {
            NodeId = id,
            ClusterId = "simulated",
            Config = cluster.Config,
            Host = cluster.Host,
            FileSystem = new LockingFileSystem(_disk.Mount()),
            LogDirectories = [LogDirectory],
            Listeners = [new ListenerOptions("PLAINTEXT", cluster.TransportOf(Name), Address)],
            ControllerTransport = cluster.TransportOf(Name),
            Loggers = cluster.Loggers,
        });
        Witness = new NodeWitness(cluster.Referee, this, node);
        return await node.OpenAsync();
    }

    public async Task StartAsync(VoterSet voters)
    {
        var node = Node!;
        await node.StartAsync(voters);
        Serves = Node == node;
    }

    /// <summary>Opens and starts it; that it crashes meanwhile is no failure.</summary>
    public async Task StartAgainAsync(VoterSet voters)
    {
        try
        {
            await OpenAsync();
            await StartAsync(voters);
        }
        catch (LoopStoppedException stopped) when (stopped.InnerException is null)
        {
            // It crashed before it was up.
        }
        catch (KafkaException exception) when (exception.Code == ErrorCode.RequestTimedOut)
        {
            // No controller in time: whoever watches over the process starts it again.
            Crash(Ending.Kill, new Random(0));
            await StartAgainAsync(voters);
        }
    }

    /// <summary>Another program holds some of its files for a while.</summary>
    public void Hold(string part, TimeSpan time) => _disk.Hold(part, time);

    /// <summary>From now on no file of it can be had.</summary>
    public void LockOut()
    {
        IsLockedOut = true;
        _disk.Hold(string.Empty, Timeout.InfiniteTimeSpan);
    }

    public void LetGo()
    {
        IsLockedOut = false;
        _disk.LetGo();
    }

    /// <summary>It stopped by itself, as one does that is locked out.</summary>
    public void OnFailed()
    {
        (Node, Witness, Serves, IsStopping) = (null, null, false, false);
        Left = null;
        _disk.Unmount();
    }

    /// <summary>Ends the node between two turns of its loop; tells how many bytes its disk lost.</summary>
    public long Crash(Ending ending, Random random)
    {
        var (node, witness) = (Node!, Witness!);
        (Node, Witness, Serves, IsStopping) = (null, null, false, false);
        node.Loop.Stop();
        switch (ending)
        {
            case Ending.PowerLoss:
                Left = null;
                return _disk.LosePower(random);
            case Ending.DiskLoss:
                Left = null;
                _backup = null;
                _disk.Replace();
                return 0;
            default:
                Left = witness.TellLeft() ?? Left;
                _disk.Unmount();
                return 0;
        }
    }

    /// <summary>Hands over what it leads and stops; that it crashes meanwhile is no failure, and it did not stop then.</summary>
    public async Task<bool> StopAsync()
    {
        var (node, witness) = (Node!, Witness!);
        (Serves, IsStopping) = (false, true);
        try
        {
            await node.LeaveAsync(TimeSpan.FromSeconds(10));
            await node.DisposeAsync();
        }
        catch (LoopStoppedException stopped) when (stopped.InnerException is null)
        {
            return false;
        }

        if (Node != node)
        {
            return false;
        }

        (Node, Witness, IsStopping) = (null, null, false);
        Left = witness.TellLeft() ?? Left;
        _disk.Unmount();
        return true;
    }

    /// <summary>Judges the metadata on the disk of a node that does not run: it is what Apache Kafka would load.</summary>
    public void JudgeMetadata() => MetadataJudge.Check(_disk.Mount(mayBeHeld: false), LogDirectory);

    /// <summary>While it is stopped, its disk loses some bytes of the last batch of a partition. False when there is none.</summary>
    public bool CutLastBatch(TopicPartition partition, Random random)
    {
        var directory = Path.Combine(LogDirectory, partition.ToString());
        var isCut = _disk.ListFiles(directory).LastOrDefault(file => file.Name.EndsWith(".log", StringComparison.Ordinal)) is { Length: > 0 } last
            && _disk.CutLastBatch(Path.Combine(directory, last.Name), random);
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

    /// <summary>The course is over: nothing of the node is left.</summary>
    public void Discard()
    {
        Node?.Loop.Stop();
        _disk.Discard();
    }

    /// <summary>Falls silent; that it crashes meanwhile is no failure.</summary>
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
