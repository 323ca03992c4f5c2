using MiniKafka.Configuration.Definitions;
using static MiniKafka.Configuration.Keys.Declare;

namespace MiniKafka.Configuration.Keys;

/// <summary>Keys of producers, beside those of all clients.</summary>
internal static class ProducerKeys
{
    public static ConfigKey[] All { get; } =
    [
        List("interceptor.classes", "").WithoutEffect(Reasons.NoJavaClasses)
            .Means("Java classes that see records before they are sent."),
        Long("connections.max.idle.ms", 540_000)
            .Means("A connection that was not used for this long is closed."),
        Int("receive.buffer.bytes", 32_768).AtLeast(-1).WithoutEffect("The system sizes the buffers.")
            .Means("Receive buffer of sockets; -1 leaves the system's."),
        Boolean("enable.metrics.push", true).WithoutEffect("Clients push no metrics.")
            .Means("Whether metrics are pushed to a broker that asks for them."),
        String("acks", "all").OneOf("all", "-1", "0", "1")
            .Means("How many replicas must have a record before it counts as sent: 0 none, 1 the leader, all every one in sync."),
        Int("batch.size", 16_384).AtLeast(0)
            .Means("Bytes at which a partition's batch is full."),
        Long("linger.ms", 0).AtLeast(0)
            .Means("How long a batch that is not full waits for more records. 0 here, for sends that are awaited one by one."),
        Long("buffer.memory", 33_554_432).AtLeast(0)
            .Means("Bytes of records that may wait to be sent."),
        String("compression.type", "none").OneOf("none", "gzip", "snappy", "lz4", "zstd")
            .Means("Codec of the batches."),
        Int("compression.gzip.level", -1).GzipLevel()
            .Means("Effort of gzip."),
        Int("compression.lz4.level", 9).Between(1, 17)
            .Means("Effort of LZ4."),
        Int("compression.zstd.level", 3).Between(-131_072, 22)
            .Means("Effort of zstd."),
        Int("retries", int.MaxValue).Between(0, int.MaxValue)
            .Means("How often a failed send is tried again, within delivery.timeout.ms."),
        Int("delivery.timeout.ms", 120_000).AtLeast(0)
            .Means("Longest time from a send to its success or failure, at least linger.ms and request.timeout.ms together."),
        Int("close.timeout.ms", 30_000).AtLeast(0)
            .Means("How long a producer that is closed goes on delivering what was sent. Known to this library alone."),
        Long("max.block.ms", 60_000).AtLeast(0)
            .Means("How long a send may wait for metadata or for room in the buffer."),
        Int("max.request.size", 1_048_576).AtLeast(0)
            .Means("Largest request, and so the largest record."),
        Int("max.in.flight.requests.per.connection", 5).AtLeast(1)
            .Means("Requests sent to a broker before it has answered; at most 5 with idempotence."),
        Boolean("enable.idempotence", true)
            .Means("Whether the broker drops what a retry would write a second time."),
        String("transactional.id", null)
            .Means("Name under which the producer's transactions go on after a restart."),
        Int("transaction.timeout.ms", 60_000).WithoutEffect(Reasons.NoTransactions)
            .Means("How long a transaction may stay open before it is aborted."),
        Boolean("transaction.two.phase.commit.enable", false).WithoutEffect(Reasons.NoTransactions)
            .Means("Whether prepared transactions stay open without a timeout."),
        Class("partitioner.class", null).WithoutEffect("Java classes cannot be loaded; an object of .NET is given instead.")
            .Means("A Java class that chooses partitions. A partitioner of one's own is given as an object here."),
        String("partitioner", "default").OneOf("default", "round_robin")
            .Means("How partitions are chosen: murmur2 of the key, sticky without one; or each in turn. Known to this library alone."),
        Boolean("partitioner.ignore.keys", false)
            .Means("Whether keys are left out of the choice of a partition."),
        Boolean("partitioner.adaptive.partitioning.enable", true)
            .Means("Whether brokers that are faster get more records without a key."),
        Long("partitioner.availability.timeout.ms", 0).AtLeast(0).WithoutEffect("A slow broker gets as many records without a key as the others.")
            .Means("How long a broker may be silent before its partitions get no more records without a key; 0 never."),
        Boolean("partitioner.rack.aware", false).WithoutEffect("Partitions of every rack get the same share.")
            .Means("Whether records without a key go to leaders in the client's rack first."),
        String("client.rack", "").WithoutEffect("Partitions of every rack get the same share.")
            .Means("Rack of the client."),
        Long("metadata.max.idle.ms", 300_000).AtLeast(5_000)
            .Means("A topic that was not written to for this long is looked up no longer."),
        Class("key.serializer", null).WithoutEffect("Java classes cannot be loaded; an object of .NET is given instead.")
            .Means("A Java class that writes keys. Serializers are given as objects here."),
        Class("value.serializer", null).WithoutEffect("Java classes cannot be loaded; an object of .NET is given instead.")
            .Means("A Java class that writes values. Serializers are given as objects here."),
    ];
}
