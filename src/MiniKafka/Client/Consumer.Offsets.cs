using MiniKafka.Client.Consumers;
using MiniKafka.Model;

namespace MiniKafka.Client;

/// <content>Offsets that brokers know.</content>
public sealed partial class Consumer<TKey, TValue>
{
    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<TopicPartition, long>> OffsetsForTimesAsync(
        IEnumerable<KeyValuePair<TopicPartition, DateTimeOffset>> times, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        _core.ThrowIfClosed();
        var asked = PartitionArguments.CheckTimes(times);
        return _core.Cluster.InvokeAsync(() => _core.Lookup.FindForTimesAsync(asked, timeout ?? _core.ApiTimeout, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<WatermarkOffsets> QueryWatermarkOffsetsAsync(TopicPartition partition, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        _core.ThrowIfClosed();
        PartitionArguments.Check(partition);
        return _core.Cluster.InvokeAsync(
            async () => (await _core.Lookup.FindEndsAsync([partition], timeout ?? _core.ApiTimeout, cancellationToken))[partition], cancellationToken);
    }
}
