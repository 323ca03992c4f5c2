using System.Net;
using MiniKafka.Broker;
using MiniKafka.Client;
using MiniKafka.Client.Cluster;
using MiniKafka.Client.Serialization;
using MiniKafka.Configuration;
using MiniKafka.Model;
using MiniKafka.Network;
using MiniKafka.Network.InMemory;
using MiniKafka.Network.Tcp;
using MiniKafka.Quorum.Voters;
using MiniKafka.Runtime;
using MiniKafka.Storage.Checkpoints;
using MiniKafka.Storage.Files;

namespace MiniKafka;

/// <summary>
/// A Kafka cluster inside this process. Disposing it stops the brokers cleanly and leaves no thread, port, timer or file
/// handle behind. Several clusters live side by side without knowing of each other.
/// </summary>
public sealed partial class KafkaCluster : IAsyncDisposable
{
    private const string MemoryListener = "MEMORY";
    private const string TcpListener = "PLAINTEXT";
    private const int MaxVoters = 3;
    private readonly LoopHost _host;
    private readonly List<KafkaBroker> _brokers = [];
    private readonly InMemoryTransport _memory = new();
    private bool _isDurable;
    private bool _disposed;

    private KafkaCluster(LoopHost host) => _host = host;

    /// <summary>
    /// The addresses for <c>bootstrap.servers</c> of any Kafka client, separated by commas.
    /// </summary>
    /// <exception cref="InvalidOperationException">The cluster does not listen on TCP.</exception>
    public string BootstrapServers
    {
        get
        {
            var addresses = _brokers.SelectMany(broker => broker.Addresses).Where(address => address.Name == TcpListener).ToList();
            return addresses.Count > 0
                ? string.Join(',', addresses.Select(address => address.Address.ToString()))
                : throw new InvalidOperationException("The cluster listens in memory only: call Listen() in the options to reach it over TCP.");
        }
    }

    /// <summary>The transport and address for clients in this process.</summary>
    internal (ITransport Transport, IReadOnlyList<NodeEndPoint> Bootstrap) InMemory =>
        (_memory, [.. _brokers.SelectMany(broker => broker.Addresses).Where(address => address.Name == MemoryListener).Select(address => address.Address)]);

    /// <summary>Where clients in this process run and how they reach the cluster.</summary>
    internal ClientEnvironment ClientEnvironment => new(_host, InMemory.Transport, InMemory.Bootstrap);

    internal LoopHost Host => _host;

    /// <summary>The brokers, in the order of their ids; those that were stopped or killed among them.</summary>
    public IReadOnlyList<KafkaBroker> Brokers => _brokers;

    /// <summary>The brokers that run.</summary>
    internal IReadOnlyList<BrokerNode> Nodes => [.. _brokers.Select(broker => broker.Node).OfType<BrokerNode>()];

    /// <summary>
    /// Starts a cluster. When the task completes, every broker serves and the topics of the options are made; where there are
    /// several brokers, some may hear of the topics a moment later.
    /// </summary>
    /// <param name="configure">Changes the options; without it the cluster has one broker, in memory, without sockets.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="KafkaException">A configuration key is unknown or a value is not allowed; the message names both.</exception>
    public static async Task<KafkaCluster> StartAsync(Action<KafkaClusterOptions>? configure = null, CancellationToken cancellationToken = default)
    {
        var options = new KafkaClusterOptions();
        configure?.Invoke(options);
        if (options.BrokerCount < 1)
        {
            throw new KafkaException(ErrorCode.InvalidConfig, $"BrokerCount is {options.BrokerCount}; a cluster has at least 1 broker.");
        }

        var layers = BrokerConfigLayers.FromProperties(options.PropertiesForItsSize());
        var config = layers.Config;
        var cluster = new KafkaCluster(new ThreadLoopHost(new ThreadLoopHostOptions
        {
            IoWorkers = config.NumIoThreads,
            BackgroundWorkers = config.BackgroundThreads,
            Logger = options.LoggerFactory.CreateLogger("MiniKafka.Runtime"),
        }));
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            await cluster.StartNodesAsync(options, layers);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>A producer in this process, connected in memory.</summary>
    /// <param name="config">The configuration; <c>bootstrap.servers</c> is not needed.</param>
    /// <param name="keySerializer">Writes keys; without it the one for the type from <see cref="Client.Serialization.Serdes"/>.</param>
    /// <param name="valueSerializer">Writes values; without it the one for the type from <see cref="Client.Serialization.Serdes"/>.</param>
    /// <exception cref="KafkaException">The configuration contradicts itself.</exception>
    public Producer<TKey, TValue> CreateProducer<TKey, TValue>(
        ProducerConfig? config = null, ISerializer<TKey>? keySerializer = null, ISerializer<TValue>? valueSerializer = null) =>
        new(config ?? new ProducerConfig(), ClientEnvironment, keySerializer, valueSerializer);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (_isDurable)
        {
            await Task.WhenAll(Nodes.Select(node => node.LeaveAsync()));
        }

        foreach (var broker in _brokers)
        {
            await broker.DisposeAsync();
        }

        await _host.DisposeAsync();
    }

