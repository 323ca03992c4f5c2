using MiniKafka.Coordination.Groups.Shards;
using MiniKafka.Model;
using MiniKafka.Runtime;

namespace MiniKafka.Broker.Metrics;

/// <summary>The instruments of a cluster's groups, whose coordinator knows what they have committed, and whose leaders how much there is.</summary>
internal sealed class GroupMeter : IDisposable
{
    private readonly Instruments _instruments;
    private readonly Func<object, IEnumerable<NodeReading>> _read;

    /// <param name="clusterId">Whose groups.</param>
    /// <param name="read">The brokers of the cluster for somebody who looks.</param>
    public GroupMeter(string clusterId, Func<object, IEnumerable<NodeReading>> read)
    {
        _read = read;
        _instruments = new Instruments(new KeyValuePair<string, object?>(TelemetryTags.Cluster, clusterId));
        _instruments.Observe(GroupMetrics.Members, () => Groups(Read(GroupMetrics.Members)).Select(group => ((long)group.Members, Tags(group.GroupId, group.State))));
        _instruments.Observe(GroupMetrics.Offset, () => Committed(Read(GroupMetrics.Offset)).Select(each => (each.Offset, each.Tags)));
        _instruments.Observe(GroupMetrics.Lag, Lags);
    }

    public void Dispose() => _instruments.Dispose();

    private List<NodeReading> Read(MetricDefinition eye) => [.. _read(eye)];

    private IEnumerable<(long Lag, object?[] Tags)> Lags()
    {
        var readings = Read(GroupMetrics.Lag);
        var ends = readings.SelectMany(reading => reading.Replicas).Where(replica => replica.IsLeader).ToLookup(replica => replica.Id, replica => replica.HighWatermark);
        return from each in Committed(readings)
               where ends.Contains(each.Partition)
               select (Math.Max(0, ends[each.Partition].Max() - each.Offset), each.Tags);
    }

    private static IEnumerable<(TopicPartition Partition, long Offset, object?[] Tags)> Committed(List<NodeReading> readings) =>
        from @group in Groups(readings)
        from committed in @group.Committed
        select (committed.Key, committed.Value, Tags(@group.GroupId, committed.Key.Topic, committed.Key.Partition));

    private static IEnumerable<GroupOutline> Groups(List<NodeReading> readings) => readings.SelectMany(reading => reading.Groups);

    private static object?[] Tags(params object?[] tags) => tags;
}
