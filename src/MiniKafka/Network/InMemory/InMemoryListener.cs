using System.Net;
using MiniKafka.Network.Framing;
using MiniKafka.Runtime;

namespace MiniKafka.Network.InMemory;

/// <summary>A name others can connect to. Its queue of connections is touched only on its loop.</summary>
internal sealed class InMemoryListener : IConnectionListener
{
    private static readonly Action<object?> Arrive = static state =>
    {
        var connection = (InMemoryConnection)state!;
        connection.Listener!.OnArrived(connection);
    };

    private readonly InMemoryTransport _transport;
    private readonly Queue<IConnection> _waiting = new();
    private readonly LoopSignal<IConnection?> _accept;
    private CancellationTokenRegistration _loopEnded;
    private volatile bool _unbound;

    public InMemoryListener(InMemoryTransport transport, EventLoop loop, NodeEndPoint address, HeldFrames held)
    {
        _transport = transport;
        Loop = loop;
        Address = address;
        Held = held;
        _accept = new LoopSignal<IConnection?>(loop);
    }

    public EventLoop Loop { get; }

    public NodeEndPoint Address { get; }

    /// <summary>What all connections to it hold.</summary>
    public HeldFrames Held { get; }

    public EndPoint LocalEndPoint => Address;

    /// <inheritdoc/>
    public Action<string, string>? Refused { get; set; }

    public ValueTask<IConnection?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_waiting.TryDequeue(out var connection))
        {
            return ValueTask.FromResult<IConnection?>(connection);
        }

        return _unbound ? ValueTask.FromResult<IConnection?>(null) : _accept.Arm();
    }

    public ValueTask UnbindAsync()
    {
        if (!_unbound)
        {
            _unbound = true;
            _loopEnded.Dispose();
            _transport.Unbind(this);
            while (_waiting.TryDequeue(out var connection))
            {
                connection.Abort();
            }

            if (_accept.IsArmed)
            {
                _accept.Complete(null);
            }
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => UnbindAsync();

    /// <summary>It is in the transport's table: it leaves it again when its loop ends, or has ended already.</summary>
    internal void UnbindWhenLoopEnds() => _loopEnded = Loop.Ended.Register(static state => ((InMemoryListener)state!).OnLoopEnded(), this);

    /// <summary>Called on the connecting side; false when this listener has ended.</summary>
    internal bool Offer(InMemoryConnection connection)
    {
        connection.Listener = this;
        return !_unbound && Loop.TryPost(Arrive, connection);
    }

    /// <summary>Called where the loop ends. Its connections, waiting or not, break by themselves.</summary>
    private void OnLoopEnded()
    {
        _unbound = true;
        _transport.Unbind(this);
    }

    private void OnArrived(InMemoryConnection connection)
    {
        if (_unbound)
        {
            connection.Abort();
        }
        else if (_accept.IsArmed)
        {
            _accept.Complete(connection);
        }
        else
        {
            _waiting.Enqueue(connection);
        }
    }
}
