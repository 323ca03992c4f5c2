namespace MiniKafka.Configuration.Effective;

/// <summary>Keys about transactions and producers.</summary>
internal sealed partial class BrokerConfig
{
    public int TransactionStateLogMinIsr { get; } = read.Int("transaction.state.log.min.isr");

    public int TransactionStateLogNumPartitions { get; } = read.Int("transaction.state.log.num.partitions");

    public short TransactionStateLogReplicationFactor { get; } = read.Short("transaction.state.log.replication.factor");

    public int TransactionStateLogSegmentBytes { get; } = read.Int("transaction.state.log.segment.bytes");

    public int ProducerIdExpirationMs { get; } = read.Int("producer.id.expiration.ms");

    public int ProducerIdExpirationCheckIntervalMs { get; } = read.Int("producer.id.expiration.check.interval.ms");
}
