using System.Text.RegularExpressions;
using MiniKafka.Model;

namespace MiniKafka.Client;

/// <summary>
/// What <see cref="Consumer{TKey, TValue}"/> does, for those who put something else in its place. Where nothing else is said a call ends
/// after <c>default.api.timeout.ms</c>; one that is cancelled ends at once, though what was sent before may still be done.
/// </summary>
/// <typeparam name="TKey">The type of keys.</typeparam>
/// <typeparam name="TValue">The type of values.</typeparam>
public interface IConsumer<TKey, TValue> : IAsyncDisposable
{
    /// <summary>
    /// The next record, or null when none came in time. With <c>enable.partition.eof</c> the ends of partitions come between the records.
    /// </summary>
    /// <exception cref="KafkaException">Something went wrong that a retry cannot mend.</exception>
    /// <exception cref="DeserializationException">The key or value could not be read.</exception>
    ConsumeResult<TKey, TValue>? Consume(TimeSpan timeout, CancellationToken cancellationToken = default);

    /// <summary>The next record; waits for it until cancelled.</summary>
    /// <exception cref="KafkaException">Something went wrong that a retry cannot mend.</exception>
    /// <exception cref="DeserializationException">The key or value could not be read.</exception>
    ConsumeResult<TKey, TValue> Consume(CancellationToken cancellationToken = default);

    /// <summary>
    /// The next record, and with it those behind it that were fetched already; none when none came in time. Together they count as done with when
    /// the next call asks for more. What goes wrong behind the first of them is thrown by the next call.
    /// </summary>
    /// <param name="maxRecords">How many there are at most.</param>
    /// <param name="timeout">How long to wait for the first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="KafkaException">Something went wrong that a retry cannot mend.</exception>
    /// <exception cref="DeserializationException">A key or value could not be read.</exception>
    IReadOnlyList<ConsumeResult<TKey, TValue>> ConsumeBatch(int maxRecords, TimeSpan timeout, CancellationToken cancellationToken = default);

    /// <summary>The same as <see cref="ConsumeBatch"/>, waiting for the first record until cancelled.</summary>
    Task<IReadOnlyList<ConsumeResult<TKey, TValue>>> ConsumeBatchAsync(int maxRecords, CancellationToken cancellationToken = default);

    /// <summary>
    /// The records as they come, without an end until cancelled. Nothing is lost when the enumeration is left: the next one
    /// goes on behind the last record.
    /// </summary>
    IAsyncEnumerable<ConsumeResult<TKey, TValue>> ConsumeAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads these topics together with the group, instead of those subscribed to before.</summary>
    /// <exception cref="InvalidOperationException">There is no <c>group.id</c>, or partitions were assigned by hand.</exception>
    void Subscribe(IEnumerable<string> topics, RebalanceHandlers? handlers = null);

    /// <summary>Reads a topic together with the group.</summary>
    /// <exception cref="InvalidOperationException">There is no <c>group.id</c>, or partitions were assigned by hand.</exception>
    void Subscribe(string topic, RebalanceHandlers? handlers = null);

    /// <summary>Reads all topics whose names match together with the group, also those that come later.</summary>
    /// <exception cref="InvalidOperationException">There is no <c>group.id</c>, or partitions were assigned by hand.</exception>
    void Subscribe(Regex pattern, RebalanceHandlers? handlers = null);

    /// <summary>The topics that were subscribed to, in order; of a pattern those that match among the topics known now. Empty without a subscription.</summary>
    IReadOnlyList<string> Subscription { get; }

    /// <summary>Under which id the group's coordinator knows this consumer; empty as long as it is no member.</summary>
    string MemberId { get; }

    /// <summary>
    /// Leaves the group: the handler of revoked partitions runs inside this call, what is done is committed if that happens in
    /// the background, and nothing is read any more. Partitions can be assigned by hand then, or topics subscribed to again.
    /// </summary>
    void Unsubscribe();

