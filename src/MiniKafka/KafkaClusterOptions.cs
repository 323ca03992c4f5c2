using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MiniKafka.Configuration.Definitions;
using MiniKafka.Model;
using MiniKafka.Network;
using MiniKafka.Records.Compression;
using MiniKafka.Runtime;

namespace MiniKafka;

/// <summary>How a cluster is started. Handed to the callback of <see cref="KafkaCluster.StartAsync"/>.</summary>
public sealed class KafkaClusterOptions
{
    /// <summary>How many brokers the cluster has. The first three of them are its controllers too.</summary>
    public int BrokerCount { get; set; } = 1;

    /// <summary>
    /// The racks the brokers stand in, in turn: broker i is in rack i modulo their number, and so are brokers that are added. Replicas
    /// of a partition are spread over racks, and with a <c>replica.selector.class</c> that looks at racks a consumer with <c>client.rack</c>
    /// reads from the nearest. Empty leaves brokers where the key <c>broker.rack</c> puts them all.
    /// </summary>
    public IList<string> Racks { get; } = [];

    /// <summary>
    /// Where data is kept; it survives restarts then. With one broker this is its log directory, with several each has a directory in it.
    /// With the key <c>log.dirs</c> its relative paths are directories in here, and absolute ones are used as they are; that key alone says where
    /// data is kept too. Null and no such key keep everything in memory.
    /// </summary>
    public string? DataDirectory { get; set; }

    /// <summary>
    /// How many bytes the logs of a cluster in memory may hold, the replicas of all brokers counted; null is half of what the process may have. When that
    /// much is reached, what clients produce is refused with <see cref="ErrorCode.KafkaStorageError"/>, while topics, offsets and all else that the cluster
    /// itself writes goes on, and records are read as before. Room comes from deleted topics and records, and from retention. Producers take this error for
    /// one that passes: they try again until <c>delivery.timeout.ms</c> is over, and then report it. The log warns once.
    /// </summary>
    public long? MemoryLimit { get; set; }

    /// <summary>
    /// How many bytes the log directories of a cluster on disk may hold, those of all brokers counted, with deleted segments that are not gone yet; null, the
    /// default, is as many as there is room for. When that much is reached, what clients produce is refused with <see cref="ErrorCode.KafkaStorageError"/> and
    /// nothing is deleted for it, while topics, offsets, deletions and all else that the cluster itself writes go on, so that a little more may be held.
    /// Room comes from deleted topics and records, and from retention, when their files are gone: <c>log.segment.delete.delay.ms</c> later. Producers take
    /// this error for one that passes: they try again until <c>delivery.timeout.ms</c> is over, and then report it. The log warns once.
    /// </summary>
    public long? MaxDiskBytes { get; set; }

    /// <summary>
    /// What happens when the cluster's metadata on disk (<c>__cluster_metadata-0</c>) are damaged where they had been committed: the start fails with an
    /// <see cref="IOException"/> that names file and position, unless this is true. Then the log is cut there on purpose: topics, configurations and whatever
    /// else was changed later is lost, and partitions of lost topics are put aside in directories that end with <c>-stray</c>. For one start only, after the
    /// directory was copied. Where other controllers have the metadata it is not needed: with its own directory emptied, a broker copies them.
    /// </summary>
    public bool CutDamagedMetadata { get; set; }

    /// <summary>Topics to be made at the start, unless they are there already.</summary>
    public KafkaTopics Topics { get; } = [];

