using MiniKafka.Broker.Metrics;
using MiniKafka.Broker;
using MiniKafka.Broker.Composition;
using MiniKafka.Configuration.Effective;
using MiniKafka.Model;
using MiniKafka.Quorum.Voters;

namespace MiniKafka;

/// <content>The brokers: how they are set up, and how one more joins.</content>
public sealed partial class KafkaCluster
{
    private readonly BrokerHomes _homes;
    private volatile KafkaBroker[] _brokers = [];
    private Task _adding = Task.CompletedTask;
    private string _clusterId = "";
    private VoterSet _voters = VoterSet.Empty;

    /// <summary>The brokers, in the order of their ids; those that were stopped or killed among them. A broker that is added makes a new list.</summary>
    public IReadOnlyList<KafkaBroker> Brokers => _brokers;

    /// <summary>The brokers that run.</summary>
    internal IReadOnlyList<BrokerNode> Nodes => [.. _brokers.Select(broker => broker.Node).OfType<BrokerNode>()];

    /// <summary>
    /// Adds a broker to the running cluster, under the lowest id that is free. Completes when it is registered and serves; it
    /// has no replicas before topics are made or partitions are reassigned to it, and no vote among the controllers. With a data
    /// directory it is there again at the next start, whatever <see cref="KafkaClusterOptions.BrokerCount"/> says.
    /// </summary>
    /// <param name="cancellationToken">Gives up before the broker is started.</param>
    /// <returns>The broker, which is in <see cref="Brokers"/> from now on.</returns>
    /// <exception cref="KafkaException">INVALID_CONFIG: the data directory belongs to a single broker and has no room for others.</exception>
    /// <exception cref="ObjectDisposedException">The cluster was disposed of.</exception>
    public Task<KafkaBroker> AddBrokerAsync(CancellationToken cancellationToken = default) => _loop.IsStopped
        ? Task.FromException<KafkaBroker>(new ObjectDisposedException(nameof(KafkaCluster)))
        : _loop.InvokeAsync(() =>
        {
            var added = AddAfterAsync(_adding, cancellationToken);
            _adding = added;
            return added;
        });

    /// <summary>One broker is added after the other, since each takes the lowest id that is free.</summary>
    private async Task<KafkaBroker> AddAfterAsync(Task previous, CancellationToken cancellationToken)
    {
        // Whether the one before failed is its caller's concern.
        await Task.WhenAny(previous);
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfDisposed();
        var broker = BrokerAt(_homes.Next(_brokers.Select(present => present.Id)), _brokers.Length);
        _brokers = [.. _brokers.Append(broker).OrderBy(present => present.Id)];
        try
        {
            await broker.JoinAsync(_voters);
        }
        catch
        {
            _brokers = [.. _brokers.Where(present => present != broker)];
            throw;
        }

        return broker;
    }

    private async Task StartBrokersAsync(CancellationToken cancellationToken)
    {
        var homes = _homes.Find(_options.BrokerCount);
        if (homes.Count > _options.BrokerCount)
        {
            BrokerLog.ConfigWarnings(
                _warnings.CreateLogger("MiniKafka.Cluster"),
                [$"The data directory '{_options.DataDirectory}' holds {homes.Count} brokers, and BrokerCount is {_options.BrokerCount}: all {homes.Count} are started."]);
        }

        _clusterId = homes.Select(home => home.Known?.ClusterId).FirstOrDefault(known => known is not null)
            ?? Uuid.NewRandom(_host.CreateRandom("cluster id")).ToString();
        _meter = new GroupMeter(_clusterId, eye => Nodes.Select(node => node.ReadFor(eye)).OfType<NodeReading>());
        KafkaBroker[] brokers = [.. homes.Select(BrokerAt)];
        _brokers = brokers;
        var opened = new OpenedNode[brokers.Length];
        await AllOrFirstFailureAsync(brokers.Select(async (broker, index) => opened[index] = await broker.OpenWithClusterAsync()), cancellationToken);
        _voters = VotersAmong(opened, homes);
        await AllOrFirstFailureAsync(brokers.Select(broker => broker.StartWithClusterAsync(_voters)), cancellationToken);
        if (_options.Topics.Count > 0)
        {
            await using var admin = CreateAdmin();
            await new DeclaredTopics(_options.Topics).EstablishAsync(brokers[0].Node!, admin, topics => WaitForTopicsAsync([.. topics], cancellationToken));
        }
    }

    /// <summary>
    /// Who votes in a new cluster, and in one with a static quorum: those that the configuration names, or else those that voted before, or else the
    /// first. Any other cluster has its voters in its log; whoever is new to it must not take itself for one.
    /// </summary>
    private VoterSet VotersAmong(IReadOnlyList<OpenedNode> opened, IReadOnlyList<BrokerHome> homes)
    {
        var nodes = opened.Select(node => node.Voter).ToList();
        var named = new ListenerSettings(_layers).Voters.Select(voter => voter.Id).ToList();
        if (named.Count > 0)
        {
            var stranger = named.FirstOrDefault(id => nodes.All(node => node.Id != id), -1);
            return stranger < 0
                ? VoterSet.Of(nodes.Where(node => named.Contains(node.Id)))
                : throw new KafkaException(
                    ErrorCode.InvalidConfig,
                    $"controller.quorum.voters names the voter {stranger}, but the brokers of this cluster are {string.Join(", ", nodes.Select(node => node.Id))}: "
                    + "node.id is the id of the first, and the others follow it.");
        }

        var isNew = homes.All(home => home.Known is null);
        var remembered = opened.SelectMany(node => node.StaticVoters).ToHashSet();
        return remembered.Count > 0
            ? VoterSet.Of(nodes.Where(node => remembered.Contains(node.Id)))
            : VoterSet.Of(nodes.Where((_, index) => isNew || homes[index].Known is not null).Take(_options.MostVoters));
    }

    /// <summary>Without one of them, the others might wait for ever for a majority.</summary>
    private static async Task AllOrFirstFailureAsync(IEnumerable<Task> brokers, CancellationToken cancellationToken)
    {
        for (var left = brokers.ToList(); left.Count > 0;)
        {
            var done = await Task.WhenAny(left).WaitAsync(cancellationToken);
            left.Remove(done);
            await done;
        }
    }

    private KafkaBroker BrokerAt(BrokerHome home, int index) => new(
        new BrokerOptions
        {
            NodeId = home.NodeId,
            ClusterId = _clusterId,
            Config = _options.Racks.Count == 0 ? _layers : BrokerConfigLayers.FromProperties(_options.PropertiesOf(index)),
            Host = _host,
            Files = home.Files,
            LogDirectories = home.Directories,
            IsAlone = home.IsAlone,
            CutDamagedMetadata = _options.CutDamagedMetadata,
            Listeners = Listeners(home.NodeId, index),
            ControllerTransport = TransportOf(home.NodeId),
            Codecs = _options.CompressionCodecs,
            Loggers = _warnings,
        },
        _loop,
        _watch.LookSoon);
}
