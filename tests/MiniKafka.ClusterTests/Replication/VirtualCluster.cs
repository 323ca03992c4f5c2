using Microsoft.Extensions.Logging;
using MiniKafka.Broker.Composition;
using MiniKafka.Client;
using MiniKafka.ClusterTests.Control;
using MiniKafka.ClusterTests.Simulation;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;
using MiniKafka.Network;
using MiniKafka.Network.Faults;
using MiniKafka.Protocol;
using MiniKafka.Rpc;
using MiniKafka.Runtime;
using MiniKafka.Runtime.Simulation;
using MiniKafka.Storage.Files;
using MiniKafka.Storage.Logs;
using StrictReplay;

namespace MiniKafka.ClusterTests.Replication;

/// <summary>
/// A cluster in virtual time, the first three of whose brokers are controllers, which a client asks over the wire and whose links
/// can be cut. Everything runs on one thread; the test runs on the client's loop. In the end the metadata that each broker leaves is judged.
/// </summary>
internal sealed class VirtualCluster
{
    private const string Client = "client";
    private const string Data = "/data";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly EventLoop _loop;
    private readonly SortedDictionary<int, MemoryFileSystem> _disks = [];
    private readonly SortedDictionary<(int Broker, int Connection), RpcClient> _clients = [];
    private KafkaCluster _kafka = null!;

    private VirtualCluster(int seed)
    {
        Host = new SimulatedLoopHost(seed);
        _loop = Host.CreateLoop(Client);
    }

    public SimulatedLoopHost Host { get; }

    /// <summary>Brokers that run.</summary>
    public IReadOnlyList<BrokerNode> Nodes => _kafka.Nodes;

    /// <summary>The broker that decides for the cluster.</summary>
    public int Controller => Nodes.Single(node => node.Controller!.Active.IsActive).NodeId;

    /// <summary>What the files of all brokers hold.</summary>
    public long HeldBytes => _disks.Values.Sum(disk => disk.HeldBytes);

    public TimeSpan Now => Host.Elapsed;

    /// <summary>What all brokers told so far.</summary>
    public ListedLogs Told { get; } = new(LogLevel.Information);

    public static void Run(Func<VirtualCluster, Task> test, int brokers = 3, params IEnumerable<(string Key, string Value)> properties) =>
        Run(seed: 1, test, brokers, memory: null, properties);

    public static void Run(
        int seed, Func<VirtualCluster, Task> test, int brokers = 3, SpaceAccount? memory = null, params IEnumerable<(string Key, string Value)> properties)
    {
        var cluster = new VirtualCluster(seed);
        VirtualTime.Run(
            cluster.Host,
            options =>
            {
                options.BrokerCount = brokers;
                options.DataDirectory = Data;
                options.LoggerFactory = cluster.Told;
                options.FileSystemOf = id => cluster._disks.TryGetValue(id, out var disk) ? disk : cluster._disks[id] = new MemoryFileSystem(cluster.Host.Clock, memory);
                foreach (var id in Enumerable.Range(0, brokers))
                {
                    options.Racks.Add($"rack-{id}");
                }

                foreach (var (key, value) in properties)
                {
                    options.Properties[key] = value;
                }
            },
            async kafka =>
            {
                cluster._kafka = kafka;
                await cluster._loop.InvokeAsync(() => test(cluster));
                await cluster.DisconnectAsync();
                await Task.WhenAll(kafka.Brokers.Select(broker => broker.KillAsync()));
            });
        Assert.DoesNotContain(cluster.Told.Lines, line => line.Level >= LogLevel.Error);
        foreach (var (id, disk) in cluster._disks)
        {
            MetadataJudge.Check(disk, brokers == 1 ? Data : Path.Combine(Data, $"broker-{id}"));
        }
    }

    public BrokerNode Node(int id) => _kafka.Brokers[id].Node!;

    public bool IsRunning(int id) => _kafka.Brokers[id].IsRunning;

    /// <summary>Ends a broker as a crash would; its files stay as they are.</summary>
    public Task KillAsync(int id) => _kafka.Brokers[id].KillAsync();

    /// <summary>While a broker is stopped, its log of a partition loses some bytes at its end, as by a copy tool or a full disk.</summary>
    public void CutLog(int id, string topic, int bytes)
    {
        using var file = _disks[id].Open(Path.Combine(Data, $"broker-{id}", $"{topic}-0", "00000000000000000000.log"), FileOpening.Existing);
        file.Truncate(file.Length - bytes);
    }

    /// <summary>While a broker is stopped, an empty disk takes the place of its own.</summary>
    public void ReplaceDisk(int id) => _disks.Remove(id);

    /// <summary>What a running broker has of partition 0 of a topic.</summary>
    public PartitionLog LogOf(int id, string topic) => Node(id).Replicas.Find(new TopicPartition(topic, 0))!.Log;

    /// <summary>Disposes of the cluster.</summary>
    public Task EndAsync() => _kafka.DisposeAsync().AsTask();

