using System.Runtime.CompilerServices;
using MiniKafka.ClusterTests.Campaign.World;
using MiniKafka.Metadata.Control;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;
using MiniKafka.Runtime;

namespace MiniKafka.ClusterTests.Campaign.Judging;

/// <summary>
/// Knows what must always hold and looks after every item of every loop at what that item may have changed: one leader per epoch,
/// leaders that have all that is committed, one committed history of every log that all replicas agree on, watermarks and epochs that
/// never fall, acknowledged records that are in the history, groups' offsets that are committed when they are told.
/// </summary>
internal sealed class Referee(SimulatedCluster cluster)
{
    /// <summary>Some fifty times as many as a course takes.</summary>
    private const int MostSteps = 500_000;
    private const int LastSteps = 1000;

    private readonly SortedDictionary<string, int> _lastLoops = new(StringComparer.Ordinal);
    private readonly SortedDictionary<TopicPartition, ValueHistory> _histories = [];
    private readonly Dictionary<(TopicPartition Partition, int Epoch), int> _leaders = [];
    private readonly Dictionary<int, int> _controllers = [];
    private readonly SortedDictionary<int, int> _quorumEpochs = [];
    private long _imageOffset = -1;

    public Totals Totals { get; } = new() { Courses = 1 };

    public LogHistory Metadata { get; } = new("__cluster_metadata-0");

    public OffsetHistory Offsets { get; } = new($"{TopicNames.ConsumerOffsets}-0", () => cluster.Host.Steps);

    /// <summary>Hears of what logs and leaders do, in a story that is told in detail.</summary>
    public Action<string>? Detail { get; set; }

    /// <summary>The newest image that any node has seen.</summary>
    public ClusterImage Image { get; private set; } = ClusterImage.Empty;

    /// <summary>What went wrong where an exception would be lost: ends the course at its next step.</summary>
    public RuleBrokenException? Found { get; private set; }

    public void Look(EventLoop loop)
    {
        if (cluster.Host.Steps > MostSteps - LastSteps)
        {
            _lastLoops[loop.Name] = _lastLoops.GetValueOrDefault(loop.Name) + 1;
        }

        if (cluster.Host.Steps > MostSteps)
        {
            var busiest = string.Join(", ", _lastLoops.OrderByDescending(each => each.Value).Take(3).Select(each => $"{each.Value} of '{each.Key}'"));
            throw new RuleBrokenException($"{MostSteps} steps, and no end: something goes round in circles. Of the last {LastSteps} were {busiest}.");
        }

        for (var id = 0; id < cluster.Nodes.Count; id++)
        {
            cluster.Nodes[id].Notice();
            if (cluster.Nodes[id] is { Witness: { } witness, Node.Loop: var owner } && owner == loop)
            {
                Guard(witness.Watch);
            }
        }
    }

    /// <summary>Looks at something; what is found there ends the course, not the broker.</summary>
    public void Guard(Action look)
    {
        try
        {
            look();
        }
        catch (RuleBrokenException broken)
        {
            Report(broken);
        }
    }

    /// <summary>A rule was seen broken where nobody would hear an exception.</summary>
    public void Report(RuleBrokenException broken) => Found ??= broken;

    /// <summary>A broker logged an error: unless it is locked out of its files, it did not expect it, whatever it was.</summary>
    public void LoggedError(string message, Exception? exception)
    {
        for (var reason = exception; reason is not null; reason = reason.InnerException)
        {
            if (reason is UnauthorizedAccessException && cluster.Nodes.Any(node => node.IsLockedOut))
            {
                return;
            }
        }

        Report(new RuleBrokenException($"A broker logged: {message} {exception?.Message}", exception));
    }

    public void ThrowIfFound()
    {
        if (Found is { } found)
        {
            throw new RuleBrokenException(found.Message, found);
        }
    }

    public LogHistory LogOf(TopicPartition partition) => partition.Topic == TopicNames.ConsumerOffsets ? Offsets.Log : HistoryOf(partition).Log;

    public ValueHistory HistoryOf(TopicPartition partition)
    {
        if (!_histories.TryGetValue(partition, out var history))
        {
            _histories[partition] = history = new ValueHistory(partition.ToString());
        }

        return history;
    }

