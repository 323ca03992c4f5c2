using System.Net;
using MiniKafka.Broker;
using MiniKafka.Network;
using MiniKafka.Quorum.Voters;

namespace MiniKafka;

/// <summary>
/// One broker of a <see cref="KafkaCluster"/>, to be stopped, killed and started again while the cluster runs. The others
/// notice only what comes over the wire.
/// </summary>
public sealed class KafkaBroker
{
    private readonly Lock _gate = new();
    private Task _last = Task.CompletedTask;
    private BrokerOptions _options;
    private VoterSet _voters = VoterSet.Empty;

    internal KafkaBroker(BrokerOptions options) => _options = options;

    /// <summary>The broker's id, which clients see too.</summary>
    public int Id => _options.NodeId;

    /// <summary>True between a start and the next stop or kill.</summary>
    public bool IsRunning => Node is not null;

    internal BrokerNode? Node { get; private set; }

    /// <summary>Where it listens, or last listened, by listener name.</summary>
    internal IReadOnlyList<(string Name, NodeEndPoint Address)> Addresses { get; private set; } = [];

    /// <summary>
    /// Starts it again under the addresses it had. Completes when it is registered and serves. Does nothing while it runs.
    /// </summary>
    public Task StartAsync() => InTurnAsync(async () =>
    {
        if (Node is null)
        {
            await OpenAsync();
            await StartAsync(_voters);
        }
    });

    /// <summary>
    /// Stops it as an operator would: it hands over what it leads, closes its logs, and needs no recovery at the next start.
    /// Does nothing when it does not run.
    /// </summary>
    public Task StopAsync() => InTurnAsync(async () =>
    {
        if (Node is { } node)
        {
            await node.LeaveAsync();
            Node = null;
            await node.DisposeAsync();
        }
    });

    /// <summary>
    /// Ends it as a crash would: connections break, nothing is handed over, files stay as they are. Does nothing when it does
    /// not run.
    /// </summary>
    public Task KillAsync() => InTurnAsync(async () =>
    {
        if (Node is { } node)
        {
            Node = null;
            await node.KillAsync();
        }
    });

    /// <summary>Opens its log directories; tells as which replica of the metadata log it may vote.</summary>
    internal async Task<ReplicaKey> OpenAsync()
    {
        var node = new BrokerNode(_options);
        Node = node;
        return await node.OpenAsync();
    }

    /// <summary>Takes part in the cluster.</summary>
    internal async Task StartAsync(VoterSet voters)
    {
        _voters = voters;
        await Node!.StartAsync(voters);
        Addresses = [.. Node.Addresses];
        _options = _options with { Listeners = [.. _options.Listeners.Zip(Addresses, Bound)] };
    }

    /// <summary>Ends it with its cluster, without handing anything over.</summary>
    internal async Task DisposeAsync()
    {
        if (Node is { } node)
        {
            Node = null;
            await node.DisposeAsync();
        }
    }

    /// <summary>A listener that comes back at the port it was given.</summary>
    private static ListenerOptions Bound(ListenerOptions listener, (string Name, NodeEndPoint Address) bound) => listener with
    {
        Bind = listener.Bind is IPEndPoint ip ? new IPEndPoint(ip.Address, bound.Address.Port) : bound.Address,
    };

    /// <summary>Starts, stops and kills follow each other, however they are called.</summary>
    private Task InTurnAsync(Func<Task> work)
    {
        lock (_gate)
        {
            return _last = AfterAsync(_last, work);
        }
    }

    private static async Task AfterAsync(Task previous, Func<Task> work)
    {
        // Whether the one before failed is its caller's concern.
        await Task.WhenAny(previous);
        await work();
    }
}
