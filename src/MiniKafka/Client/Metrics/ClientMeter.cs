using System.Globalization;
using MiniKafka.Model;
using MiniKafka.Runtime;

namespace MiniKafka.Client.Metrics;

/// <summary>
/// The instruments of one client, read on its loop when somebody looks. They end with the loop. Clients of a process that share a
/// <c>client.id</c> are told apart by a number.
/// </summary>
internal sealed class ClientMeter : IDisposable
{
    private static int s_clients;

    private readonly string _clientId;
    private readonly Func<string?> _clusterId;
    private readonly Instruments _instruments;
    private readonly LoopReadings<ClientReading> _readings;
    private readonly string _name;
    private string? _group;
    private Func<ProducerReading>? _producer;
    private Func<ConsumerReading>? _consumer;

    /// <param name="kind">Which kind of client it is: its name begins with that.</param>
    /// <param name="clientId">Its <c>client.id</c>.</param>
    /// <param name="clusterId">Gives its cluster, once it is known; called on any thread.</param>
    /// <param name="loop">Its loop.</param>
    /// <param name="listeners">Those who listen.</param>
    /// <param name="read">Reads it; called on its loop.</param>
    public ClientMeter(string kind, string clientId, Func<string?> clusterId, EventLoop loop, TelemetryListeners listeners, Func<ClientReading> read)
    {
        (_clientId, _clusterId) = (clientId, clusterId);
        _name = string.Create(CultureInfo.InvariantCulture, $"{kind}-{Interlocked.Increment(ref s_clients)}");
        _instruments = new Instruments(Tags);
        _readings = new LoopReadings<ClientReading>(
            loop, () => read() with { Producer = _producer?.Invoke(), Consumer = _consumer?.Invoke() });
        Durations = new LoopDurations(_instruments, ClientMetrics.Duration, loop, listeners);
        Each(ClientMetrics.Requests, reading => reading.Apis.Select(api => (api.Requests, Of(api.Name))));
        Each(ClientMetrics.Unanswered, reading => reading.Apis.Select(api => (api.Failures, Of(api.Name))));
        Each(ClientMetrics.NetworkIo, reading => reading.Apis.SelectMany(
            api => new[] { (api.BytesIn, Of(api.Name, TelemetryTags.Receive)), (api.BytesOut, Of(api.Name, TelemetryTags.Transmit)) }));
        Each(ClientMetrics.Connections, reading => [(reading.Connections, [])]);
        Each(ClientMetrics.Connects, reading => [(reading.Connects, [])]);
    }

    /// <summary>How long its requests take.</summary>
    public LoopDurations Durations { get; }

    /// <summary>The client is a producer.</summary>
    /// <param name="read">Reads it; on the client's loop.</param>
    public void Observe(Func<ProducerReading> read)
    {
        _producer = read;
        Each(ProducerMetrics.Sent, reading => reading.Producer!.Topics.SelectMany(topic => Sent(topic)));
        Each(ProducerMetrics.SentBytes, reading => reading.Producer!.Topics.Select(topic => (topic.Bytes, Of(topic.Topic))));
        Each(ProducerMetrics.Batches, reading => reading.Producer!.Topics.Select(topic => (topic.Batches, Of(topic.Topic))));
        Each(ProducerMetrics.Retries, reading => reading.Producer!.Topics.Select(topic => (topic.Retries, Of(topic.Topic))));
        Each(ProducerMetrics.Queued, reading => [(reading.Producer!.QueuedRecords, [])]);
        Each(ProducerMetrics.QueuedBytes, reading => [(reading.Producer!.QueuedBytes, [])]);
    }

    /// <summary>The client is a consumer.</summary>
    /// <param name="group">Its group, if it has one.</param>
    /// <param name="read">Reads it; on the client's loop.</param>
    public void Observe(string? group, Func<ConsumerReading> read)
    {
        _group = group;
        _consumer = read;
        Each(ConsumerMetrics.Consumed, reading => reading.Consumer!.Topics.Select(topic => (topic.Records, Of(topic.Topic))));
        Each(ConsumerMetrics.FetchedBytes, reading => reading.Consumer!.Topics.Select(topic => (topic.Bytes, Of(topic.Topic))));
        Each(ConsumerMetrics.BufferedBytes, reading => [(reading.Consumer!.BufferedBytes, [])]);
        Partitions(ConsumerMetrics.Position, partition => partition.Position);
        Partitions(ConsumerMetrics.Committed, partition => partition.Committed);
        Partitions(ConsumerMetrics.Lag, partition => partition.Position >= 0 && partition.End >= 0 ? Math.Max(0, partition.End - partition.Position) : -1);
        Each(ConsumerMetrics.Assigned, reading => [(reading.Consumer!.Partitions.Count, [])]);
        Each(ConsumerMetrics.Rebalances, reading => [(reading.Consumer!.Rebalances, [])]);
    }

    public void Dispose() => _instruments.Dispose();

    private static IEnumerable<(long Count, object?[] Tags)> Sent(TopicDeliveriesReading topic) =>
        [(topic.Records, Of(topic.Topic)), .. topic.Failed.Select(failed => (failed.Value, Of(topic.Topic, failed.Key.ToProtocolName())))];

    private void Partitions(MetricDefinition metric, Func<AssignedReading, long> value) => Each(
        metric,
        reading => reading.Consumer!.Partitions.Where(partition => value(partition) >= 0)
            .Select(partition => (value(partition), Of(partition.Partition.Topic, partition.Partition.Partition))));

    private void Each(MetricDefinition metric, Func<ClientReading, IEnumerable<(long, object?[])>> values) =>
        _instruments.Observe(metric, () => _readings.For(metric) is { } reading ? values(reading) : []);

    private static object?[] Of(params object?[] tags) => tags;

    private KeyValuePair<string, object?>[] Tags()
    {
        List<KeyValuePair<string, object?>> tags = [new(TelemetryTags.ClientId, _clientId), new(TelemetryTags.ClientName, _name)];
        if (_clusterId() is { } cluster)
        {
            tags.Add(new(TelemetryTags.Cluster, cluster));
        }

        if (_group is { } group)
        {
            tags.Add(new(TelemetryTags.Group, group));
        }

        return [.. tags];
    }
}
