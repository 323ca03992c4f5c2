using MiniKafka.Configuration;
using MiniKafka.Configuration.Effective;
using MiniKafka.Metadata;
using MiniKafka.Metadata.Control;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;
using MiniKafka.Quorum;
using MiniKafka.Quorum.Controllers;
using MiniKafka.Quorum.Participation;
using MiniKafka.Runtime;
using MiniKafka.Runtime.Simulation;
using MiniKafka.Storage.Files;
using StrictReplay;

namespace MiniKafka.Tests.Quorum.Controllers;

/// <summary>A node that votes alone, or with others a channel speaks for: its committed metadata, its controller and its dealings with brokers.</summary>
internal sealed class TestController : IDisposable
{
    private TestController(SimulatedLoopHost host, IFileSystem files, QuorumOptions options, int id, IQuorumChannel channel)
    {
        var loop = EventLoop.CurrentLoop!;
        var directory = QuorumFixture.Directory(files, loop.Clock);
        var log = directory.Open(QuorumFixture.LogConfig(), options, wasCleanShutdown: true);
        Quorum = new MetadataQuorum(options, log, directory.QuorumState, channel, loop);
        Committed = new MetadataLoader(options, Quorum, loop.Clock);
        var controllerOptions = new ControllerOptions { ClusterId = options.ClusterId, NodeId = id, BootstrapFeatures = ClusterFeatures.OfNewCluster };
        var layers = BrokerConfigLayers.FromProperties(ServerProperties.Parse($"node.id={id}"));
        Controller = new ActiveController(controllerOptions, new ClusterController(layers, host.CreateRandom("controller")), Quorum, Committed);
        Brokers = new BrokerLifecycle(controllerOptions, Controller, loop);
        Committed.Followers.Add(Brokers);
    }

    public MetadataQuorum Quorum { get; }

    public MetadataLoader Committed { get; }

    public ActiveController Controller { get; }

    public BrokerLifecycle Brokers { get; }

    /// <summary>Runs a test on a started node, and judges the log that it leaves.</summary>
    public static void Run(
        IFileSystem files,
        Func<TestController, Task> test,
        Func<QuorumOptions, QuorumOptions>? configure = null,
        IQuorumChannel? others = null,
        Action<IFileSystem, string>? judge = null)
    {
        var host = new SimulatedLoopHost(1);
        host.Run(async () =>
        {
            var options = QuorumFixture.Options(1, QuorumFixture.Voters(others is null ? 1 : 3));
            using var node = new TestController(host, files, configure?.Invoke(options) ?? options, 1, others ?? new NoChannel());
            node.Quorum.Start(node.Committed);
            await test(node);
        });
        (judge ?? MetadataJudge.Check)(files, QuorumFixture.LogDirectory);
    }

    public static BrokerRegistrationRequest Registration(int id) => new(
        new BrokerRegistration
        {
            Id = id,
            Epoch = -1,
            IncarnationId = new Uuid(3, (ulong)id),
            Endpoints = [new ListenerEndpoint("PLAINTEXT", "127.0.0.1", 9092 + id, 0)],
            Features = ClusterFeatures.Supported,
            LogDirs = [new Uuid(4, (ulong)id)],
        },
        QuorumFixture.ClusterId);

    /// <summary>Registers a broker and lets it come out of its fence.</summary>
    public async Task<long> BringUpAsync(int id)
    {
        var registered = await Brokers.RegisterAsync(Registration(id));
        Assert.Equal(ErrorCode.None, registered.Outcome.Code);
        await Brokers.HeartbeatAsync(new BrokerHeartbeat(id, registered.Epoch, Committed.End.Offset, WantsFence: false, WantsShutDown: false));
        return registered.Epoch;
    }

    public void Dispose()
    {
        Brokers.Dispose();
        Committed.Dispose();
        Quorum.Dispose();
    }
}
