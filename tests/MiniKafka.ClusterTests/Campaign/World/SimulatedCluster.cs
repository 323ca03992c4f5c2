using Microsoft.Extensions.Logging;
using MiniKafka.Broker;
using MiniKafka.Client.Cluster;
using MiniKafka.ClusterTests.Campaign.Judging;
using MiniKafka.Configuration;
using MiniKafka.Metadata.Control;
using MiniKafka.Metadata.Images;
using MiniKafka.Network;
using MiniKafka.Network.Faults;
using MiniKafka.Network.InMemory;
using MiniKafka.Quorum.Voters;
using MiniKafka.Runtime;
using MiniKafka.Runtime.Simulation;

namespace MiniKafka.ClusterTests.Campaign.World;

/// <summary>Whole brokers and their clients in virtual time, on disks that crash and over links that fail, with a referee that looks on.</summary>
internal sealed class SimulatedCluster
{
    public const int Port = 9092;
    public const string Topic = "orders";
    public const string ClientName = "client";
    public const int MinInSyncReplicas = 2;
    public const short ReplicationFactor = 3;

    private readonly FaultNetwork _network;
    private readonly CourseOptions _options;
    private VoterSet _voters = VoterSet.Empty;

    public SimulatedCluster(CourseOptions options)
    {
        _options = options;
        Host = new SimulatedLoopHost(options.Seed) { LoopFailed = OnLoopFailed };
        _network = new FaultNetwork(new InMemoryTransport(), Host);
        Config = BrokerConfigLayers.FromProperties(CourseSettings.Broker(options));
        Referee = new Referee(this);
        Loggers = new FailureLoggers(Referee);
        Nodes = [.. Enumerable.Range(0, options.Brokers).Select(id => new SimulatedNode(this, id))];
        Host.ItemRun = Referee.Look;
    }

    public SimulatedLoopHost Host { get; }

    public BrokerConfigLayers Config { get; }

    public ILoggerFactory Loggers { get; }

    public Referee Referee { get; }

    public IReadOnlyList<SimulatedNode> Nodes { get; }

    public FaultNetwork Network => _network;

    public bool ForgetsRecords => _options.ForgetsRecords;

    public VoterSet Voters => _voters;

    /// <summary>The newest image any node has seen.</summary>
    public ClusterImage Image => Referee.Image;

    public ITransport TransportOf(string name) =>
        _options.Broken == BrokenRule.None ? _network.TransportOf(name) : new BendingTransport(_network.TransportOf(name), _options.Broken, this);

    public ClientEnvironment ClientEnvironment => new(Host, _network.TransportOf(ClientName), [.. Nodes.Select(node => node.Address)]);

    public async Task StartAsync()
    {
        var nodes = await Task.WhenAll(Nodes.Select(node => node.OpenAsync()));
        _voters = VoterSet.Of(nodes.Take(_options.Voters));
        await Task.WhenAll(Nodes.Select(node => node.StartAsync(_voters)));
        await Nodes[0].Node!.CreateTopicsAsync(
        [
            new NewTopic(Topic, _options.Partitions, ReplicationFactor)
            {
                Configs = [.. CourseSettings.Topic(_options)],
            },
        ]);
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

    public Task DelayAsync(double milliseconds) => Task.Delay(TimeSpan.FromMilliseconds(milliseconds), Host.Clock);
}
