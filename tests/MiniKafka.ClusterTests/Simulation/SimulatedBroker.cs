using MiniKafka.Network;
using MiniKafka.Network.Faults;
using MiniKafka.Rpc;
using MiniKafka.Runtime;
using MiniKafka.Runtime.Simulation;
using MiniKafka.Storage.Files;
using StrictReplay;

namespace MiniKafka.ClusterTests.Simulation;

/// <summary>A cluster of one broker in virtual time, reached over a network with faults.</summary>
internal sealed class SimulatedBroker(long seed)
{
    private const string Client = "client";
    private const string Data = "/data";

    private KafkaCluster _kafka = null!;
    private EventLoop _loop = null!;

    public SimulatedLoopHost Host { get; } = new(seed);

    public LinkFaults ToBroker => _kafka.Network.Link(Client, LinkEnd.NameOfBroker(0));

    public LinkFaults ToClient => _kafka.Network.Link(LinkEnd.NameOfBroker(0), Client);

    /// <summary>Starts the broker and runs the test on the client's loop.</summary>
    public void Run(Func<Task> test)
    {
        var files = new MemoryFileSystem(Host.Clock);
        VirtualTime.Run(
            Host,
            options =>
            {
                options.DataDirectory = Data;
                options.FileSystemOf = _ => files;
            },
            kafka =>
            {
                (_kafka, _loop) = (kafka, Host.CreateLoop(Client));
                return _loop.InvokeAsync(test);
            });
        MetadataJudge.Check(files, Path.GetFullPath(Data));
    }

    public Task DelayAsync(TimeSpan time) => Task.Delay(time, _loop.Clock);

    public Task<RpcClient> ConnectAsync() =>
        RpcClient.ConnectAsync(_kafka.Network.TransportOf(Client), _kafka.InMemory.Bootstrap[0], _loop, new RpcClientOptions { ClientId = "simulated" });
}
