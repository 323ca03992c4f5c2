using System.Collections.Immutable;
using System.Net;
using Disks;
using Microsoft.Extensions.Logging.Abstractions;
using MiniKafka.Broker;
using MiniKafka.Broker.Membership;
using MiniKafka.Broker.Publishing;
using MiniKafka.Configuration.Effective;
using MiniKafka.Metadata.Images;
using MiniKafka.Metadata.Replay;
using MiniKafka.Model;
using MiniKafka.Network;
using MiniKafka.Network.InMemory;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Replication;
using MiniKafka.Rpc;
using MiniKafka.Runtime;
using MiniKafka.Storage.Directories;
using MiniKafka.Storage.Logs;
using MiniKafka.Tests.Broker.Controllers;
using MiniKafka.Tests.Metadata;
using MiniKafka.Tests.Rpc;
using MiniKafka.Tests.Storage;
using MiniKafka.Tests.Storage.Directories;

namespace MiniKafka.Tests.Broker.Publishing;

/// <summary>
/// What broker 1 does with its replicas, without the rest of it: two log directories on a disk that fails when told to, images that the test
/// publishes, a controller that answers as it says, and a broker 2 of which only what is fetched is known.
/// </summary>
internal sealed class ReplicaBench : IRequestDispatcher
{
    private long _offset;

    private ReplicaBench(LogManager logs, FaultyDisk disk, EventLoop loop, ITransport transport)
    {
        Logs = logs;
        Disk = disk;
        Loop = loop;
        View = new ClusterView(1, "cluster", BrokerConfigLayers.FromProperties([]));
        Replicas = new ReplicaManager(1, loop.Clock);
        var listener = new ListenerOptions("PLAINTEXT", transport, new IPEndPoint(IPAddress.Loopback, 0));
        Replication = new BrokerReplication(View, Replicas, listener, new ControllerIsrChannel(View, Controller, loop), loop, promised: null);
        Assignments = new DirectoryAssignments(View, Controller, loop);
        Directories = new ReplicaDirectories(View, logs, Replication, Assignments, loop, NullLogger.Instance);
        Publisher = new MetadataPublisher(View, logs, Replication, Directories);
    }

    public LogManager Logs { get; }

    public FaultyDisk Disk { get; }

    public EventLoop Loop { get; }

    public ClusterView View { get; }

    public ReplicaManager Replicas { get; }

    public BrokerReplication Replication { get; }

    public ScriptedController Controller { get; } = new();

    public DirectoryAssignments Assignments { get; }

    public ReplicaDirectories Directories { get; }

    public MetadataPublisher Publisher { get; }

    /// <summary>The partitions that were fetched from broker 2, the newest last.</summary>
    public List<int> Fetched { get; } = [];

    /// <summary>Runs a test.</summary>
    /// <param name="test">The test.</param>
    /// <param name="before">What an earlier run of the broker left in its directories.</param>
    public static void Run(Func<ReplicaBench, Task> test, Action<LogManager>? before = null) => TestManager.Run(async (host, loop) =>
    {
        var disk = new FaultyDisk();
        if (before is not null)
        {
            var earlier = await TestManager.StartAsync(host, loop, disk, "one", "two");
            before(earlier);
            await earlier.StopAsync(3);
        }

        var transport = new InMemoryTransport();
        using var logs = await TestManager.StartAsync(host, loop, disk, "one", "two");
        var bench = new ReplicaBench(logs, disk, loop, transport);
        await using var others = new RpcServer(loop, bench, NullLogger.Instance);
        others.Serve(await transport.ListenAsync(new NodeEndPoint("localhost", 9094), loop), "PLAINTEXT");
        await test(bench);
        await bench.Replication.DisposeAsync();
    });

    /// <summary>The newest metadata, as the broker hears of it.</summary>
    public void Publish(ClusterImage image)
    {
        var changes = new ImageChanges(View.Image, image);
        View.Publish(image, ++_offset);
        Publisher.Publish(changes);
    }

    /// <summary>Publishes another state of partition 0 of the topic.</summary>
    public void Change(Func<PartitionImage, PartitionImage> change)
    {
        var topic = View.Image.Topics["t"];
        var partition = change(topic.Partitions[0]);
        Publish(View.Image with { Topics = View.Image.Topics.SetItem("t", topic with { Partitions = topic.Partitions.SetItem(0, partition) }) });
    }

    /// <summary>Two brokers and the topic; the log directories of this one's replicas are not known yet.</summary>
    public static ClusterImage Image(params int[][] replicas)
    {
        var image = TestImage.Of(2, replicas);
        return image with
        {
            Topics = image.Topics.SetItem("t", image.Topics["t"] with
            {
                Partitions = image.Topics["t"].Partitions.ToImmutableSortedDictionary(
                    partition => partition.Key,
                    partition => partition.Value with { Directories = [.. partition.Value.Replicas.Select(id => id == 1 ? Uuid.Zero : TestImage.Directory(id))] }),
            }),
        };
    }

    public Partition? Find(int partition = 0) => Replicas.Find(new TopicPartition("t", partition));

    public LogDirectory DirectoryOf(int partition = 0) => Logs.DirectoryOf(new TopicPartition("t", partition))!;

    public LogDirectory OtherDirectory(int partition = 0) => Logs.Directories.Single(directory => directory != DirectoryOf(partition));

    public static void Append(PartitionLog log)
    {
        var batch = TestLog.BatchAt(1_700_000_000_000, "value");
        Assert.True(log.AppendAsLeader(batch, 0).IsSuccess);
        batch.Release();
    }

    public Task PassAsync(int seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), Loop.Clock);

    public ApiVersionRange? VersionsOf(ApiKey key, string listenerName) => new ApiVersionRange(key, ApiCatalog.Get(key).MinVersion, ApiCatalog.Get(key).MaxStableVersion);

    /// <summary>A fetch stays unanswered.</summary>
    public async ValueTask<IResponse?> DispatchAsync(IRequest request, RequestContext context)
    {
        if (request is ApiVersionsRequest)
        {
            return RpcWorld.Versions(this);
        }

        Fetched.AddRange(((FetchRequest)request).Topics.SelectMany(topic => topic.Partitions.Select(partition => partition.Partition)));
        var gone = Loop.CreateCompletion();
        await using var registration = context.ClientGone.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetResult(), gone);
        await gone.Task;
        return null;
    }
}
