using MiniKafka.Client;
using MiniKafka.ClusterTests.Campaign.Judging;
using MiniKafka.Metadata.Images;
using MiniKafka.Network.Faults;
using MiniKafka.Runtime;
using MiniKafka.Runtime.Simulation;

namespace MiniKafka.ClusterTests.Campaign.World;

/// <summary>A cluster and its clients in virtual time, on disks that crash and over links that fail, with a referee that looks on.</summary>
internal sealed class SimulatedCluster
{
    public const string DataDirectory = "/data";
    public const string Topic = "orders";
    public const int MinInSyncReplicas = 2;
    public const short ReplicationFactor = 3;

    private const string ClientId = "campaign";

    private readonly CourseOptions _options;

    public SimulatedCluster(CourseOptions options)
    {
        _options = options;
        Host = new SimulatedLoopHost(options.Seed) { LoopFailed = OnLoopFailed };
        Referee = new Referee(this);
        Nodes = [.. Enumerable.Range(0, options.Brokers).Select(id => new SimulatedNode(this, id))];
        Kafka = KafkaCluster.Make(Configure);
        Host.ItemRun = Referee.Look;
    }

    /// <summary>The name that all clients have in the network.</summary>
    public static string ClientName { get; } = LinkEnd.NameOfClient(ClientId);

    public SimulatedLoopHost Host { get; }

    public KafkaCluster Kafka { get; }

    public Referee Referee { get; }

    public IReadOnlyList<SimulatedNode> Nodes { get; }

    public FaultNetwork Network => Kafka.Network;

    public bool ForgetsRecords => _options.ForgetsRecords;

    /// <summary>The newest image any node has seen.</summary>
    public ClusterImage Image => Referee.Image;

    public async Task StartAsync()
    {
        await Kafka.BeginAsync(CancellationToken.None);
        foreach (var node in Nodes)
        {
            node.OnServing();
        }
    }

    /// <summary>The course is over: whatever runs still ends as in a crash.</summary>
    public async Task EndAsync()
    {
        foreach (var node in Nodes.Where(node => node.IsAlive))
        {
            node.Crash(Ending.Kill, new Random(0));
        }

        await Kafka.DisposeAsync();
    }

    public AdminClient CreateAdmin() => Kafka.CreateAdmin(
        new AdminConfig { ClientId = ClientId, RequestTimeoutMs = 3_000, DefaultApiTimeoutMs = 6_000, ConnectionsMaxIdleMs = 600_000 });

    public Producer<TKey, TValue> CreateProducer<TKey, TValue>(ProducerConfig config)
    {
        config.ClientId = ClientId;
        return Kafka.CreateProducer<TKey, TValue>(config);
    }

    public Task DelayAsync(double milliseconds) => Task.Delay(TimeSpan.FromMilliseconds(milliseconds), Host.Clock);

    private void Configure(KafkaClusterOptions options)
    {
        options.Host = Host;
        options.BrokerCount = _options.Brokers;
        options.MostVoters = _options.Voters;
        options.DataDirectory = DataDirectory;
        options.FileSystemOf = id => Nodes[id].Mount();
        options.TransportOf = (_, transport) => _options.Broken == BrokenRule.None ? transport : new BendingTransport(transport, _options.Broken, this);
        options.LoggerFactory = new FailureLoggers(Referee);
        options.Topics.Add(new KafkaTopic(Topic, _options.Partitions, ReplicationFactor) { Configs = CourseSettings.Topic(_options) });
        foreach (var (key, value) in CourseSettings.Broker(_options))
        {
            options.Properties[key] = value;
        }
    }

    private void OnLoopFailed(EventLoop loop, Exception exception)
    {
        if (Nodes.FirstOrDefault(node => node.Node?.Loop == loop) is { IsLockedOut: true } node)
        {
            Referee.Totals.LockOuts++;
            node.OnFailed();
        }
        else
        {
            Referee.Report(new RuleBrokenException($"The loop {loop.Name} failed: {exception.Message}", exception));
        }
    }
}
