using Microsoft.Extensions.Logging.Abstractions;
using MiniKafka.Broker;
using MiniKafka.Configuration;
using MiniKafka.Network;
using MiniKafka.Network.Faults;
using MiniKafka.Network.InMemory;
using MiniKafka.Quorum.Voters;
using MiniKafka.Rpc;
using MiniKafka.Runtime;
using MiniKafka.Runtime.Simulation;
using MiniKafka.Storage.Files;
using StrictReplay;

namespace MiniKafka.ClusterTests.Simulation;

/// <summary>A whole broker in virtual time, reached over a network with faults.</summary>
internal sealed class SimulatedBroker
{
    private static readonly NodeEndPoint Address = new("broker", 9092);

    public SimulatedBroker(long seed)
    {
        Host = new SimulatedLoopHost(seed);
        Network = new FaultNetwork(new InMemoryTransport(), Host);
        ClientLoop = Host.CreateLoop("client");
    }

    public SimulatedLoopHost Host { get; }

    public FaultNetwork Network { get; }

    public EventLoop ClientLoop { get; }

    /// <summary>Starts the broker and runs the test on the client's loop.</summary>
    public void Run(Func<Task> test) => Host.Run(async () =>
    {
        var options = new BrokerOptions
        {
            NodeId = 0,
            ClusterId = "simulated",
            Config = BrokerConfigLayers.FromProperties([]),
            Host = Host,
            FileSystem = new MemoryFileSystem(Host.Clock),
            LogDirectories = ["/data"],
            Listeners = [new ListenerOptions("PLAINTEXT", Network.TransportOf("broker"), Address)],
            ControllerTransport = Network.TransportOf("broker"),
            Loggers = NullLoggerFactory.Instance,
        };
        var node = new BrokerNode(options);
        var voter = await node.OpenAsync();
        await node.StartAsync(VoterSet.Of([voter]));
        await ClientLoop.InvokeAsync(test);
        await node.DisposeAsync();
        MetadataJudge.Check(options.FileSystem, options.LogDirectories[0]);
    });

    public Task<RpcClient> ConnectAsync() =>
        RpcClient.ConnectAsync(Network.TransportOf("client"), Address, ClientLoop, new RpcClientOptions { ClientId = "simulated" });
}
