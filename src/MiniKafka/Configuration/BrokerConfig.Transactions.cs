namespace MiniKafka.Configuration;

/// <summary>Keys about transactions and producers.</summary>
internal sealed partial class BrokerConfig
{
    public int TransactionalIdExpirationMs { get; } = read.Int("transactional.id.expiration.ms");

    public int TransactionMaxTimeoutMs { get; } = read.Int("transaction.max.timeout.ms");

    public int TransactionAbortTimedOutTransactionCleanupIntervalMs { get; } = read.Int("transaction.abort.timed.out.transaction.cleanup.interval.ms");

    public int TransactionRemoveExpiredTransactionCleanupIntervalMs { get; } = read.Int("transaction.remove.expired.transaction.cleanup.interval.ms");

    public bool TransactionPartitionVerificationEnable { get; } = read.Boolean("transaction.partition.verification.enable");

    public int TransactionStateLogMinIsr { get; } = read.Int("transaction.state.log.min.isr");

    public int TransactionStateLogNumPartitions { get; } = read.Int("transaction.state.log.num.partitions");

    public short TransactionStateLogReplicationFactor { get; } = read.Short("transaction.state.log.replication.factor");

    public int TransactionStateLogSegmentBytes { get; } = read.Int("transaction.state.log.segment.bytes");

    public int ProducerIdExpirationMs { get; } = read.Int("producer.id.expiration.ms");

    public int ProducerIdExpirationCheckIntervalMs { get; } = read.Int("producer.id.expiration.check.interval.ms");
}
