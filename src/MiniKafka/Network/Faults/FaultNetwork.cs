using System.Net;
using MiniKafka.Runtime;

namespace MiniKafka.Network.Faults;

/// <summary>
/// A network whose links can be slowed, cut one way or both ways, and broken. Every node uses the transport made for its
/// name; a link is a direction between two names. Where nodes reach each other over one transport, the connecting side puts
/// both ends on their links; strangers who connect from outside are put on theirs where they are accepted. Shared by the
/// loops of all nodes, hence the lock around the table of links.
/// </summary>
/// <param name="inner">How the nodes reach each other.</param>
/// <param name="host">Where randomness comes from.</param>
/// <param name="groupOf">The group a node belongs to, whose links count for it too; null for none.</param>
internal sealed class FaultNetwork(ITransport inner, LoopHost host, Func<string, string?>? groupOf = null)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<(string From, string To), LinkFaults> _links = [];
    private readonly Dictionary<NodeEndPoint, string> _listeners = [];
    private readonly SortedDictionary<string, int> _visitors = new(StringComparer.Ordinal);
    private readonly Random _random = host.CreateRandom("faults of the network");

    /// <summary>The links that somebody asked for or travels on, for tests.</summary>
    internal IEnumerable<string> KnownLinks
    {
        get
        {
            lock (_gate)
            {
                return [.. _links.Keys.Select(ends => $"{ends.From}>{ends.To}")];
            }
        }
    }

    /// <summary>The links that are cut, in order.</summary>
    public IReadOnlyList<(string From, string To)> Cuts
    {
        get
        {
            lock (_gate)
            {
                return [.. _links.Where(static link => link.Value.IsCut).Select(static link => link.Key)];
            }
        }
    }

    /// <summary>The faults of frames that travel from one node to another.</summary>
    public LinkFaults Link(string from, string to)
    {
        lock (_gate)
        {
            if (!_links.TryGetValue((from, to), out var link))
            {
                var group = groupOf?.Invoke(from) is { } senders ? Link(senders, to) : groupOf?.Invoke(to) is { } receivers ? Link(from, receivers) : null;
                link = new LinkFaults(new Random(_random.Next()), group);
                _links.Add((from, to), link);
            }

            return link;
        }
    }

    /// <summary>Cuts both directions between two nodes.</summary>
    public void Cut(string one, string other)
    {
        Link(one, other).Cut();
        Link(other, one).Cut();
    }

    /// <summary>Heals both directions between two nodes.</summary>
    public void Heal(string one, string other)
    {
        Link(one, other).Heal();
        Link(other, one).Heal();
    }

    /// <summary>Ends all cuts and delays.</summary>
    public void HealAll()
    {
        List<LinkFaults> links;
        lock (_gate)
        {
            links = [.. _links.Values];
        }

        foreach (var link in links)
        {
            link.SetDelay(TimeSpan.Zero);
            link.Heal();
        }
    }

    /// <summary>The transport of one node.</summary>
    public ITransport TransportOf(string node) => new NodeTransport(this, node);

    /// <summary>A transport over which a node listens for strangers, who become known by the first frame they send.</summary>
    /// <param name="node">Who listens.</param>
    /// <param name="outside">How the strangers come.</param>
    /// <param name="unknown">The name of a stranger before its first frame: the group of all strangers.</param>
    /// <param name="nameOf">Whose frame it is; null when it does not tell.</param>
    public ITransport OpenTo(string node, ITransport outside, string unknown, Func<Frame, string?> nameOf) =>
        new OutsideTransport(outside, new Door(this, node, unknown, nameOf));

    private ValueTask<IConnection> ConnectAsync(string node, EndPoint remote, EventLoop loop, CancellationToken cancellationToken)
    {
        var address = NodeEndPoint.From(remote);
        string peer;
        lock (_gate)
        {
            peer = _listeners.GetValueOrDefault(address) ?? address.ToString();
        }

        var visitor = groupOf?.Invoke(node) is null ? null : node;
        Enter(visitor);
        var (there, back) = (Link(node, peer), Link(peer, node));
        var connecting = there.PassesAtOnce && back.PassesAtOnce
            ? inner.ConnectAsync(remote, loop, cancellationToken)
            : ConnectLaterAsync(there, back, remote, loop, cancellationToken);
        if (!connecting.IsFaulted)
        {
            return PutOnAsync(connecting, visitor, there, back);
        }

        // A refusal that is known at once is handed on as it is.
        Leave(visitor);
        return connecting;
    }

    private async ValueTask<IConnection> ConnectLaterAsync(
        LinkFaults there, LinkFaults back, EndPoint remote, EventLoop loop, CancellationToken cancellationToken)
    {
        while ((there.WhenHealed() ?? back.WhenHealed()) is { } healed)
        {
            await healed.WaitAsync(cancellationToken);
        }

        if (!there.IsClear || !back.IsClear)
        {
            await Task.Delay(there.NextDelay() + back.NextDelay(), loop.Clock, cancellationToken);
        }

        return await inner.ConnectAsync(remote, loop, cancellationToken);
    }

    private async ValueTask<IConnection> PutOnAsync(ValueTask<IConnection> connecting, string? visitor, LinkFaults there, LinkFaults back)
    {
        try
        {
            var connection = await connecting;
            ((ILinkedConnection)connection).PutOn(there, back);
            if (visitor is not null)
            {
                LeaveWith(visitor, connection.Closed);
            }

            return connection;
        }
        catch
        {
            Leave(visitor);
            throw;
        }
    }

    private async ValueTask<IConnectionListener> ListenAsync(string node, EndPoint local, EventLoop loop, CancellationToken cancellationToken)
    {
        var listener = await inner.ListenAsync(local, loop, cancellationToken);
        lock (_gate)
        {
            _listeners[NodeEndPoint.From(listener.LocalEndPoint)] = node;
        }

        return listener;
    }

    /// <summary>The links of a stranger.</summary>
    private (LinkFaults Outgoing, LinkFaults Incoming) Admit(string node, string stranger, CancellationToken gone)
    {
        Enter(stranger);
        LeaveWith(stranger, gone);
        return (Link(node, stranger), Link(stranger, node));
    }

    /// <summary>
    /// One more connection, or the wish for one, of a stranger or of a node that is one of a group, as clients are. Their links are kept while there
    /// is any, or something is wrong with them.
    /// </summary>
    private void Enter(string? visitor)
    {
        if (visitor is not null)
        {
            lock (_gate)
            {
                _visitors[visitor] = _visitors.GetValueOrDefault(visitor) + 1;
            }
        }
    }

    private void LeaveWith(string visitor, CancellationToken gone) => gone.UnsafeRegister(
        static state =>
        {
            var (network, name) = ((FaultNetwork, string))state!;
            network.Leave(name);
        },
        (this, visitor));

    private void Leave(string? visitor)
    {
        if (visitor is null)
        {
            return;
        }

        lock (_gate)
        {
            if (--_visitors[visitor] > 0)
            {
                return;
            }

            _visitors.Remove(visitor);
            foreach (var (ends, _) in _links.Where(link => (link.Key.From == visitor || link.Key.To == visitor) && link.Value.IsClear).ToList())
            {
                _links.Remove(ends);
            }
        }
    }

    private sealed class NodeTransport(FaultNetwork network, string node) : ITransport
    {
        public ValueTask<IConnection> ConnectAsync(EndPoint remote, EventLoop loop, CancellationToken cancellationToken = default) =>
            network.ConnectAsync(node, remote, loop, cancellationToken);

        public ValueTask<IConnectionListener> ListenAsync(EndPoint local, EventLoop loop, CancellationToken cancellationToken = default) =>
            network.ListenAsync(node, local, loop, cancellationToken);
    }

    private sealed class OutsideTransport(ITransport outside, Door door) : ITransport
    {
        public ValueTask<IConnection> ConnectAsync(EndPoint remote, EventLoop loop, CancellationToken cancellationToken = default) =>
            outside.ConnectAsync(remote, loop, cancellationToken);

        public async ValueTask<IConnectionListener> ListenAsync(EndPoint local, EventLoop loop, CancellationToken cancellationToken = default) =>
            new DoorListener(await outside.ListenAsync(local, loop, cancellationToken), door);
    }

    private sealed class DoorListener(IConnectionListener listener, Door door) : IConnectionListener
    {
        public EndPoint LocalEndPoint => listener.LocalEndPoint;

        public Action<string, string>? Refused
        {
            get => listener.Refused;
            set => listener.Refused = value;
        }

        public async ValueTask<IConnection?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            var connection = await listener.AcceptAsync(cancellationToken);
            door.Enter((ILinkedConnection?)connection);
            return connection;
        }

        public ValueTask UnbindAsync() => listener.UnbindAsync();

        public ValueTask DisposeAsync() => listener.DisposeAsync();
    }

    private sealed class Door(FaultNetwork network, string node, string unknown, Func<Frame, string?> nameOf)
    {
        public void Enter(ILinkedConnection? connection) => connection?.PutOn(
            network.Link(node, unknown),
            network.Link(unknown, node),
            first => nameOf(first) is { } name ? network.Admit(node, name, connection.Closed) : null);
    }
}
