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
        ArgumentNullException.ThrowIfNull(times);
        var asked = times.Select(static pair => KeyValuePair.Create(pair.Key, RecordTime.Ask(pair.Value, nameof(times)))).ToList();
        asked.ForEach(pair => PartitionArguments.Check(pair.Key, nameof(times)));
        return _core.Cluster.Loop.InvokeAsync(FindAsync, cancellationToken);

        async Task<IReadOnlyDictionary<TopicPartition, long>> FindAsync() => new SortedDictionary<TopicPartition, long>(
            (await _core.Lookup.FindAsync(asked, timeout ?? _core.ApiTimeout, cancellationToken)).ToDictionary(
                static pair => pair.Key, static pair => pair.Value.Offset < 0 ? Offset.End : pair.Value.Offset));
    }

    /// <inheritdoc/>
    public Task<WatermarkOffsets> QueryWatermarkOffsetsAsync(TopicPartition partition, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        _core.ThrowIfClosed();
        PartitionArguments.Check(partition);
        return _core.Cluster.Loop.InvokeAsync(
            async () => (await _core.Lookup.FindEndsAsync([partition], timeout ?? _core.ApiTimeout, cancellationToken))[partition], cancellationToken);
    }
}
