using MiniKafka.ClusterTests.Campaign.Judging;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;

namespace MiniKafka.ClusterTests.Campaign.World;

/// <summary>Chooses what goes wrong next, and mends it again after a while.</summary>
internal sealed partial class Troublemaker
{
    private readonly SimulatedCluster _cluster;
    private readonly Action<string> _tell;
    private readonly Random _random;
    private readonly Random _floodChance;
    private readonly string[] _names;
    private bool _mayLoseDisk = true;
    private bool _isOver;

    public Troublemaker(SimulatedCluster cluster, Action<string> tell)
    {
        _cluster = cluster;
        _tell = tell;
        _random = cluster.Host.CreateRandom("trouble");
        _floodChance = cluster.Host.CreateRandom("floods");
        _names = [.. cluster.Nodes.Select(node => node.Name), SimulatedCluster.ClientName];
        SlowDown();
    }

    private Totals Totals => _cluster.Referee.Totals;

    /// <summary>Waits a while and makes trouble.</summary>
    public async Task NextAsync()
    {
        await _cluster.DelayAsync(_random.Next(500, 6_000));
        SometimesBackUpMetadata();
        SometimesFlood();
        var node = _cluster.Nodes[_random.Next(_cluster.Nodes.Count)];
        switch (_random.Next(_cluster.ForgetsRecords ? 14 : 13))
        {
            case 13 when _cluster.Nodes.All(each => each is { Serves: true, IsPaused: false, HasLostData: false }):
                KillAll();
                break;
            case 0 or 1 when node.IsAlive && MayEnd(node):
                Crash(node);
                break;
            case 2 or 3 when Leader() is { IsAlive: true } leader && MayEnd(leader):
                Crash(leader);
                break;
            case 4 when node.Serves && !node.IsPaused && MayEnd(node):
                Totals.Stops++;
                _tell($"{node.Name} is stopped");
                _ = StopAsync(node);
                break;
            case 5 when node.IsAlive && !node.IsPaused && !node.IsStopping:
                _ = PauseAsync(node);
                break;
            case 6:
                CutOff(node);
                break;
            case 7:
                CutLink();
                break;
            case 8:
                BreakLink();
                break;
            case 9 or 10:
                HoldFiles(node);
                break;
            case 11 when node.Serves && !node.IsPaused && !node.IsLockedOut && MayEnd(node):
                LockOut(node);
                break;
            default:
                SlowDown();
                break;
        }
    }

    /// <summary>Ends all trouble: links heal, and every node is started.</summary>
    public async Task HealAsync()
    {
        _isOver = true;
        _flooding.ForEach(loop => loop.Stop());
        foreach (var from in _names)
        {
            foreach (var to in _names.Where(to => to != from))
            {
                _cluster.Network.Link(from, to).Heal();
                _cluster.Network.Link(from, to).SetDelay(TimeSpan.Zero);
            }
        }

        foreach (var node in _cluster.Nodes)
        {
            node.LetGo();
            node.Continue();
        }

        await Task.WhenAll(_cluster.Nodes.Select(StartIfDownAsync));
    }

    private SimulatedNode? Leader()
    {
        var partition = _random.Next(2);
        return _cluster.Image.Partition(SimulatedCluster.Topic, partition) is { HasLeader: true } image ? _cluster.Nodes[image.Leader] : null;
    }

    private void Crash(SimulatedNode node)
    {
        var ending = _random.Next(6) switch
        {
            0 or 1 or 2 when MayLoseData(node) => _mayLoseDisk && _random.Next(3) == 0 ? Ending.DiskLoss : Ending.PowerLoss,
            _ => Ending.Kill,
        };
        Totals.LeadersKilledWithUnacknowledged += node.Witness!.Replicas.Any(replica => replica.LeadsUnacknowledged) ? 1 : 0;
        var metadata = node.MetadataEnd;
        var lost = node.Crash(ending, _random);
        switch (ending)
        {
            case Ending.Kill:
                Totals.Kills++;
                _tell($"{node.Name} is killed");
                SometimesRestoreMetadata(node, metadata);
                break;
            case Ending.PowerLoss:
                Totals.PowerLosses++;
                node.HasLostData = true;
                _tell($"{node.Name} loses power and {lost} bytes");
                break;
            default:
                Totals.DiskLosses++;
                node.HasLostData = true;
                _mayLoseDisk = false;
                _cluster.Referee.ForgetEpochOf(node.Id);
                _tell($"{node.Name} loses its disk");
                break;
        }

        Later(_random.Next(20, 8_000), () => StartIfDownAsync(node));
    }

