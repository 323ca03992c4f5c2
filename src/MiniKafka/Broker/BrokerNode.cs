using Microsoft.Extensions.Logging;
using MiniKafka.Broker.Adapters;
using MiniKafka.Broker.FetchSessions;
using MiniKafka.Broker.Handlers;
using MiniKafka.Metadata.Control;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;
using MiniKafka.Network;
using MiniKafka.Quorum;
using MiniKafka.Quorum.Controllers;
using MiniKafka.Records.Compression;
using MiniKafka.Replication;
using MiniKafka.Rpc;
using MiniKafka.Runtime;
using MiniKafka.Storage;
using MiniKafka.Storage.Directories;
using MiniKafka.Storage.Files;

namespace MiniKafka.Broker;

/// <summary>
/// One node of the cluster, broker and controller in one: puts the rooms together, starts them in order and stops them.
/// Everything it owns lives on its loop.
/// </summary>
internal sealed class BrokerNode : IAsyncDisposable
{
    public const string ControllerListener = "CONTROLLER";

    private readonly BrokerOptions _options;
    private readonly EventLoop _loop;
    private readonly ILogger _logger;
    private readonly LogManager _logs;
    private readonly RequestDispatcher _dispatcher = new(ControllerListener);
    private readonly RpcServer _server;
    private readonly GroupService _groups;
    private readonly List<(ListenerOptions Options, IConnectionListener Listener)> _listeners = [];
    private MetadataQuorum? _quorum;
    private BrokerReplication? _replication;
    private MetadataLoader? _loader;
    private ActiveController? _controller;

    public BrokerNode(BrokerOptions options)
    {
        _options = options;
        _loop = options.Host.CreateLoop($"broker {options.NodeId}");
        _logger = options.Loggers.CreateLogger("MiniKafka.Broker");
        View = new ClusterView(options.NodeId, options.ClusterId, options.Config);
        LogContext = new LogContext(options.FileSystem, _loop.Clock, CompressionCodecs.Default, new DelayedDeletion(options.FileSystem), options.Loggers.CreateLogger("MiniKafka.Storage"));
        _logs = new LogManager(LogContext, options.Host, new LogManagerOptions
        {
            Directories = options.LogDirectories,
            ClusterId = options.ClusterId,
            NodeId = options.NodeId,
            RetentionInterval = TimeSpan.FromMilliseconds(View.Config.LogRetentionCheckIntervalMs),
        });
        Replicas = new ReplicaManager(options.NodeId, _loop.Clock);
        _groups = new GroupService(options, View, Replicas, _loop, _logger);
        _server = new RpcServer(_loop, _dispatcher, options.Loggers.CreateLogger("MiniKafka.Rpc"));
    }

    public int NodeId => _options.NodeId;

    public ClusterView View { get; }

    public ReplicaManager Replicas { get; }

    private LogContext LogContext { get; }

    /// <summary>The addresses it listens at, by listener name, once started.</summary>
    public IEnumerable<(string Name, NodeEndPoint Address)> Addresses =>
        _listeners.Select(bound => (bound.Options.Name, NodeEndPoint.From(bound.Listener.LocalEndPoint)));

    /// <summary>Completes when the broker is registered, unfenced and serves.</summary>
    public Task StartAsync() => _loop.InvokeAsync(StartOnLoopAsync);

    /// <summary>Makes the topics that are not there yet; completes when they have leaders.</summary>
    /// <exception cref="KafkaException">One of them cannot be made.</exception>
    public Task CreateTopicsAsync(IEnumerable<NewTopic> topics) => _loop.InvokeAsync(async () =>
    {
        var missing = topics.Where(topic => !View.Image.Topics.ContainsKey(topic.Name)).ToList();
        if (missing.Count > 0)
        {
            var created = await _controller!.ExecuteAsync((commands, image) => commands.CreateTopics(image, missing, validateOnly: false));
            if (created.FirstOrDefault(topic => !topic.Outcome.IsSuccess) is { } failed)
            {
                throw new KafkaException(failed.Outcome.Code, $"The topic '{failed.Name}' cannot be made: {failed.Outcome.Message}");
            }
        }
    });

