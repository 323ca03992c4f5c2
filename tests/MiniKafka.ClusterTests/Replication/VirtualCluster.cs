using Microsoft.Extensions.Logging.Abstractions;
using MiniKafka.Broker;
using MiniKafka.Configuration;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;
using MiniKafka.Network;
using MiniKafka.Network.Faults;
using MiniKafka.Network.InMemory;
using MiniKafka.Protocol;
using MiniKafka.Quorum.Voters;
using MiniKafka.Rpc;
using MiniKafka.Runtime;
using MiniKafka.Runtime.Simulation;
using MiniKafka.Storage.Files;
using StrictReplay;

namespace MiniKafka.ClusterTests.Replication;

/// <summary>
/// Several whole brokers in virtual time, the first three of them controllers, whom a client asks over the wire and whose links
/// can be cut. Everything runs on one thread; the test runs on the client's loop. In the end the metadata that each of them leaves is judged.
/// </summary>
internal sealed class VirtualCluster
{
    private const string Client = "client";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly SimulatedLoopHost _host;
    private readonly FaultNetwork _network;
    private readonly EventLoop _loop;
    private readonly List<BrokerOptions> _options = [];
    private readonly List<BrokerNode?> _nodes = [];
    private readonly SortedDictionary<(int Broker, int Connection), RpcClient> _clients = [];
    private VoterSet _voters = VoterSet.Empty;

    private VirtualCluster(int seed, int brokers, IEnumerable<KeyValuePair<string, string>> properties)
    {
        _host = new SimulatedLoopHost(seed);
        _network = new FaultNetwork(new InMemoryTransport(), _host);
        _loop = _host.CreateLoop(Client);
        for (var id = 0; id < brokers; id++)
        {
            var transport = _network.TransportOf(Name(id));
            _options.Add(new BrokerOptions
            {
                NodeId = id,
                ClusterId = "virtual",
                Config = BrokerConfigLayers.FromProperties(new SortedDictionary<string, string>(properties.ToDictionary(), StringComparer.Ordinal) { ["broker.rack"] = $"rack-{id}" }),
                Host = _host,
                FileSystem = new MemoryFileSystem(_host.Clock),
                LogDirectories = ["/data"],
                Listeners = [new ListenerOptions(MiniKafka.Configuration.Listeners.ListenerSettings.Memory, transport, AddressOf(id))],
                ControllerTransport = transport,
                Loggers = NullLoggerFactory.Instance,
            });
            _nodes.Add(null);
        }
    }

    /// <summary>Brokers that run.</summary>
    public IReadOnlyList<BrokerNode> Nodes => [.. _nodes.OfType<BrokerNode>()];

    /// <summary>The broker that decides for the cluster.</summary>
    public int Controller => Nodes.Single(node => node.Controller!.Active.IsActive).NodeId;

    public TimeSpan Now => _host.Elapsed;

    public static void Run(Func<VirtualCluster, Task> test, int brokers = 3, params IEnumerable<(string Key, string Value)> properties) =>
        Run(seed: 1, test, brokers, properties);

    public static void Run(int seed, Func<VirtualCluster, Task> test, int brokers = 3, params IEnumerable<(string Key, string Value)> properties)
    {
        var cluster = new VirtualCluster(seed, brokers, properties.Select(property => KeyValuePair.Create(property.Key, property.Value)));
        cluster._host.Run(async () =>
        {
            var nodes = await Task.WhenAll(Enumerable.Range(0, brokers).Select(cluster.OpenAsync));
            cluster._voters = VoterSet.Of(nodes.Take(3));
            await Task.WhenAll(cluster.Nodes.Select(node => node.StartAsync(cluster._voters)));
            await cluster._loop.InvokeAsync(() => test(cluster));
            await cluster.DisconnectAsync();
            foreach (var node in cluster.Nodes)
            {
                await node.KillAsync();
            }
        });
        cluster._options.ForEach(options => MetadataJudge.Check(options.FileSystem, options.LogDirectories[0]));
    }

    public BrokerNode Node(int id) => _nodes[id]!;

    public bool IsRunning(int id) => _nodes[id] is not null;

    /// <summary>Ends a broker as a crash would; its files stay as they are.</summary>
    public async Task KillAsync(int id)
    {
        await _nodes[id]!.KillAsync();
        _nodes[id] = null;
    }

    /// <summary>Stops all brokers at once, as when a cluster in memory is disposed of.</summary>
    public async Task EndAsync()
    {
        await Task.WhenAll(Nodes.Select(node => node.DisposeAsync().AsTask()));
        _nodes.Clear();
    }

    /// <summary>Closes all connections of the client.</summary>
    public async Task DisconnectAsync()
    {
        foreach (var client in _clients.Values)
        {
            await client.DisposeAsync();
        }

        _clients.Clear();
    }

    /// <summary>Stops a broker as an operator would.</summary>
    public async Task StopAsync(int id)
    {
        await _nodes[id]!.LeaveAsync(TimeSpan.FromSeconds(10));
        await _nodes[id]!.DisposeAsync();
        _nodes[id] = null;
    }

    public async Task StartAsync(int id)
    {
        await OpenAsync(id);
        await _nodes[id]!.StartAsync(_voters);
    }

    public Task StartTogetherAsync(params int[] ids) => Task.WhenAll(ids.Select(StartAsync));

    /// <summary>The leader that the newest view of a running broker names; -1 when it names none.</summary>
    public int LeaderOf(string topic) => Newest.View.Image.Partition(topic, 0)?.Leader ?? -1;

    public int EpochOf(string topic) => Newest.View.Image.Partition(topic, 0)?.LeaderEpoch ?? -1;

    private BrokerNode Newest => Nodes.MaxBy(node => node.View.ImageOffset)!;

    /// <summary>Nothing gets from this broker to the others, or from them to it; the client still reaches it.</summary>
    public void CutOff(int id) => Others(id).ForEach(other => _network.Cut(Name(id), Name(other)));

    /// <summary>Nothing gets from one broker to the other.</summary>
    public void Isolate(int one, int other) => _network.Cut(Name(one), Name(other));

    /// <summary>Whatever one broker sends the other arrives later by so much.</summary>
    public void Slow(int from, int to, TimeSpan delay) => _network.Link(Name(from), Name(to)).SetDelay(delay);

    public void Reunite(int one, int other) => _network.Heal(Name(one), Name(other));

    public void Heal(int id) => Others(id).ForEach(other => _network.Heal(Name(id), Name(other)));

    /// <summary>Asks a broker; the bytes of a fetch's answer live until it is disposed of.</summary>
    public async Task<RpcResponse<TResponse>> SendAsync<TResponse>(int broker, IRequest<TResponse> request, short newestVersion = short.MaxValue, int connection = 0)
        where TResponse : class, IResponse
    {
        if (!_clients.TryGetValue((broker, connection), out var client) || !client.IsOpen)
        {
            _clients[(broker, connection)] = client = await RpcClient.ConnectAsync(
                _network.TransportOf(Client), AddressOf(broker), _loop, new RpcClientOptions { ClientId = Client, RequestTimeout = Patience });
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

    private static string Name(int id) => $"broker-{id}";

    private static NodeEndPoint AddressOf(int id) => new(Name(id), 9092);

    private List<int> Others(int id) => [.. Enumerable.Range(0, _options.Count).Where(other => other != id)];

    private Task<Voter> OpenAsync(int id)
    {
        var node = new BrokerNode(_options[id]);
        _nodes[id] = node;
        return node.OpenAsync();
    }
}