    /// <summary>Everybody is down at once, and what they come back with is on their disks.</summary>
    private void KillAll()
    {
        Totals.FullStops++;
        _tell("all nodes are killed");
        foreach (var node in _cluster.Nodes)
        {
            node.Crash(Ending.Kill, _random);
            Later(_random.Next(20, 2_000), () => StartIfDownAsync(node));
        }
    }

    /// <summary>
    /// Until the controller has heard from a node that lost data, it counts among those that have everything, and nobody else may go.
    /// </summary>
    private bool MayEnd(SimulatedNode node) => !_cluster.Nodes.Any(other => other != node && other.HasLostData && !other.Serves);

    /// <summary>
    /// Data may be lost on one replica at a time: every partition must have another in-sync replica that has all and whose process the
    /// controller knows, and who lost data before must be in sync again.
    /// </summary>
    private bool MayLoseData(SimulatedNode node)
    {
        List<ClusterImage> decided = [.. Decided()];
        if (decided.Count == 0)
        {
            // What the last controller decided is in its log perhaps, and nobody has heard of it.
            return false;
        }

        var partitions = decided.Append(_cluster.Image).SelectMany(Partitions).ToList();
        foreach (var other in _cluster.Nodes.Where(other => other.HasLostData))
        {
            other.HasLostData = !other.Serves || partitions.Exists(partition => partition.Replicas.Contains(other.Id) && !partition.Isr.Contains(other.Id));
        }

        return partitions.Count > 0 && !_cluster.Nodes.Any(other => other.HasLostData)
            && partitions.TrueForAll(partition => !partition.Replicas.Contains(node.Id) || partition.Isr.Any(broker => broker != node.Id && _cluster.Nodes[broker] is { Serves: true, IsLockedOut: false }));
    }

    private static List<PartitionImage> Partitions(ClusterImage image) =>
        [.. image.Topics.Values.Where(topic => topic.Name != PassingTopicWorkload.Topic).SelectMany(topic => topic.Partitions.Values)];

    /// <summary>What controllers have decided, whether anybody has heard of it yet or not.</summary>
    private IEnumerable<ClusterImage> Decided() =>
        _cluster.Nodes.Select(node => node.Node?.Controller?.Active).Where(active => active is { IsActive: true }).Select(active => active!.Image);

    private async Task StopAsync(SimulatedNode node)
    {
        var controller = node.Node!.Controller!;
        if (await node.StopAsync())
        {
            if (_cluster.ForgetsRecords && MayLoseData(node))
            {
                SometimesCutLastBatch(node);
            }

            SometimesRestoreMetadata(node, controller.Quorum.Log.End);
        }

        if (_isOver)
        {
            await StartIfDownAsync(node);
        }
        else if (!node.IsAlive)
        {
            Later(_random.Next(20, 4_000), () => StartIfDownAsync(node));
        }
    }

    private async Task StartIfDownAsync(SimulatedNode node)
    {
        if (!node.IsAlive)
        {
            _tell($"{node.Name} is started");
            await node.StartAgainAsync();
        }
    }

    private async Task PauseAsync(SimulatedNode node)
    {
        Totals.Pauses++;
        var running = node.Node;
        var length = _random.Next(3) == 0 ? _random.Next(5_000, 12_000) : _random.Next(50, 4_000);
        _tell($"{node.Name} pauses for {length} ms");
        await node.PauseAsync();
        if (_isOver)
        {
            node.Continue();
        }

        Later(length, () =>
        {
            if (node.Node == running)
            {
                node.Continue();
            }

            return Task.CompletedTask;
        });
    }

    private void Later(int milliseconds, Func<Task> work)
    {
        _ = RunLaterAsync();

        async Task RunLaterAsync()
        {
            await _cluster.DelayAsync(milliseconds);
            if (!_isOver)
            {
                try
                {
                    await work();
                }
#pragma warning disable CA1031 // Whatever it is, the referee tells it.
                catch (Exception exception)
#pragma warning restore CA1031
                {
                    _cluster.Referee.Report(new RuleBrokenException($"A node could not be started: {exception.Message}", exception));
                }
            }
        }
    }
}
