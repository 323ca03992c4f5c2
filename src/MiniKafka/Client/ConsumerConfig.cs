using System.Globalization;
using MiniKafka.Configuration;
using MiniKafka.Model;
using MiniKafka.Records.Compression;

namespace MiniKafka.Client;

/// <summary>How a consumer is configured: typed, or under Kafka's own names.</summary>
public sealed partial class ConsumerConfig : ClientConfig
{
    /// <summary>A configuration with Kafka's defaults.</summary>
    public ConsumerConfig()
        : this(null)
    {
    }

    /// <summary>A configuration with values under Kafka's own names, such as <c>group.id</c>.</summary>
    /// <exception cref="KafkaException">A name is unknown, or a value is not allowed.</exception>
    public ConsumerConfig(IEnumerable<KeyValuePair<string, string>>? properties)
        : base(ConfigTables.Consumer, properties)
    {
    }

    /// <summary>The group that shares the topics and keeps the offsets; without one only assigned partitions can be read.</summary>
    public string? GroupId
    {
        get => Get("group.id");
        set => Assign("group.id", value);
    }

    /// <summary>Name of a static member, which keeps its partitions while it restarts.</summary>
    public string? GroupInstanceId
    {
        get => Get("group.instance.id");
        set => Assign("group.instance.id", value);
    }

    /// <summary>
    /// Where to begin without a committed offset; the latest by default. A duration to go back, <c>by_duration:PT1H</c>, is
    /// set under Kafka's own name.
    /// </summary>
    public AutoOffsetReset AutoOffsetReset
    {
        get => Text("auto.offset.reset") switch
        {
            "earliest" => AutoOffsetReset.Earliest,
            "none" => AutoOffsetReset.None,
            _ => AutoOffsetReset.Latest,
        };
        set => Assign("auto.offset.reset", value.ToString().ToLowerInvariant());
    }

    /// <summary>Whether offsets of consumed records are committed in the background; true by default.</summary>
    public bool EnableAutoCommit
    {
        get => Boolean("enable.auto.commit");
        set => Assign("enable.auto.commit", value);
    }

    /// <summary>Interval of commits in the background, in milliseconds; 5000 by default.</summary>
    public int AutoCommitIntervalMs
    {
        get => Int("auto.commit.interval.ms");
        set => Assign("auto.commit.interval.ms", value);
    }

    /// <summary>
    /// Whether asking for the next record says that the one before is done with and may be committed; true by default. Otherwise
    /// <see cref="IConsumer{TKey, TValue}.StoreOffset(ConsumeResult{TKey, TValue})"/> says so.
    /// </summary>
    public bool EnableAutoOffsetStore
    {
        get => Boolean("enable.auto.offset.store");
        set => Assign("enable.auto.offset.store", value);
    }

    /// <summary>Whether the ends of partitions come between the records, as results that say <c>IsPartitionEof</c>; false by default.</summary>
    public bool EnablePartitionEof
    {
        get => Boolean("enable.partition.eof");
        set => Assign("enable.partition.eof", value);
    }

    /// <summary>Whether records of open and aborted transactions are seen; they are by default.</summary>
    public IsolationLevel IsolationLevel
    {
        get => Text("isolation.level") == "read_committed" ? IsolationLevel.ReadCommitted : IsolationLevel.ReadUncommitted;
        set => Assign("isolation.level", value == IsolationLevel.ReadCommitted ? "read_committed" : "read_uncommitted");
    }

    /// <summary>A member that stays silent for this many milliseconds is removed from its group; 45000 by default.</summary>
    public int SessionTimeoutMs
    {
        get => Int("session.timeout.ms");
        set => Assign("session.timeout.ms", value);
    }

    /// <summary>Interval of the member's signs of life, in milliseconds; 3000 by default.</summary>
    public int HeartbeatIntervalMs
    {
        get => Int("heartbeat.interval.ms");
        set => Assign("heartbeat.interval.ms", value);
    }

    /// <summary>A member that does not ask for records for this many milliseconds leaves its group; 300000 by default.</summary>
    public int MaxPollIntervalMs
    {
        get => Int("max.poll.interval.ms");
        set => Assign("max.poll.interval.ms", value);
    }

    /// <summary>
    /// Assignors the member may use, the best first, separated by commas: range, roundrobin, sticky, cooperative-sticky.
    /// </summary>
    public string PartitionAssignmentStrategy
    {
        get => Text("partition.assignment.strategy");
        set => Assign("partition.assignment.strategy", value);
    }

    /// <summary>Bytes a broker waits for before it answers; 1 by default.</summary>
    public int FetchMinBytes
    {
        get => Int("fetch.min.bytes");
        set => Assign("fetch.min.bytes", value);
    }

    /// <summary>Most bytes that are fetched ahead of the application; 52428800 by default.</summary>
    public int FetchMaxBytes
    {
        get => Int("fetch.max.bytes");
        set => Assign("fetch.max.bytes", value);
    }

    /// <summary>Longest time a broker waits for <see cref="FetchMinBytes"/>, in milliseconds; 500 by default.</summary>
    public int FetchMaxWaitMs
    {
        get => Int("fetch.max.wait.ms");
        set => Assign("fetch.max.wait.ms", value);
    }

    /// <summary>Most bytes of one partition in one answer; 1048576 by default.</summary>
    public int MaxPartitionFetchBytes
    {
        get => Int("max.partition.fetch.bytes");
        set => Assign("max.partition.fetch.bytes", value);
    }

    /// <summary>Where the consumer is; a replica in that rack is read from when the brokers allow it. Empty by default.</summary>
    public string ClientRack
    {
        get => Text("client.rack");
        set => Assign("client.rack", value);
    }

    /// <summary>Whether the checksums of batches are checked; true by default.</summary>
    public bool CheckCrcs
    {
        get => Boolean("check.crcs");
        set => Assign("check.crcs", value);
    }

    /// <summary>Whether subscribing may create a topic, where brokers allow it; true by default.</summary>
    public bool AllowAutoCreateTopics
    {
        get => Boolean("allow.auto.create.topics");
        set => Assign("allow.auto.create.topics", value);
    }

    /// <summary>Time limit of calls that name none, in milliseconds; 60000 by default.</summary>
    public int DefaultApiTimeoutMs
    {
        get => Int("default.api.timeout.ms");
        set => Assign("default.api.timeout.ms", value);
    }

    internal bool ExcludeInternalTopics => Boolean("exclude.internal.topics");

    internal string OffsetReset => Text("auto.offset.reset");

    /// <summary>The codecs that batches may be compressed with; others than the built-in ones can be put in.</summary>
    public CompressionCodecs CompressionCodecs { get; set; } = CompressionCodecs.Default;
}
