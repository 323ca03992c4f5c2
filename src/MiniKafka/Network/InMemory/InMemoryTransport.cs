using System.Net;
using MiniKafka.Network.Framing;
using MiniKafka.Runtime;

namespace MiniKafka.Network.InMemory;

/// <summary>
/// A network inside the process: nodes listen under a host name and port and frames are handed over by reference. The
/// table of listeners is shared by all loops that use the transport, so it alone has a lock.
/// </summary>
internal sealed class InMemoryTransport : ITransport
{
    private const int FirstFreePort = 49152;

    private readonly Dictionary<NodeEndPoint, InMemoryListener> _listeners = [];
    private readonly Lock _gate = new();
    private readonly ServingLimits _limits;
    private int _lastPort = FirstFreePort - 1;

    public InMemoryTransport(ServingLimits? limits = null)
    {
        _limits = limits ?? new ServingLimits();
    }

    public ValueTask<IConnection> ConnectAsync(EndPoint remote, EventLoop loop, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<IConnection>(cancellationToken);
        }

        var address = NodeEndPoint.From(remote);
        InMemoryListener? listener;
        NodeEndPoint local;
        lock (_gate)
        {
            _listeners.TryGetValue(address, out listener);
            local = new NodeEndPoint("memory", NextPort());
        }

        if (listener is null)
        {
            return ValueTask.FromException<IConnection>(new ConnectionClosedException($"Nobody listens at {address}."));
        }

        var near = new InMemoryConnection(loop, local, address, new HeldFrames(int.MaxValue, _limits.AnswerBytes));
        var far = new InMemoryConnection(listener.Loop, address, local, _limits.OfConnection(listener.Held));
        near.Join(far);
        if (!listener.Offer(far))
        {
            return ValueTask.FromException<IConnection>(new ConnectionClosedException($"Nobody listens at {address}."));
        }

        return ValueTask.FromResult<IConnection>(near);
    }

    public ValueTask<IConnectionListener> ListenAsync(EndPoint local, EventLoop loop, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var wanted = NodeEndPoint.From(local);
        lock (_gate)
        {
            var address = wanted.Port == 0 ? new NodeEndPoint(wanted.Host, NextFreePort(wanted.Host)) : wanted;
            var listener = new InMemoryListener(this, loop, address, _limits.OfListener());
            if (!_listeners.TryAdd(address, listener))
            {
                return ValueTask.FromException<IConnectionListener>(new IOException($"Somebody listens at {address} already."));
            }

            listener.UnbindWhenLoopEnds();
            return ValueTask.FromResult<IConnectionListener>(listener);
        }
    }

    internal void Unbind(InMemoryListener listener)
    {
        lock (_gate)
        {
            if (_listeners.TryGetValue(listener.Address, out var bound) && ReferenceEquals(bound, listener))
            {
                _listeners.Remove(listener.Address);
            }
        }
    }

    private int NextFreePort(string host)
    {
        int port;
        do
        {
            port = NextPort();
        }
        while (_listeners.ContainsKey(new NodeEndPoint(host, port)));

        return port;
    }

    private int NextPort()
    {
        _lastPort = _lastPort >= ushort.MaxValue ? FirstFreePort : _lastPort + 1;
        return _lastPort;
    }
}
