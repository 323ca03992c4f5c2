using MiniKafka.Broker.Metrics;
using MiniKafka.Configuration.Effective;
using MiniKafka.Model;
using MiniKafka.Network.Faults;
using MiniKafka.Network.InMemory;
using MiniKafka.Runtime;
using MiniKafka.Runtime.Threads;

namespace MiniKafka;

/// <summary>
/// A Kafka cluster inside this process. Disposing it stops the brokers cleanly and leaves no thread, port, timer or file
/// handle behind. Several clusters live side by side without knowing of each other.
/// </summary>
public sealed partial class KafkaCluster : IAsyncDisposable
{
    private readonly LoopHost _host;
    private readonly bool _ownsHost;
    private readonly EventLoop _loop;
    private readonly KafkaClusterOptions _options;
    private readonly BrokerConfigLayers _layers;
    private readonly StartWarnings _warnings;
    private readonly Lazy<Task> _ending;
    private GroupMeter? _meter;

    private KafkaCluster(KafkaClusterOptions options, BrokerConfigLayers layers, LoopHost host)
    {
        _options = options;
        _layers = layers;
        _host = host;
        _ownsHost = options.Host is null;
        _loop = host.CreateLoop("cluster");
        _warnings = new StartWarnings(options.LoggerFactory);
        _watch = new ClusterWatch(_loop);
        _homes = new BrokerHomes(options, layers.Config, host.Clock);
        _memory = new InMemoryTransport(Serving());
        _network = new FaultNetwork(_memory, host, LinkEnd.GroupOf);
        _ending = new Lazy<Task>(End);
        Links = new Links(_network, () => _brokers);
    }

    /// <summary>
    /// What was warned of at the start, in sentences: configuration keys that have no effect here, and whatever was found in the data directory.
    /// The same is told to <see cref="KafkaClusterOptions.LoggerFactory"/>, as is what comes later.
    /// </summary>
    public IReadOnlyList<string> Warnings => _warnings.Messages;

    internal LoopHost Host => _host;

    internal FaultNetwork Network => _network;

    /// <summary>
    /// Starts a cluster. When the task completes, every broker serves and knows the topics of the options, whose partitions have
    /// leaders. A partition that nobody can lead, because none of its in-sync replicas is there any more, is not waited for.
    /// </summary>
    /// <param name="configure">Changes the options; without it the cluster has one broker, in memory, without sockets.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="KafkaException">A configuration key is unknown or a value is not allowed; the message names both.</exception>
    public static Task<KafkaCluster> StartAsync(Action<KafkaClusterOptions>? configure = null, CancellationToken cancellationToken = default)
    {
        try
        {
            return Make(configure).BeginAsync(cancellationToken);
        }
#pragma warning disable CA1031 // Whatever is wrong with the options goes to whoever awaits the start.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return Task.FromException<KafkaCluster>(error);
        }
    }

    /// <summary>
    /// Makes durable what the brokers' logs hold now, whatever <c>flush.messages</c> and <c>flush.ms</c> say: afterwards neither a crash of the
    /// process nor of the machine takes it back. In memory there is nothing to do, nor once the cluster was disposed of.
    /// </summary>
    /// <exception cref="IOException">A log directory failed, or a broker ended before it was done; what was in it may not be durable.</exception>
    /// <param name="cancellationToken">Ends the wait; what is being made durable goes on.</param>
    public Task FlushAsync(CancellationToken cancellationToken = default) => _loop.IsStopped
        ? Task.CompletedTask
        : _loop.InvokeAsync(() => Task.WhenAll(Nodes.Select(node => node.FlushAsync())), cancellationToken);

    /// <summary>
    /// Stops all brokers, whatever state they are in: paused ones go on first, starts that wait for others end. Dispose of the clients
    /// of this process before; those that are left fail. A second call waits for the first.
    /// </summary>
    public ValueTask DisposeAsync() => new(_ending.Value);

    /// <summary>A cluster that is not started yet, for whoever watches how it starts.</summary>
    internal static KafkaCluster Make(Action<KafkaClusterOptions>? configure)
    {
        var options = new KafkaClusterOptions();
        configure?.Invoke(options);
        options.Check();
        var layers = BrokerConfigLayers.FromProperties(options.PropertiesForItsSize());
        BrokerPorts.Check(new ListenerSettings(layers).Bound, options.BrokerCount);
        return new KafkaCluster(options, layers, options.Host ?? new ThreadLoopHost(new ThreadLoopHostOptions
        {
            IoWorkers = layers.Config.NumIoThreads,
            BackgroundWorkers = layers.Config.BackgroundThreads,
            Logger = options.LoggerFactory.CreateLogger("MiniKafka.Runtime"),
        }));
    }

    internal Task<KafkaCluster> BeginAsync(CancellationToken cancellationToken) => _ownsHost
        ? _host.EndUnlessDoneAsync(_loop, () => StartOnLoopAsync(cancellationToken))
        : _loop.InvokeAsync(() => StartOnLoopAsync(cancellationToken));

    private async Task<KafkaCluster> StartOnLoopAsync(CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            await StartBrokersAsync(cancellationToken);
            _warnings.End();
            return this;
        }
        catch
        {
            await EndOnLoopAsync();
            throw;
        }
    }

    private Task End()
    {
        var ended = _loop.InvokeAsync(EndOnLoopAsync);
        return _ownsHost ? _host.EndAfterAsync(ended) : ended;
    }

    private async Task EndOnLoopAsync()
    {
        _watch.Close();
        _meter?.Dispose();
        _network.HealAll();
        await Task.WhenAll(_brokers.Select(broker => broker.EndAsync()));
        if (_homes.AreDurable && HasMajority)
        {
            await Task.WhenAll(_brokers.Select(broker => broker.LeaveAsync()));
        }

        await Task.WhenAll(_brokers.Select(broker => broker.DisposeAsync()));
        _homes.Dispose();
    }

    /// <summary>Without a majority of controllers nobody takes over, and nobody is let go.</summary>
    private bool HasMajority => _brokers.Count(broker => broker.IsRunning && _voters.Contains(broker.Id)) >= _voters.Majority;

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_ending.IsValueCreated, this);
}