    /// <summary>Stops cleanly: nothing has to be recovered at the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        await _loop.InvokeAsync(StopOnLoopAsync);
        _loop.Stop();
    }

    private async Task StartOnLoopAsync()
    {
        foreach (var warning in _options.Config.Warnings)
        {
            BrokerLog.ConfigWarning(_logger, warning);
        }

        await _logs.StartAsync();
        var controller = _controller = StartQuorum();
        Serve(controller);
        foreach (var listener in _options.Listeners)
        {
            _listeners.Add((listener, await listener.Transport.ListenAsync(listener.Bind, _loop)));
        }

        await RegisterAsync(controller);
        foreach (var (options, listener) in _listeners)
        {
            _server.Serve(listener, options.Name);
        }
    }

    private ActiveController StartQuorum()
    {
        var start = new QuorumStart(_options, LogContext, _logs.Directories[0]);
        _quorum = start.Open(_loop);
        var loader = _loader = new MetadataLoader(start.QuorumOptions, _quorum, _loop.Clock);
        _replication = new BrokerReplication(View, Replicas, _options.Listeners[0], new LocalIsrChannel(View, () => _controller!), _loop);
        loader.Published += new MetadataPublisher(View, _logs, Replicas, _replication.Context, _replication.Fetchers).Publish;
        loader.Published += (changes, _) => _groups.Leadership.Apply(changes);
        var commands = new ClusterController(_options.Config, _options.Host.CreateRandom($"controller {NodeId}"));
        var controller = new ActiveController(ControllerOptions(), commands, _quorum, loader);
        _quorum.Start(loader);
        return controller;
    }

    private ControllerOptions ControllerOptions() => new()
    {
        ClusterId = _options.ClusterId,
        NodeId = NodeId,
        BrokerSessionTimeoutMs = View.Config.BrokerSessionTimeoutMs,
        BootstrapFeatures = ClusterFeatures.OfNewCluster,
        BootstrapMinInsyncReplicas = View.Config.MinInsyncReplicas,
    };

    private void Serve(ActiveController controller)
    {
        var creation = new TopicCreation(View, controller);
        var sessions = new FetchContexts(new FetchSessionCache(
            View.Config.MaxIncrementalFetchSessionCacheSlots, _loop.Clock, _options.Host.CreateRandom($"fetch sessions {NodeId}")));
        _dispatcher.AddForClients(
            new ProduceHandler(Replicas, View),
            new FetchHandler(Replicas, View, sessions),
            new ListOffsetsHandler(Replicas, View),
            new MetadataHandler(View, creation),
            new FindCoordinatorHandler(View, creation),
            new ApiVersionsHandler(_dispatcher, View, () => _quorum!.Log.KRaftVersion),
            new SaslHandshakeHandler(),
            new SaslAuthenticateHandler(),
            new CreateTopicsHandler(controller, View),
            new DeleteTopicsHandler(controller),
            new DeleteRecordsHandler(Replicas, View),
            new InitProducerIdHandler(new ProducerIds(View, controller)),
            new OffsetForLeaderEpochHandler(Replicas, View),
            new DescribeConfigsHandler(View),
            new AlterConfigsHandler(controller, View),
            new CreatePartitionsHandler(controller),
            new IncrementalAlterConfigsHandler(controller, View),
            new DescribeClusterHandler(View),
            new DescribeProducersHandler(Replicas, View),
            new ListConfigResourcesHandler(View),
            new DescribeTopicPartitionsHandler(View));
        _dispatcher.AddForClients(_groups.CreateHandlers());
        _dispatcher.AddForClients(AdministrationHandlers.All(controller, View, _quorum!));
    }

    private async Task RegisterAsync(ActiveController controller)
    {
        var registration = new BrokerRegistration
        {
            Id = NodeId,
            Epoch = -1,
            IncarnationId = Uuid.NewRandom(_options.Host.CreateRandom($"incarnation {NodeId}")),
            Endpoints = [.. Addresses.Select(address => new ListenerEndpoint(address.Name, address.Address.Host, address.Address.Port, 0))],
            Features = ClusterFeatures.Supported,
            Rack = View.Config.BrokerRack,
            LogDirs = [.. _logs.Directories.Select(directory => directory.Id)],
        };
        var request = new BrokerRegistrationRequest(registration, _options.ClusterId);
        var registered = await controller.ExecuteAsync((commands, image) =>
            commands.RegisterBroker(image, request, _options.ClusterId, controller.NextOffset, hasLiveSession: false));
        Check(registered.Outcome);
        var alive = new BrokerHeartbeat(NodeId, registered.Epoch, View.ImageOffset, WantsFence: false, WantsShutDown: false);
        Check((await controller.ExecuteAsync((commands, image) => commands.Heartbeat(image, alive))).Outcome);
    }

    private static void Check(Outcome outcome)
    {
        if (!outcome.IsSuccess)
        {
            throw new KafkaException(outcome.Code, outcome.Message ?? "The broker could not be registered.");
        }
    }

    private async Task StopOnLoopAsync()
    {
        // Whoever waits for a group would keep the server waiting.
        _groups.Coordinator.UnloadAll();
        await _server.DisposeAsync();
        if (_replication is not null)
        {
            await _replication.DisposeAsync();
        }

        _controller?.Dispose();
        _loader?.Dispose();
        _quorum?.Log.Close();
        _quorum?.Dispose();
        await _logs.StopAsync(View.Image.Brokers.GetValueOrDefault(NodeId)?.Epoch ?? -1);
    }
}
