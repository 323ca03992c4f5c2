using MiniKafka.Configuration.Definitions;
using static MiniKafka.Configuration.Keys.Declare;

namespace MiniKafka.Configuration.Keys;

/// <summary>Keys about transactions and idempotent producers.</summary>
internal static class TransactionKeys
{
    public static ConfigKey[] All { get; } =
    [
        Int("transactional.id.expiration.ms", 604_800_000).AtLeast(1).WithoutEffect(Reasons.NoTransactions)
            .Means("A transactional id that was not used for this long is forgotten."),
        Int("transaction.max.timeout.ms", 900_000).AtLeast(1).WithoutEffect(Reasons.NoTransactions)
            .Means("Longest transaction timeout a producer may ask for."),
        Boolean("transaction.two.phase.commit.enable", false).WithoutEffect(Reasons.NoTransactions)
            .Means("Whether producers may keep prepared transactions open without a timeout."),
        Int("transaction.abort.timed.out.transaction.cleanup.interval.ms", 10_000).AtLeast(1).WithoutEffect(Reasons.NoTransactions)
            .Means("Milliseconds between two looks for transactions that ran out of time."),
        Int("transaction.remove.expired.transaction.cleanup.interval.ms", 3_600_000).AtLeast(1).WithoutEffect(Reasons.NoTransactions)
            .Means("Milliseconds between two looks for transactional ids to forget."),
        Boolean("transaction.partition.verification.enable", true).ClusterWide().WithoutEffect(Reasons.NoTransactions)
            .Means("Whether a leader asks the coordinator if a transaction really includes the partition that is written to."),
        Int("transaction.state.log.load.buffer.size", 5_242_880).AtLeast(1).WithoutEffect(Reasons.NoTransactions)
            .Means("Bytes read at once while a transaction coordinator loads its partition."),
        Int("transaction.state.log.min.isr", 2).AtLeast(1)
            .Means("In-sync replicas needed to write the state of transactions."),
        Int("transaction.state.log.num.partitions", 50).AtLeast(1)
            .Means("Partitions of the topic that holds the state of transactions; not to be changed later."),
        Short("transaction.state.log.replication.factor", 3).AtLeast(1)
            .Means("Replicas of the topic that holds the state of transactions."),
        Int("transaction.state.log.segment.bytes", 104_857_600).AtLeast(1)
            .Means("Segment size of the topic that holds the state of transactions."),
        Int("add.partitions.to.txn.retry.backoff.ms", 20).AtLeast(1).WithoutEffect(Reasons.NoTransactions)
            .Means("First pause before a partition is verified again with the transaction coordinator."),
        Int("add.partitions.to.txn.retry.backoff.max.ms", 100).AtLeast(0).WithoutEffect(Reasons.NoTransactions)
            .Means("Longest pause before a partition is verified again with the transaction coordinator."),
        Int("producer.id.expiration.ms", 86_400_000).AtLeast(1).ClusterWide()
            .Means("A producer that wrote nothing to a partition for this long is forgotten there."),
        Int("producer.id.expiration.check.interval.ms", 600_000).AtLeast(1).Unlisted()
            .Means("Milliseconds between two looks for producers to forget."),
    ];
}
