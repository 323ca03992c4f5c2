using System.Net;
using MiniKafka.Runtime;

namespace MiniKafka.Network.Faults;

/// <summary>
/// A network whose links can be slowed, cut one way or both ways, and broken. Every node uses the transport made for its
/// name; a link is a direction between two names. Faults act where a connection is made, on both of its directions, so the
/// accepting side needs none. Shared by the loops of all nodes, hence the lock around the table of links.
/// </summary>
internal sealed class FaultNetwork(ITransport inner, LoopHost host)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<(string From, string To), LinkFaults> _links = [];
    private readonly Dictionary<NodeEndPoint, string> _listeners = [];
    private int _connections;

    /// <summary>The faults of frames that travel from one node to another.</summary>
    public LinkFaults Link(string from, string to)
    {
        lock (_gate)
        {
            if (!_links.TryGetValue((from, to), out var link))
            {
                link = new LinkFaults();
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

    /// <summary>The transport of one node.</summary>
    public ITransport TransportOf(string node) => new NodeTransport(this, node);

    private async ValueTask<IConnection> ConnectAsync(string node, EndPoint remote, EventLoop loop, CancellationToken cancellationToken)
    {
        var (there, back, random) = LinksTo(node, remote);
        while (there.WhenHealed() is { } healed)
        {
            await healed.WaitAsync(cancellationToken);
        }

        await Task.Delay(there.NextDelay(random) + back.NextDelay(random), loop.Clock, cancellationToken);
        var connection = await inner.ConnectAsync(remote, loop, cancellationToken);
        return new FaultyConnection(connection, loop, there, back, random);
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

    private (LinkFaults There, LinkFaults Back, Random Random) LinksTo(string node, EndPoint remote)
    {
        var address = NodeEndPoint.From(remote);
        lock (_gate)
        {
            var peer = _listeners.GetValueOrDefault(address) ?? address.ToString();
            return (Link(node, peer), Link(peer, node), host.CreateRandom($"connection {++_connections} from {node} to {peer}"));
        }
    }

    private sealed class NodeTransport(FaultNetwork network, string node) : ITransport
    {
        public ValueTask<IConnection> ConnectAsync(EndPoint remote, EventLoop loop, CancellationToken cancellationToken = default) =>
            network.ConnectAsync(node, remote, loop, cancellationToken);

        public ValueTask<IConnectionListener> ListenAsync(EndPoint local, EventLoop loop, CancellationToken cancellationToken = default) =>
            network.ListenAsync(node, local, loop, cancellationToken);
    }
}
