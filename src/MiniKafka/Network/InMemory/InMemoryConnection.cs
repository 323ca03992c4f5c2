using System.Collections.Concurrent;
using System.Net;
using MiniKafka.Runtime;

namespace MiniKafka.Network.InMemory;

/// <summary>
/// One end of a connection inside the process. Frames lie in the receiving end's inbox until its loop takes them; one
/// posted item announces any number of them. The bytes in an inbox are bounded: above the window the other end's sends wait.
/// The inbox and the few flags are shared between the two loops, everything else belongs to this end's loop.
/// </summary>
internal sealed class InMemoryConnection : IConnection
{
    private static readonly Action<object?> Deliver = static state => ((InMemoryConnection)state!).OnDeliver();
    private static readonly Action<object?> MakeRoom = static state => ((InMemoryConnection)state!).OnRoom();

    private readonly EventLoop _loop;
    private readonly long _windowBytes;
    private readonly ConcurrentQueue<Frame> _inbox = new();
    private readonly LoopSignal<Frame?> _receive;
    private readonly CancellationTokenSource _closed = new();
    private readonly CancellationTokenRegistration _loopEnded;
    private InMemoryConnection? _peer;
    private TaskCompletionSource? _room;
    private long _inboxBytes;
    private int _announced;
    private int _waitsForRoom;
    private bool _disposed;
    private volatile bool _peerClosed;
    private volatile ConnectionClosedException? _broken;

    public InMemoryConnection(EventLoop loop, NodeEndPoint local, NodeEndPoint remote, long windowBytes)
    {
        _loop = loop;
        _windowBytes = windowBytes;
        _receive = new LoopSignal<Frame?>(loop);
        LocalEndPoint = local;
        RemoteEndPoint = remote;
        _loopEnded = loop.Ended.Register(static state => ((InMemoryConnection)state!).Abort(), this);
    }

    public EndPoint LocalEndPoint { get; }

    public EndPoint RemoteEndPoint { get; }

    public CancellationToken Closed => _closed.Token;

    internal InMemoryListener? Listener { get; set; }

    public ValueTask SendAsync(Frame frame)
    {
        var peer = _peer!;
        if (_broken is not null || _peerClosed || _disposed)
        {
            frame.Dispose();
            return ValueTask.FromException(_broken ?? new ConnectionClosedException("The connection was closed."));
        }

        var waiting = Interlocked.Add(ref peer._inboxBytes, frame.Length);
        peer._inbox.Enqueue(frame);
        peer.Announce();
        return waiting <= _windowBytes ? ValueTask.CompletedTask : WaitForRoom(peer);
    }

    public ValueTask<Frame?> ReceiveAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<Frame?>(cancellationToken);
        }

        if (TryTake(out var outcome))
        {
            return outcome;
        }

        var pending = _receive.Arm();
        return cancellationToken.CanBeCanceled ? WithCancellation(pending, cancellationToken) : pending;
    }

    public void Abort(Exception? reason = null)
    {
        Break(new ConnectionClosedException("The connection was aborted.", reason));
        _peer?.Break(new ConnectionClosedException("The connection was broken by the peer."));
    }

    public ValueTask DisposeAsync()
    {
        if (!_disposed)
        {
            _disposed = true;
            _peer!._peerClosed = true;
            _peer.Announce();
            End();
            if (_receive.IsArmed)
            {
                _receive.Complete(null);
            }
        }

        return ValueTask.CompletedTask;
    }

    internal void Join(InMemoryConnection peer)
    {
        _peer = peer;
        peer._peer = this;
    }

    private void Break(ConnectionClosedException reason)
    {
        if (_broken is null)
        {
            _broken = reason;
            Announce();
        }
    }

    private void Announce()
    {
        if (Interlocked.Exchange(ref _announced, 1) == 0)
        {
            _loop.TryPost(Deliver, this);
        }
    }

    private void OnDeliver()
    {
        Interlocked.Exchange(ref _announced, 0);
        if (_broken is not null || _peerClosed)
        {
            _closed.Cancel();
            _room?.TrySetException(_broken ?? new ConnectionClosedException("The connection was closed by the peer."));
        }

        while (_receive.IsArmed && TryTake(out var outcome))
        {
            if (outcome.IsFaulted)
            {
                _receive.Fail(_broken!);
            }
            else
            {
                _receive.Complete(outcome.Result);
            }
        }

        if (_broken is not null)
        {
            End();
        }
    }

    private bool TryTake(out ValueTask<Frame?> outcome)
    {
        if (_broken is { } broken)
        {
            outcome = ValueTask.FromException<Frame?>(broken);
            return true;
        }

        // The peer's end is read before the inbox: frames sent before the end are then seen by the look that follows.
        var ended = _peerClosed || _disposed;
        if (_inbox.TryDequeue(out var frame))
        {
            var before = Interlocked.Add(ref _inboxBytes, -frame.Length) + frame.Length;
            if (before > _windowBytes)
            {
                _peer!.OfferRoom();
            }

            outcome = ValueTask.FromResult<Frame?>(frame);
            return true;
        }

        outcome = ValueTask.FromResult<Frame?>(null);
        if (ended)
        {
            _closed.Cancel();
        }

        return ended;
    }

    private async ValueTask<Frame?> WithCancellation(ValueTask<Frame?> pending, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.Register(
            static (state, token) => ((InMemoryConnection)state!).Cancel(token), this);
        return await pending;
    }

    private void Cancel(CancellationToken cancellationToken) => _loop.TryPost(
        _ =>
        {
            if (_receive.IsArmed)
            {
                _receive.Fail(new OperationCanceledException(cancellationToken));
            }
        },
        null);

    private ValueTask WaitForRoom(InMemoryConnection peer)
    {
        _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var room = _room;
        Interlocked.Exchange(ref _waitsForRoom, 1);
        if (Interlocked.Read(ref peer._inboxBytes) <= _windowBytes)
        {
            OfferRoom();
        }

        return new ValueTask(room.Task);
    }

    /// <summary>Called on either loop when the other end's inbox has room again.</summary>
    private void OfferRoom()
    {
        if (Interlocked.Exchange(ref _waitsForRoom, 0) == 1)
        {
            _loop.TryPost(MakeRoom, this);
        }
    }

    private void OnRoom()
    {
        var room = _room;
        _room = null;
        room?.TrySetResult();
    }

    private void End()
    {
        _loopEnded.Dispose();
        _closed.Cancel();
        while (_inbox.TryDequeue(out var frame))
        {
            frame.Dispose();
        }
    }
}
