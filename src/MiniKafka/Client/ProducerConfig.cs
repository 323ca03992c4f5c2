using MiniKafka.Configuration;
using MiniKafka.Model;
using MiniKafka.Records.Compression;

namespace MiniKafka.Client;

/// <summary>How a producer works. Defaults are Kafka's, but for a linger of 0, which suits sends that are awaited.</summary>
public sealed partial class ProducerConfig : ClientConfig
{
    /// <summary>A configuration with every default.</summary>
    public ProducerConfig()
        : this([])
    {
    }

    /// <summary>A configuration with values under Kafka's own names, such as <c>linger.ms</c>.</summary>
    /// <exception cref="KafkaException">Nobody knows a name, or a value is not allowed.</exception>
    public ProducerConfig(IEnumerable<KeyValuePair<string, string>> properties)
        : base(ConfigTables.Producer, properties)
    {
    }

    /// <summary>Who must have a batch before it counts as produced; all in-sync replicas by default.</summary>
    public Acks Acks
    {
        get => Text("acks") switch { "0" => Acks.None, "1" => Acks.Leader, _ => Acks.All };
        set => Assign("acks", value switch { Acks.None => "0", Acks.Leader => "1", _ => "all" });
    }

    /// <summary>Bytes at which a batch is full; 16384 by default.</summary>
    public int BatchSize
    {
        get => Int("batch.size");
        set => Assign("batch.size", value);
    }

    /// <summary>How long a batch that is not full waits for more records, in milliseconds; 0 by default.</summary>
    public long LingerMs
    {
        get => Long("linger.ms");
        set => Assign("linger.ms", value);
    }

    /// <summary>Bytes of batches that may wait for their acknowledgement; beyond that producing waits. 33554432 by default.</summary>
    public long BufferMemory
    {
        get => Long("buffer.memory");
        set => Assign("buffer.memory", value);
    }

    /// <summary>How long producing may wait for metadata and memory, in milliseconds; 60000 by default.</summary>
    public long MaxBlockMs
    {
        get => Long("max.block.ms");
        set => Assign("max.block.ms", value);
    }

    /// <summary>The codec of batches; none by default.</summary>
    public CompressionType CompressionType
    {
        get => Enum.Parse<CompressionType>(Text("compression.type"), ignoreCase: true);
        set => Assign("compression.type", WordOf(value));
    }

    /// <summary>Whether batches carry sequence numbers, so that a retry stores nothing twice or out of order; true by default.</summary>
    public bool EnableIdempotence
    {
        get => Boolean("enable.idempotence");
        set => Assign("enable.idempotence", value);
    }

    /// <summary>How often a batch is sent again after an error that may pass; as often as time allows by default.</summary>
    public int Retries
    {
        get => Int("retries");
        set => Assign("retries", value);
    }

    /// <summary>Upper bound from producing a record to knowing what became of it, in milliseconds; 120000 by default.</summary>
    public int DeliveryTimeoutMs
    {
        get => Int("delivery.timeout.ms");
        set => Assign("delivery.timeout.ms", value);
    }

    /// <summary>
    /// How long disposing of a producer goes on delivering what was produced, in milliseconds; 30000 by default. What is left then fails, and its
    /// handlers run, for which it waits as long again.
    /// </summary>
    public int CloseTimeoutMs
    {
        get => Int("close.timeout.ms");
        set => Assign("close.timeout.ms", value);
    }

    /// <summary>A topic that was not produced to for this many milliseconds is looked up no longer; 300000 by default, at least 5000.</summary>
    public long MetadataMaxIdleMs
    {
        get => Long("metadata.max.idle.ms");
        set => Assign("metadata.max.idle.ms", value);
    }

    /// <summary>Requests on their way to one broker at once; 5 by default, and at most with idempotence.</summary>
    public int MaxInFlightRequestsPerConnection
    {
        get => Int("max.in.flight.requests.per.connection");
        set => Assign("max.in.flight.requests.per.connection", value);
    }

    /// <summary>Largest record and largest request in bytes; 1048576 by default.</summary>
    public int MaxRequestSize
    {
        get => Int("max.request.size");
        set => Assign("max.request.size", value);
    }

    /// <summary>How partitions are chosen for records that name none.</summary>
    public PartitionerKind Partitioner
    {
        get => Text("partitioner") == "round_robin" ? PartitionerKind.RoundRobin : PartitionerKind.Default;
        set => Assign("partitioner", value == PartitionerKind.RoundRobin ? "round_robin" : "default");
    }

    /// <summary>A partitioner of one's own; goes before <see cref="Partitioner"/>.</summary>
    public IPartitioner? CustomPartitioner { get; set; }

    /// <summary>Whether records with a key are spread as if they had none; false by default.</summary>
    public bool PartitionerIgnoreKeys
    {
        get => Boolean("partitioner.ignore.keys");
        set => Assign("partitioner.ignore.keys", value);
    }

    /// <summary>Whether records without a key prefer partitions with fewer batches waiting; true by default.</summary>
    public bool PartitionerAdaptivePartitioningEnable
    {
        get => Boolean("partitioner.adaptive.partitioning.enable");
        set => Assign("partitioner.adaptive.partitioning.enable", value);
    }

    /// <summary>The codecs that may be used; others than the built-in ones can be put in.</summary>
    public CompressionCodecs CompressionCodecs { get; set; } = CompressionCodecs.Default;

    private static string WordOf(CompressionType type) => type switch
    {
        CompressionType.None => "none",
        CompressionType.Gzip => "gzip",
        CompressionType.Snappy => "snappy",
        CompressionType.Lz4 => "lz4",
        CompressionType.Zstd => "zstd",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "There is no such codec."),
    };
}