    /// <summary>Any broker key, as in <c>server.properties</c>. Unknown keys and bad values fail the start.</summary>
    public IDictionary<string, string> Properties { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// The codecs that brokers read and write compressed batches with; others than the built-in ones can be put in. Clients have their own,
    /// in <see cref="Client.ProducerConfig.CompressionCodecs"/> and <see cref="Client.ConsumerConfig.CompressionCodecs"/>.
    /// </summary>
    public CompressionCodecs CompressionCodecs { get; set; } = CompressionCodecs.Default;

    /// <summary>
    /// How long waits such as <see cref="KafkaCluster.WaitForLeaderAsync"/> last where they do not say, by default 30 s;
    /// <see cref="Timeout.InfiniteTimeSpan"/> for as long as it takes.
    /// </summary>
    public TimeSpan WaitTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Where the cluster tells what it does; silent by default.</summary>
    public ILoggerFactory LoggerFactory { get; set; } = DefaultLoggerFactory();

    /// <summary>Where clusters log that are not told where: nowhere, but in tests, which fail with what is logged as an error.</summary>
    internal static Func<ILoggerFactory> DefaultLoggerFactory { get; set; } = static () => NullLoggerFactory.Instance;

    /// <summary>
    /// Gives each broker, by its id, the files it works with on its data directory, anew for each of its starts; null takes those of the machine.
    /// </summary>
    internal Func<int, Storage.Files.IFileSystem>? FileSystemOf { get; set; }

    /// <summary>How many brokers of a new cluster are controllers too, unless the configuration names them.</summary>
    internal int MostVoters { get; set; } = 3;

    /// <summary>Where the cluster runs, and with that its time, its randomness and its threads; null gives it threads of its own in real time, which end with it.</summary>
    internal LoopHost? Host { get; set; }

    /// <summary>What stands between a broker, by its name, and the network; null is nothing.</summary>
    internal Func<string, ITransport, ITransport>? TransportOf { get; set; }

    /// <summary>What lies between the sockets and the frames of all listeners on TCP; null is nothing.</summary>
    internal Network.Framing.ByteLayer? Layer { get; set; }

    /// <summary>Takes all keys of a <c>server.properties</c> file into <see cref="Properties"/>; later ones replace earlier ones.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="FormatException">The text is not in the syntax of properties files; the message names file and line.</exception>
    /// <exception cref="KafkaException">INVALID_CONFIG: nobody knows a key, or a value is not allowed; the message names file and line.</exception>
    public void LoadProperties(string path)
    {
        foreach (var (key, value) in Configuration.PropertiesFile.Load(path, Configuration.ConfigTables.Broker))
        {
            Properties[key] = value;
        }
    }

    /// <summary>
    /// Sets the keys that a durable queue within a program needs, on a <see cref="DataDirectory"/>. What <see cref="Properties"/> gives counts instead,
    /// before this call or after it.
    /// <list type="bullet">
    /// <item><c>log.flush.interval.messages=1</c>: what is acknowledged, records and committed offsets, is on the disk, and survives a loss of power.</item>
    /// <item><c>log.retention.ms=-1</c>: a record waits as long as it has to (not set where <c>log.retention.minutes</c> or <c>log.retention.hours</c> is given).</item>
    /// <item><c>offsets.retention.minutes=2147483647</c>: what is done stays done, however long the program is away.</item>
    /// <item><c>log.segment.bytes=16777216</c>: what is done and deleted gives its room back in pieces of 16 MiB.</item>
    /// <item><c>offsets.topic.segment.bytes=1048576</c>: so do older offsets.</item>
    /// </list>
    /// </summary>
    public void UseDurableQueueDefaults() => _isDurableQueue = true;

    private bool _isDurableQueue;

    /// <summary>True when clients from outside of the process will find the brokers: after <see cref="Listen(int)"/>, or with the key <c>listeners</c>.</summary>
    public bool IsListening => _listen is not null || Properties.ContainsKey("listeners");

    /// <summary>What <see cref="Listen(int)"/> said; null without it.</summary>
    private ListenerAddress? _listen;
    private string? _advertisedHost;

    /// <summary>
    /// Listens on loopback TCP for any Kafka client. Broker i listens on <paramref name="port"/> + i, or on free ports when it is 0.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The port is not between 0 and 65535.</exception>
    public void Listen(int port = 0) => Listen(IPAddress.Loopback, port);

    /// <summary>
    /// Listens on an address of this machine for any Kafka client. Clients are told where to connect to: at the address itself, or for
    /// <see cref="IPAddress.Any"/> and <see cref="IPAddress.IPv6Any"/> under the name of this machine, unless another host or the key <c>advertised.listeners</c> is given.
    /// For several listeners, or one for controllers, give the key <c>listeners</c> instead.
    /// </summary>
    /// <param name="address">The address to bind.</param>
    /// <param name="port">Broker i listens on this port + i, or on free ports when it is 0.</param>
    /// <param name="advertisedHost">The host that clients are told instead.</param>
    /// <exception cref="ArgumentOutOfRangeException">The port is not between 0 and 65535.</exception>
    public void Listen(IPAddress address, int port = 0, string? advertisedHost = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentOutOfRangeException.ThrowIfNegative(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, IPEndPoint.MaxPort);
        _listen = new ListenerAddress("PLAINTEXT", address.ToString(), port);
        _advertisedHost = advertisedHost;
    }

    /// <summary>What no configuration key stands for.</summary>
    /// <exception cref="KafkaException">INVALID_CONFIG: an option has a value that is not allowed, or two contradict each other.</exception>
    internal void Check()
    {
        Require(BrokerCount >= 1, $"BrokerCount is {BrokerCount}; a cluster has at least 1 broker.");
        Require(DataDirectory is null || !string.IsNullOrWhiteSpace(DataDirectory), $"DataDirectory is '{DataDirectory}'; give a path, or null to keep data in memory.");
        Require(MemoryLimit is null or > 0, $"MemoryLimit is {MemoryLimit}; give bytes, or null for half of what the process may have.");
        Require(MaxDiskBytes is null or > 0, $"MaxDiskBytes is {MaxDiskBytes}; give bytes, or null for as many as there is room for.");
        var isOnDisk = DataDirectory is not null || Properties.ContainsKey("log.dirs") || Properties.ContainsKey("log.dir");
        Require(isOnDisk || !_isDurableQueue, "UseDurableQueueDefaults is for a queue on disk, but nothing is kept there; give a DataDirectory.");
        Require(
            MaxDiskBytes is null || isOnDisk,
            $"MaxDiskBytes is {MaxDiskBytes}, but nothing is kept on disk; give a DataDirectory, or MemoryLimit instead.");
        Require(WaitTimeout > TimeSpan.Zero || WaitTimeout == Timeout.InfiniteTimeSpan, $"WaitTimeout is {WaitTimeout}; give a time, or Timeout.InfiniteTimeSpan.");
        Require(WaitTimeout.TotalMilliseconds < int.MaxValue, $"WaitTimeout is {WaitTimeout}; give at most 24 days, or Timeout.InfiniteTimeSpan.");
        Require(LoggerFactory is not null, "LoggerFactory is null; NullLoggerFactory.Instance is silent.");
        Require(CompressionCodecs is not null, "CompressionCodecs is null; CompressionCodecs.Default has the built-in ones.");
        Require(Racks.All(rack => !string.IsNullOrEmpty(rack)), "Racks has an entry that is null or empty; each is the name of a rack.");
        Require(
            !Properties.TryGetValue("broker.rack", out var everywhere) || Racks.Count == 0,
            $"Both Racks and the key broker.rack ('{everywhere}') say where the brokers stand; give one of them.");
        Require(Topics.All(topic => !string.IsNullOrEmpty(topic?.Name)), "Topics has an entry that is null or has no name.");
        Require(
            _listen is null || !Properties.ContainsKey("listeners"),
            "Both Listen and the key listeners say where the brokers listen; give one of them.");
        Require(
            _advertisedHost is null || !Properties.ContainsKey("advertised.listeners"),
            "Both Listen and the key advertised.listeners say where clients reach the brokers; give one of them.");

        static void Require(bool holds, string otherwise)
        {
            if (!holds)
            {
                throw new KafkaException(ErrorCode.InvalidConfig, otherwise);
            }
        }
    }

    /// <summary>The properties of the broker at a place among all brokers.</summary>
    internal SortedDictionary<string, string> PropertiesOf(int index)
    {
        var properties = PropertiesForItsSize();
        if (Racks.Count > 0)
        {
            properties["broker.rack"] = Racks[index % Racks.Count];
        }

        return properties;
    }

    /// <summary>
    /// The properties, with what <see cref="Listen(int)"/> and <see cref="UseDurableQueueDefaults"/> said, and with replication factors of the internal topics that a cluster of this size can have where the user named
    /// none: Kafka's default of three would leave a single broker without coordinators.
    /// </summary>
    internal SortedDictionary<string, string> PropertiesForItsSize()
    {
        var properties = new SortedDictionary<string, string>(Properties, StringComparer.Ordinal);
        if (_listen is { } listen)
        {
            properties.Add("listeners", listen.ToString());
            properties.TryAdd("advertised.listeners", (listen with { Host = _advertisedHost ?? (listen.IsWildcard ? "" : listen.Host) }).ToString());
        }

        if (_isDurableQueue)
        {
            DurableQueueDefaults.AddTo(properties);
        }

        Bound("offsets.topic.replication.factor", 3);
        Bound("transaction.state.log.replication.factor", 3);
        Bound("transaction.state.log.min.isr", 2);
        return properties;

        void Bound(string key, int most)
        {
            if (BrokerCount < most)
            {
                properties.TryAdd(key, BrokerCount.ToString(System.Globalization.CultureInfo.InvariantCulture));
            }
        }
    }
}