    /// <summary>Closes all connections of the client.</summary>
    public async Task DisconnectAsync()
    {
        foreach (var client in _clients.Values)
        {
            await client.DisposeAsync();
        }

        _clients.Clear();
    }

    /// <summary>A producer of ours, on the client's links.</summary>
    public Producer<string, string> CreateProducer(ProducerConfig config)
    {
        config.ClientId = Client;
        return _kafka.CreateProducer<string, string>(config);
    }

    /// <summary>Stops a broker as an operator would.</summary>
    public Task StopAsync(int id) => _kafka.Brokers[id].StopAsync();

    public Task StartAsync(int id) => _kafka.Brokers[id].StartAsync();

    public Task StartTogetherAsync(params int[] ids) => Task.WhenAll(ids.Select(StartAsync));

    /// <summary>The leader that the newest view of a running broker names; -1 when it names none.</summary>
    public int LeaderOf(string topic) => Newest.View.Image.Partition(topic, 0)?.Leader ?? -1;

    public int EpochOf(string topic) => Newest.View.Image.Partition(topic, 0)?.LeaderEpoch ?? -1;

    private BrokerNode Newest => Nodes.MaxBy(node => node.View.ImageOffset)!;

    /// <summary>Nothing gets from this broker to the others, or from them to it; the client still reaches it.</summary>
    public void CutOff(int id) => Others(id).ForEach(other => _kafka.Network.Cut(Name(id), Name(other)));

    /// <summary>Nothing gets from one broker to the other.</summary>
    public void Isolate(int one, int other) => _kafka.Network.Cut(Name(one), Name(other));

    /// <summary>Whatever one broker sends the other arrives later by so much.</summary>
    public void Slow(int from, int to, TimeSpan delay) => _kafka.Network.Link(Name(from), Name(to)).SetDelay(delay);

    /// <summary>What the client sends a broker comes over it.</summary>
    public LinkFaults ToBroker(int id) => _kafka.Network.Link(Client, Name(id));

    /// <summary>What a broker answers the client comes over it.</summary>
    public LinkFaults ToClient(int id) => _kafka.Network.Link(Name(id), Client);

    public void Reunite(int one, int other) => _kafka.Network.Heal(Name(one), Name(other));

    public void Heal(int id) => Others(id).ForEach(other => _kafka.Network.Heal(Name(id), Name(other)));

    /// <summary>Asks a broker; the bytes of a fetch's answer live until it is disposed of.</summary>
    public async Task<RpcResponse<TResponse>> SendAsync<TResponse>(int broker, IRequest<TResponse> request, short newestVersion = short.MaxValue, int connection = 0)
        where TResponse : class, IResponse
    {
        if (!_clients.TryGetValue((broker, connection), out var client) || !client.IsOpen)
        {
            _clients[(broker, connection)] = client = await RpcClient.ConnectAsync(
                _kafka.Network.TransportOf(Client), AddressOf(broker), _loop, new RpcClientOptions { ClientId = Client, RequestTimeout = Patience });
        }

        return await client.SendAsync(request, newestVersion);
    }

    /// <summary>Asks a broker over one of several connections: on each of them one request is answered after the other.</summary>
    public async Task<TResponse> CallAsync<TResponse>(int broker, IRequest<TResponse> request, short newestVersion = short.MaxValue, int connection = 0)
        where TResponse : class, IResponse
    {
        using var response = await SendAsync(broker, request, newestVersion, connection);
        return response.Message;
    }

    public Task DelayAsync(TimeSpan time) => Task.Delay(time, _loop.Clock);

    /// <summary>Waits until all brokers that run see a partition so.</summary>
    public Task SeenAsync(string topic, Func<PartitionImage, bool> holds, params int[] by) => UntilAsync(
        () => Nodes.Where(node => by.Length == 0 || by.Contains(node.NodeId)).All(node => node.View.Image.Partition(topic, 0) is { } partition && holds(partition)),
        () => string.Join("; ", Nodes.Select(node => $"{node.NodeId} sees {Describe(node.View.Image.Partition(topic, 0))}")));

    public async Task UntilAsync(Func<bool> holds, Func<string>? instead = null)
    {
        for (var start = Now; !holds(); await DelayAsync(TimeSpan.FromMilliseconds(5)))
        {
            Assert.True(Now - start < Patience, $"After {Patience}: {instead?.Invoke()}");
        }
    }

    private static string Describe(PartitionImage? partition) => partition is null ? "no partition"
        : $"leader {partition.Leader} in epoch {partition.LeaderEpoch}, replicas {string.Join(',', partition.Replicas)}, in sync {string.Join(',', partition.Isr)}, "
            + $"eligible {string.Join(',', partition.EligibleLeaderReplicas)}, last known {string.Join(',', partition.LastKnownElr)}";

    private static string Name(int id) => LinkEnd.NameOfBroker(id);

    private NodeEndPoint AddressOf(int id) => _kafka.Brokers[id].Listeners.First(bound => bound.Options.IsWithinProcess).Advertised;

    private List<int> Others(int id) => [.. Enumerable.Range(0, _kafka.Brokers.Count).Where(other => other != id)];
}
