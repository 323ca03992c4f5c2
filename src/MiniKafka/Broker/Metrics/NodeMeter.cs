using System.Diagnostics.Metrics;
using MiniKafka.Model;
using MiniKafka.Runtime;
using static MiniKafka.Broker.Metrics.BrokerMetrics;

namespace MiniKafka.Broker.Metrics;

/// <summary>
/// The instruments of one broker that are asked for their values: whoever looks has a reading taken on the broker's loop. Where nobody looks,
/// nothing is done. Made on the loop, disposed of by whoever ends the broker.
/// </summary>
internal sealed class NodeMeter : IDisposable
{
    private readonly Instruments _instruments;
    private readonly LoopReadings<NodeReading> _readings;
    private readonly Instrument _errors;

    /// <param name="clusterId">The broker's cluster.</param>
    /// <param name="brokerId">The broker.</param>
    /// <param name="loop">Its loop.</param>
    /// <param name="listeners">Who listens to it.</param>
    /// <param name="read">Reads it; called on its loop.</param>
    public NodeMeter(string clusterId, int brokerId, EventLoop loop, TelemetryListeners listeners, Func<NodeReading> read)
    {
        _readings = new LoopReadings<NodeReading>(loop, read);
        _instruments = new Instruments(new(TelemetryTags.Cluster, clusterId), new(TelemetryTags.Broker, brokerId));
        Durations = new LoopDurations(_instruments, RequestDuration, loop, listeners);
        _errors = Each(RequestErrors, reading => reading.Requests.SelectMany(api => api.Errors, (api, error) => ((long)error.Value, Tags(api.Api, error.Key.ToProtocolName()))));
        ObserveRequests();
        ObserveWaiting();
        ObservePartitions();
        ObserveReplicas();
        ObserveCluster();
    }

    /// <summary>How long requests take.</summary>
    public LoopDurations Durations { get; }

    /// <summary>Whether anybody listens to the errors in answers.</summary>
    public bool AreErrorsWanted => _errors.Enabled;

    /// <summary>The broker for somebody who looks at it; null when it is over.</summary>
    public NodeReading? ReadFor(object eye) => _readings.For(eye);

    public void Dispose() => _instruments.Dispose();

    private void ObserveRequests()
    {
        Each(Requests, reading => reading.Requests.Select(api => (api.Count, Tags(api.Api))));
        Each(NetworkIo, reading => reading.Requests.SelectMany(api => new[] { (api.BytesIn, Tags(api.Api, TelemetryTags.Receive)), (api.BytesOut, Tags(api.Api, TelemetryTags.Transmit)) }));
    }

    private void ObserveWaiting()
    {
        One(RequestQueue, reading => reading.Unanswered);
        Each(Purgatory, reading => [(reading.DelayedProduces, ["produce"]), (reading.DelayedFetches, ["fetch"])]);
        One(Connections, reading => reading.Connections);
        Each(Messages, reading => reading.Topics.Select(topic => (topic.Records, Tags(topic.Topic))));
        Each(TopicIo, reading => reading.Topics.SelectMany(topic =>
            new[] { (topic.BytesIn, Tags(topic.Topic, TelemetryTags.Receive)), (topic.BytesOut, Tags(topic.Topic, TelemetryTags.Transmit)) }));
        One(Rebalances, reading => reading.Rebalances);
    }

    private void ObservePartitions()
    {
        One(Partitions, reading => reading.Replicas.Count);
        One(Leaders, reading => reading.Replicas.Count(replica => replica.IsLeader));
        One(UnderReplicated, reading => reading.Replicas.Count(replica => replica.IsLeader && replica.InSync < replica.Replicas));
        One(UnderMinIsr, reading => reading.Replicas.Count(replica => replica.IsLeader && replica.IsUnderMinIsr));
        Each(IsrChanges, reading => [(reading.IsrShrinks, ["shrink"]), (reading.IsrExpands, ["expand"])]);
        Each(DirectoryUsed, reading => reading.Directories.Select(directory => (directory.Used, Tags(directory.Path))));
        Each(DirectoryFree, reading => reading.Directories.Where(directory => directory.Free >= 0).Select(directory => (directory.Free, Tags(directory.Path))));
    }

    private void ObserveReplicas()
    {
        Led(CurrentOffset, replica => replica.End);
        Led(HighWatermark, replica => replica.HighWatermark);
        Led(OldestOffset, replica => replica.Start);
        Led(Replicas, replica => replica.Replicas);
        Led(InSync, replica => replica.InSync);
        Each(LogSize, reading => reading.Replicas.Select(replica => (replica.Size, TagsOf(replica.Id))));
    }

    private void ObserveCluster()
    {
        One(ActiveController, reading => reading.Cluster is null ? 0 : 1);
        One(ControllerElections, reading => reading.Terms);
        Each(Elections, reading => [(reading.CleanElections, [false]), (reading.UncleanElections, [true])]);
        Each(Offline, reading => reading.Cluster is { } cluster ? [(cluster.OfflinePartitions, [])] : []);
        Each(Brokers, reading => reading.Cluster is { } cluster ? [(cluster.Brokers, [])] : []);
    }

    private void One(MetricDefinition metric, Func<NodeReading, long> value) => Each(metric, reading => [(value(reading), [])]);

    private void Led(MetricDefinition metric, Func<ReplicaReading, long> value) =>
        Each(metric, reading => reading.Replicas.Where(replica => replica.IsLeader).Select(replica => (value(replica), TagsOf(replica.Id))));

    private Instrument Each(MetricDefinition metric, Func<NodeReading, IEnumerable<(long, object?[])>> values) =>
        _instruments.Observe(metric, () => _readings.For(metric) is { } reading ? values(reading) : []);

    private static object?[] Tags(params object?[] tags) => tags;

    private static object?[] TagsOf(TopicPartition id) => [id.Topic, id.Partition];
}
