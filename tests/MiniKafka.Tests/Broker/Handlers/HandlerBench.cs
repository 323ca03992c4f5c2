using System.Net;
using MiniKafka.Broker;
using MiniKafka.Broker.FetchSessions;
using MiniKafka.Broker.Handlers;
using MiniKafka.Broker.Tracing;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Records.Compression;
using MiniKafka.Replication;
using MiniKafka.Rpc;
using MiniKafka.Runtime;
using MiniKafka.Runtime.Buffers;
using MiniKafka.Storage;
using MiniKafka.Storage.Files;
using MiniKafka.Storage.Logs;
using MiniKafka.Tests.Metadata;
using MiniKafka.Tests.Storage;
using MiniKafka.Tests.Storage.Directories;

namespace MiniKafka.Tests.Broker.Handlers;

/// <summary>
/// What handlers stand on, without the broker around it: broker 1 of a cluster in virtual time that leads partition 0 of each
/// topic, on logs in memory.
/// </summary>
internal sealed class HandlerBench
{
    private readonly FetchHandler _fetch;
    private readonly AppendTraces _traces;

    private HandlerBench(ClusterView view, ReplicaManager replicas, EventLoop loop)
    {
        View = view;
        Replicas = replicas;
        Clock = loop.Clock;
        _traces = new AppendTraces(view, loop.Clock, CompressionCodecs.Default, new TelemetryListeners(loop, static error => throw error));
        _fetch = new FetchHandler(replicas, view, new FetchContexts(new FetchSessionCache(slots: 5, TimeProvider.System, new Random(1))));
    }

    public ClusterView View { get; }

    public ReplicaManager Replicas { get; }

    /// <summary>Virtual time.</summary>
    public TimeProvider Clock { get; }

    public static void Run(Func<HandlerBench, Task> test, LogConfig? config = null, params string[] topics) => TestManager.Run(async (host, loop) =>
    {
        var cluster = new TestCluster(1);
        var view = new ClusterView(1, TestCluster.ClusterId, cluster.Layers);
        using var manager = await TestManager.StartAsync(host, loop, new MemoryFileSystem(loop.Clock), "data");
        var replicas = new ReplicaManager(1, loop.Clock);
        foreach (var topic in topics)
        {
            cluster.Create(topic);
            var id = new TopicIdPartition(cluster.Image.Topics[topic].Id, topic, 0);
            var partition = new Partition(id, 1, manager.GetOrCreate(id.TopicPartition, id.TopicId, config ?? LogConfig.Default)!, new PartitionState(1, 0, 0, [1], [1]));
            replicas.Add(partition);
            partition.Apply(partition.State);
        }

        view.Publish(cluster.Image, 1);
        await test(new HandlerBench(view, replicas, loop));
    });

    public Uuid IdOf(string topic) => View.Image.Topics[topic].Id;

    public PartitionLog LogOf(string topic) => Replicas.Find(new TopicPartition(topic, 0))!.Log;

    /// <summary>Appends a batch to the log of a topic, under any epoch, and everybody may read it.</summary>
    public void Append(string topic, byte[] batch, int leaderEpoch = 0)
    {
        var partition = Replicas.Find(new TopicPartition(topic, 0))!;
        Assert.True(partition.Log.AppendAsLeader(new(batch), leaderEpoch).IsSuccess);
        partition.Apply(partition.State);
    }

    /// <summary>All topics are deleted.</summary>
    public void DeleteTopics()
    {
        View.Publish(ClusterImage.Empty, 2);
        foreach (var partition in Replicas.Partitions.ToList())
        {
            Replicas.Remove(partition.Id.TopicPartition);
            partition.Leave();
        }
    }

    /// <summary>The broker has not heard of a topic that it leads until it is told, which is done by what is returned.</summary>
    public Action Conceal(string topic)
    {
        var image = View.Image;
        var partition = Replicas.Remove(new TopicPartition(topic, 0))!;
        View.Publish(image with { Topics = image.Topics.Remove(topic), TopicNames = image.TopicNames.Remove(image.Topics[topic].Id) }, 2);
        return () =>
        {
            View.Publish(image, 3);
            Replicas.Add(partition);
        };
    }

    public static async Task<TResponse> AskAsync<TResponse>(IRequestHandler handler, IRequest request, short version, string clientId = "c")
    {
        var connection = new ClientConnection(1, "PLAINTEXT", new IPEndPoint(IPAddress.Loopback, 1), CancellationToken.None);
        return (TResponse)(await handler.HandleAsync(request, new RequestContext(ApiCatalog.Get(request.ApiKey), version, 1, clientId, connection)))!;
    }

    /// <summary>Produces one entry a part, by name, and shows the answers as <c>t-0=None</c>, in the order of names.</summary>
    public async Task<string> ProduceAsync(short acks, string clientId, params (string Topic, byte[]? Records)[] parts)
    {
        var request = new ProduceRequest
        {
            Acks = acks,
            TimeoutMs = 1000,
            TopicData =
            [
                .. parts.Select(part => new ProduceRequest.TopicProduceData
                {
                    Name = part.Topic,
                    PartitionData = [new ProduceRequest.PartitionProduceData { Index = 0, Records = part.Records is null ? null : new SharedBytes(part.Records) }],
                }),
            ],
        };
        var response = await AskAsync<ProduceResponse>(new ProduceHandler(Replicas, View, _traces), request, 9, clientId);
        return string.Join(' ', response.Responses
            .SelectMany(topic => topic.PartitionResponses.Select(partition => $"{topic.Name}-{partition.Index}={partition.ErrorCode}"))
            .Order(StringComparer.Ordinal));
    }

    public Task<FetchResponse> FetchAsync(short version, FetchRequest request)
    {
        request.MaxBytes = request.MaxBytes == 0 ? int.MaxValue : request.MaxBytes;
        return AskAsync<FetchResponse>(_fetch, request, version);
    }

    public static byte[] Batch(params string[] values)
    {
        var batch = TestLog.BatchAt(1_700_000_000_000, values);
        var bytes = batch.ToContiguous().ToArray();
        batch.Release();
        return bytes;
    }
}