    /// <summary>Commits the offsets behind all records that were consumed from the assigned partitions, the last one included.</summary>
    /// <exception cref="KafkaException">The coordinator refused, for example because the group has moved on.</exception>
    Task CommitAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default);

    /// <summary>Commits that a record, and all before it in its partition, is done with.</summary>
    /// <exception cref="KafkaException">The coordinator refused, for example because the group has moved on.</exception>
    Task CommitAsync(ConsumeResult<TKey, TValue> result, TimeSpan? timeout = null, CancellationToken cancellationToken = default);

    /// <summary>Commits offsets: of each partition the one of the record that is to come next.</summary>
    /// <exception cref="KafkaException">The coordinator refused, for example because the group has moved on.</exception>
    Task CommitAsync(IEnumerable<TopicPartitionOffset> offsets, TimeSpan? timeout = null, CancellationToken cancellationToken = default);

    /// <summary>The same as <see cref="CommitAsync(TimeSpan?, CancellationToken)"/>, waiting for the answer.</summary>
    void Commit();

    /// <summary>The same as <see cref="CommitAsync(ConsumeResult{TKey, TValue}, TimeSpan?, CancellationToken)"/>, waiting for the answer.</summary>
    void Commit(ConsumeResult<TKey, TValue> result);

    /// <summary>The same as <see cref="CommitAsync(IEnumerable{TopicPartitionOffset}, TimeSpan?, CancellationToken)"/>, waiting for the answer.</summary>
    void Commit(IEnumerable<TopicPartitionOffset> offsets);

    /// <summary>Says that a record, and all before it in its partition, is done with: the next commit without offsets, or in the background, tells the group.</summary>
    /// <exception cref="InvalidOperationException"><c>enable.auto.offset.store</c> is true, so that asking for the next record says so.</exception>
    /// <exception cref="KafkaException">The partition is not assigned.</exception>
    void StoreOffset(ConsumeResult<TKey, TValue> result);

    /// <summary>Says which record of a partition is to come next: the next commit without offsets, or in the background, tells the group.</summary>
    /// <exception cref="InvalidOperationException"><c>enable.auto.offset.store</c> is true, so that asking for the next record says so.</exception>
    /// <exception cref="KafkaException">The partition is not assigned.</exception>
    void StoreOffset(TopicPartitionOffset offset);

    /// <summary>What the group has committed; partitions without a committed offset are left out.</summary>
    /// <exception cref="KafkaException">The coordinator did not answer in time.</exception>
    Task<IReadOnlyDictionary<TopicPartition, TopicPartitionOffset>> CommittedAsync(
        IEnumerable<TopicPartition> partitions, TimeSpan? timeout = null, CancellationToken cancellationToken = default);

    /// <summary>The partitions that are read now, in order.</summary>
    IReadOnlyList<TopicPartition> Assignment { get; }

    /// <summary>
    /// Reads exactly these partitions, each from where it stands already, from its committed offset, or from where
    /// <c>auto.offset.reset</c> says.
    /// </summary>
    void Assign(IEnumerable<TopicPartition> partitions);

    /// <summary>Reads exactly these partitions, from these offsets.</summary>
    /// <exception cref="InvalidOperationException">The consumer has subscribed, so its group assigns the partitions.</exception>
    void Assign(IEnumerable<TopicPartitionOffset> places);

    /// <summary>Reads one partition.</summary>
    void Assign(TopicPartition partition);

    /// <summary>Reads one partition from an offset.</summary>
    void Assign(TopicPartitionOffset place);

    /// <summary>Reads no partition any more.</summary>
    void Unassign();

    /// <summary>Reads these partitions as well.</summary>
    void IncrementalAssign(IEnumerable<TopicPartitionOffset> places);

    /// <summary>Reads these partitions as well.</summary>
    void IncrementalAssign(IEnumerable<TopicPartition> partitions);

    /// <summary>Reads these partitions no longer.</summary>
    void IncrementalUnassign(IEnumerable<TopicPartition> partitions);

    /// <summary>Goes on at an offset, or at one of the places of <see cref="Offset"/>.</summary>
    /// <exception cref="KafkaException">The partition is not assigned.</exception>
    void Seek(TopicPartitionOffset place);

    /// <summary>Gives no records of these partitions until they are resumed.</summary>
    void Pause(IEnumerable<TopicPartition> partitions);

    /// <summary>Gives records of these partitions again.</summary>
    void Resume(IEnumerable<TopicPartition> partitions);

    /// <summary>The offset of the record that comes next; <see cref="Offset.Unset"/> as long as it is being looked up.</summary>
    long Position(TopicPartition partition);

    /// <summary>The ends of the partition as the last fetch saw them; <see cref="Offset.Unset"/> before the first.</summary>
    WatermarkOffsets GetWatermarkOffsets(TopicPartition partition);

    /// <summary>How many offsets lie between the position and the end that the last fetch saw; null before the first.</summary>
    long? Lag(TopicPartition partition);

    /// <summary>
    /// For each partition the first offset whose record is at least as new as the time; <see cref="Offset.End"/> when there
    /// is none.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A time is before 1970.</exception>
    /// <exception cref="KafkaException">A partition does not exist, or no leader answered in time.</exception>
    Task<IReadOnlyDictionary<TopicPartition, long>> OffsetsForTimesAsync(
        IEnumerable<KeyValuePair<TopicPartition, DateTimeOffset>> times, TimeSpan? timeout = null, CancellationToken cancellationToken = default);

    /// <summary>Asks the leader for the ends of a partition, which need not be assigned.</summary>
    /// <exception cref="KafkaException">The partition does not exist, or its leader did not answer in time.</exception>
    Task<WatermarkOffsets> QueryWatermarkOffsetsAsync(TopicPartition partition, TimeSpan? timeout = null, CancellationToken cancellationToken = default);
}
