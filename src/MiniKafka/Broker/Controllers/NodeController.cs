using MiniKafka.Broker.Nodes;
using MiniKafka.Metadata;
using MiniKafka.Metadata.Control;
using MiniKafka.Quorum;
using MiniKafka.Quorum.Controllers;
using MiniKafka.Quorum.Participation;
using MiniKafka.Rpc;
using MiniKafka.Runtime;

namespace MiniKafka.Broker.Controllers;

/// <summary>
/// The controller in a node: its part in the metadata quorum, the committed metadata, the controller that becomes active
/// when it leads, and the way to whoever is active. Owned by the node's loop.
/// </summary>
internal sealed class NodeController : IAsyncDisposable
{
    private readonly List<PeriodicTask> _tasks = [];
    private readonly BrokerLifecycle _brokers;

    public NodeController(BrokerOptions options, ClusterView view, EventLoop loop, QuorumStart start)
    {
        var config = view.Config;
        Network = new NodeClient(options.ControllerTransport, ControllerAddress.Of, loop, new RpcClientOptions
        {
            ClientId = $"controller-{options.NodeId}",
            ConnectionTimeout = TimeSpan.FromMilliseconds(config.ControllerQuorumRequestTimeoutMs),
            RequestTimeout = TimeSpan.FromMilliseconds(config.ControllerQuorumRequestTimeoutMs),
        });
        Quorum = start.Open(loop, Network);
        Loader = new MetadataLoader(start.QuorumOptions, Quorum, loop.Clock);
        var controllerOptions = new ControllerOptions
        {
            ClusterId = options.ClusterId,
            NodeId = options.NodeId,
            BrokerSessionTimeoutMs = config.BrokerSessionTimeoutMs,
            BootstrapFeatures = ClusterFeatures.OfNewCluster,
            BootstrapMinInsyncReplicas = config.MinInsyncReplicas,
        };
        var commands = new ClusterController(options.Config, options.Host.CreateRandom($"controller {options.NodeId}"), start.IgnoresCase);
        Active = new ActiveController(controllerOptions, commands, Quorum, Loader);
        _brokers = new BrokerLifecycle(controllerOptions, Active, loop);
        Service = new ControllerService(Active, _brokers);
        Client = new ControllerClient(options.NodeId, () => Quorum.LeaderAndEpoch.LeaderId, Active.ActiveAsync, Network, loop);
        Requests = new ControllerRequests(Client, Service);
        Watch = new BrokerWatch(options.NodeId, Active, _brokers, Network, loop);
        if (config.AutoLeaderRebalanceEnable)
        {
            var interval = TimeSpan.FromSeconds(config.LeaderImbalanceCheckIntervalSeconds);
            _tasks.Add(new PeriodicTask(Active, loop, interval, (controller, image) => controller.Elections.Balance(image, config.LeaderImbalancePerBrokerPercentage)));
        }

        var uncleanInterval = TimeSpan.FromMilliseconds(config.UncleanLeaderElectionIntervalMs);
        _tasks.Add(new PeriodicTask(Active, loop, uncleanInterval, (controller, image) => controller.Elections.FindMissing(image)));
        foreach (var follower in (IEnumerable<IMetadataFollower>)[_brokers, Client, Watch, .. _tasks])
        {
            Loader.Followers.Add(follower);
        }
    }

    public NodeClient Network { get; }

    public MetadataQuorum Quorum { get; }

    public MetadataLoader Loader { get; }

    public ActiveController Active { get; }

    public ControllerService Service { get; }

    public ControllerClient Client { get; }

    /// <summary>What this node, as a broker, asks of whoever decides.</summary>
    public IControllerRequests Requests { get; }

    /// <summary>Told of every broker that makes itself heard.</summary>
    public BrokerWatch Watch { get; }

    /// <summary>Takes part in the quorum from now on.</summary>
    public void Start() => Quorum.Start(Loader);

    public async ValueTask DisposeAsync()
    {
        _tasks.ForEach(task => task.Dispose());
        _brokers.Dispose();
        Loader.Dispose();
        Quorum.Log.Close();
        Quorum.Dispose();
        await Network.DisposeAsync();
    }
}