    /// <summary>A producer was told that a value lies at an offset on all in-sync replicas.</summary>
    public void Acknowledged(TopicPartition partition, long offset, long value)
    {
        Totals.Acknowledged++;
        var found = HistoryOf(partition).At(offset);
        Check(found == value, $"Value {value} was acknowledged at {partition} offset {offset}, where {(found is { } other ? $"value {other}" : "nothing")} is committed.");
        CheckCopies(partition, offset);
    }

    /// <summary>A replica leads a partition in an epoch. True when that is news.</summary>
    public bool Leads(int broker, TopicPartition partition, int epoch)
    {
        if (_leaders.TryGetValue((partition, epoch), out var known))
        {
            Check(known == broker, $"Brokers {known} and {broker} both lead {partition} in epoch {epoch}.");
            return false;
        }

        _leaders[(partition, epoch)] = broker;
        Totals.Elections++;
        Detail?.Invoke($"broker {broker} leads {partition} in epoch {epoch}, committed up to {LogOf(partition).End}");
        return true;
    }

    /// <summary>A node leads the metadata log in an epoch. True when that is news.</summary>
    public bool LeadsMetadata(int node, int epoch)
    {
        if (_controllers.TryGetValue(epoch, out var known))
        {
            Check(known == node, $"Nodes {known} and {node} both lead the metadata log in epoch {epoch}.");
            return false;
        }

        _controllers[epoch] = node;
        Totals.ControllerElections++;
        Detail?.Invoke($"node {node} is the active controller of epoch {epoch}, metadata committed up to {Metadata.End}");
        return true;
    }

    /// <summary>A node's quorum epoch outlives its crashes, unless its disk is replaced.</summary>
    public void QuorumEpoch(int node, int epoch)
    {
        var before = _quorumEpochs.GetValueOrDefault(node);
        Check(epoch >= before, $"The quorum epoch of node {node} fell from {before} to {epoch}.");
        _quorumEpochs[node] = epoch;
    }

    public void ForgetEpochOf(int node) => _quorumEpochs.Remove(node);

    public void Saw(ClusterImage image, long offset)
    {
        if (offset <= _imageOffset)
        {
            return;
        }

        if (Image.Topics.TryGetValue(SimulatedCluster.Topic, out var before) && image.Topics.TryGetValue(SimulatedCluster.Topic, out var after))
        {
            foreach (var (index, partition) in after.Partitions)
            {
                if (before.Partitions.TryGetValue(index, out var old) && !ReferenceEquals(old, partition))
                {
                    Totals.InSyncShrinks += partition.Isr.Length < old.Isr.Length ? 1 : 0;
                    Detail?.Invoke($"metadata {offset}: partition {index} has leader {partition.Leader} in epoch {partition.LeaderEpoch}, in sync {string.Join(',', partition.Isr)}, eligible {string.Join(',', partition.EligibleLeaderReplicas)} {string.Join(',', partition.LastKnownElr)}");
                }
            }
        }

        if (Detail is { } detail)
        {
            foreach (var broker in image.Brokers.Values.Where(broker => Image.Brokers.GetValueOrDefault(broker.Id) is var known && (known?.IsFenced != broker.IsFenced || known.Epoch != broker.Epoch)))
            {
                detail($"metadata {offset}: broker {broker.Id} is {(broker.IsFenced ? "fenced" : "active")} in epoch {broker.Epoch}");
            }
        }

        (Image, _imageOffset) = (image, offset);
    }

    /// <summary>What is acknowledged lies on as many replicas as have to be in sync. Of one that does not run, or lost data, nobody knows.</summary>
    private void CheckCopies(TopicPartition partition, long offset)
    {
        var replicas = Image.Partition(partition.Topic, partition.Partition)!.Replicas;
        var without = replicas.Where(id => cluster.Nodes[id] is { HasLostData: false, Node.Replicas: var present } && present.Find(partition)?.Log.LogEndOffset <= offset).ToList();
        Check(
            replicas.Length - without.Count >= SimulatedCluster.MinInSyncReplicas,
            $"{partition} offset {offset} was acknowledged, and of its replicas {string.Join(',', replicas)} the brokers {string.Join(',', without)} do not have it.");
    }

    public static void Check(bool holds, [InterpolatedStringHandlerArgument(nameof(holds))] Otherwise otherwise)
    {
        if (!holds)
        {
            throw new RuleBrokenException(otherwise.Told());
        }
    }
}