    private async Task StartNodesAsync(KafkaClusterOptions options, BrokerConfigLayers layers)
    {
        _isDurable = options.DataDirectory is not null;
        var identities = Enumerable.Range(0, options.BrokerCount).Select(index => IdentityOf(options, layers, index)).ToList();
        var clusterId = identities.Select(identity => identity.Known?.ClusterId).FirstOrDefault(known => known is not null)
            ?? Uuid.NewRandom(_host.CreateRandom("cluster id")).ToString();
        for (var index = 0; index < identities.Count; index++)
        {
            var identity = identities[index];
            var nodeId = identity.Known?.NodeId ?? (layers.Config.NodeId ?? 0) + index;
            _brokers.Add(new KafkaBroker(new BrokerOptions
            {
                NodeId = nodeId,
                ClusterId = clusterId,
                Config = layers,
                Host = _host,
                FileSystem = identity.Files,
                LogDirectories = identity.Directories,
                Listeners = Listeners(options, layers.Config, nodeId, index),
                ControllerTransport = _memory,
                Loggers = options.LoggerFactory,
            }));
        }

        var replicas = await Task.WhenAll(_brokers.Select(broker => broker.OpenAsync()));
        var voters = VoterSet.Of(replicas.Take(MaxVoters).Select(QuorumStart.VoterOf));
        await Task.WhenAll(_brokers.Select(broker => broker.StartAsync(voters)));
        await _brokers[0].Node!.CreateTopicsAsync(options.Topics.Select(topic => new Metadata.Control.NewTopic(topic.Name, topic.Partitions, topic.ReplicationFactor)
        {
            Configs = [.. topic.Configs.Select(pair => KeyValuePair.Create<string, string?>(pair.Key, pair.Value))],
        }));
    }

    /// <summary>Where a broker keeps its data, and who it is if it was there before. With several brokers each has a directory of its own.</summary>
    private static Identity IdentityOf(KafkaClusterOptions options, BrokerConfigLayers layers, int index)
    {
        IFileSystem files = options.DataDirectory is null ? new MemoryFileSystem() : new DiskFileSystem();
        var number = (layers.Config.NodeId ?? 0) + index;
        IReadOnlyList<string> directories = options.DataDirectory is not { } data ? layers.Config.LogDirs
            : options.BrokerCount == 1 ? [Path.GetFullPath(data)]
            : [Path.Combine(Path.GetFullPath(data), $"broker-{number}")];
        return new Identity(
            files, directories, directories.Select(directory => MetaPropertiesFile.Read(files, directory)).FirstOrDefault(found => found is not null));
    }

    private List<ListenerOptions> Listeners(KafkaClusterOptions options, BrokerConfig config, int nodeId, int index)
    {
        List<ListenerOptions> listeners = [new(MemoryListener, _memory, new NodeEndPoint($"broker-{nodeId}", 0))];
        if (options.ListenAddress is { } address)
        {
            var tcp = new TcpTransport(new TcpTransportOptions
            {
                MaxFrameBytes = config.SocketRequestMaxBytes,
                MaxIdle = TimeSpan.FromMilliseconds(config.ConnectionsMaxIdleMs),
                MaxConnections = config.MaxConnections,
                MaxConnectionsPerIp = config.MaxConnectionsPerIp,
                MaxConnectionsPerIpOverrides = config.MaxConnectionsPerIpOverrides,
                ReceiveBufferBytes = Given("socket.receive.buffer.bytes", config.SocketReceiveBufferBytes),
                SendBufferBytes = Given("socket.send.buffer.bytes", config.SocketSendBufferBytes),
                ListenBacklog = config.SocketListenBacklogSize,
                NetworkThreads = config.NumNetworkThreads,
            });
            listeners.Add(new(TcpListener, tcp, new IPEndPoint(address.Address, address.Port == 0 ? 0 : address.Port + index)));
        }

        return listeners;

        // Unless it was asked for, the system sizes its buffers to the traffic, which carries several times Kafka's default.
        int Given(string key, int bytes) => options.Properties.ContainsKey(key) ? bytes : -1;
    }

    private sealed record Identity(IFileSystem Files, IReadOnlyList<string> Directories, MetaProperties? Known);
}
