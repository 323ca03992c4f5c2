using MiniKafka.Client.Consumers;
using MiniKafka.Model;

namespace MiniKafka.Client;

/// <content>Offsets that brokers know.</content>
public sealed partial class Consumer<TKey, TValue>
{
    /// <summary>
    /// For each partition the first offset whose record is at least as new as the time; <see cref="Offset.End"/> when there
    /// is none.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A time is before 1970.</exception>
    /// <exception cref="KafkaException">A partition does not exist, or no leader answered in time.</exception>
    public async Task<IReadOnlyDictionary<TopicPartition, long>> OffsetsForTimesAsync(
        IEnumerable<KeyValuePair<TopicPartition, DateTimeOffset>> times, TimeSpan? timeout = null)
    {
        _core.ThrowIfClosed();
        ArgumentNullException.ThrowIfNull(times);
        var asked = times.Select(static pair => KeyValuePair.Create(pair.Key, RecordTime.Ask(pair.Value, nameof(times)))).ToList();
        asked.ForEach(pair => PartitionArguments.Check(pair.Key, nameof(times)));
        var found = await _core.Cluster.Loop.InvokeAsync(() => _core.Lookup.FindAsync(asked, timeout ?? _core.ApiTimeout));
        return new SortedDictionary<TopicPartition, long>(found.ToDictionary(
            static pair => pair.Key, static pair => pair.Value.Offset < 0 ? Offset.End : pair.Value.Offset));
    }

    /// <summary>Asks the leader for the ends of a partition, which need not be assigned.</summary>
    /// <exception cref="KafkaException">The partition does not exist, or its leader did not answer in time.</exception>
    public async Task<WatermarkOffsets> QueryWatermarkOffsetsAsync(TopicPartition partition, TimeSpan? timeout = null)
    {
        _core.ThrowIfClosed();
        PartitionArguments.Check(partition);
        var limit = timeout ?? _core.ApiTimeout;
        return await _core.Cluster.Loop.InvokeAsync(async () =>
        {
            var low = await _core.Lookup.FindAsync([KeyValuePair.Create(partition, OffsetLookup.Earliest)], limit);
            var high = await _core.Lookup.FindAsync([KeyValuePair.Create(partition, OffsetLookup.Latest)], limit);
            return new WatermarkOffsets(low[partition].Offset, high[partition].Offset);
        });
    }
}
