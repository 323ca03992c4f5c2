using System.Collections.Concurrent;
using MiniKafka.Network.Faults;
using MiniKafka.Runtime;

namespace MiniKafka.Network.Framing;

/// <summary>
/// The receiving half of a connection: frames that arrived and wait for their loop. Filled, ended and broken from any
/// thread; received from on the loop. One posted item announces any number of frames. What its link holds back has not arrived
/// for the loop, be it a frame or the end.
/// </summary>
internal sealed class FrameInbox : IDisposable, ILinkGateOwner
{
    private static readonly Action<object?> Deliver = static state => ((FrameInbox)state!).OnDeliver();

    private readonly EventLoop _loop;
    private readonly HeldFrames _held;
    private readonly ConcurrentQueue<Frame> _frames = new();
    private readonly LoopSignal<Frame?> _receive;
    private readonly CancellationTokenSource _closed = new();
    private LinkGate? _gate;
    private long _endMayPassAt;
    private int _announced;
    private bool _disposed;
    private volatile bool _ended;
    private volatile bool _dropArrived;
    private volatile ConnectionClosedException? _broken;

    public FrameInbox(EventLoop loop, HeldFrames held)
    {
        _loop = loop;
        _held = held;
        _receive = new LoopSignal<Frame?>(loop);
    }

    /// <summary>Called on the loop when as much was taken that there may be room again.</summary>
    public Action? RoomMade { get; set; }

    /// <summary>Called on the loop once when the inbox was ended or broken.</summary>
    public Action<ConnectionClosedException?>? Over { get; set; }

    /// <summary>Called when the link broke the connection: the other end has to learn of it.</summary>
    public Action<ConnectionClosedException>? BrokenByLink { get; set; }

    public CancellationToken Closed => _closed.Token;

    public ConnectionClosedException? Broken => _broken;

    /// <summary>The link the frames come over; to be set before the first of them.</summary>
    public LinkGate? Gate
    {
        get => _gate;
        set => _gate = value;
    }

    /// <summary>No more frames will come, as far as the loop can know: the peer has closed, or the connection broke.</summary>
    public bool IsOver => _dropArrived || ((_ended || _broken is not null) && _gate?.HoldsBack(_endMayPassAt) != true);

    /// <summary>Whoever receives stops until <see cref="RoomMade"/>.</summary>
    public bool IsFull => _held.IsFull;

    public void Add(Frame frame)
    {
        frame.MayPassAt = _gate?.Enter() ?? 0;
        _held.Add(frame.Length);
        _frames.Enqueue(frame);
        Announce();
    }

    /// <summary>The peer closed in good order: the frames before it can still be received.</summary>
    public void End()
    {
        _endMayPassAt = _gate?.Enter() ?? 0;
        _ended = true;
        Announce();
    }

    /// <summary>The connection broke. Frames that arrived before can still be received, unless this end gave it up itself.</summary>
    public void Break(ConnectionClosedException reason, bool dropArrived = false)
    {
        if (_broken is null || (dropArrived && !_dropArrived))
        {
            _endMayPassAt = dropArrived ? 0 : _gate?.Enter() ?? 0;
            _broken = reason;
            _dropArrived = dropArrived;
            Announce();
        }
    }

    /// <summary>The link loses a frame and breaks the connection with it, for both ends.</summary>
    public void BreakByLink(bool dropArrived = false)
    {
        var reason = new ConnectionClosedException("The link broke the connection.");
        Break(reason, dropArrived);
        BrokenByLink?.Invoke(reason);
    }

    /// <inheritdoc/>
    public void OnGateOpened() => Announce();

    public ValueTask<Frame?> ReceiveAsync(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<Frame?>(cancellationToken);
        }

        if (TryTake(out var frame))
        {
            return frame is null && _broken is { } broken ? ValueTask.FromException<Frame?>(broken) : ValueTask.FromResult(frame);
        }

        var pending = _receive.Arm();
        return cancellationToken.CanBeCanceled ? WithCancellation(pending, cancellationToken) : pending;
    }

    /// <summary>Lets go of what was not received; a receive in progress ends with null. On the loop.</summary>
    public void Dispose()
    {
        _disposed = true;
        _gate?.Dispose();
        _closed.Cancel();
        DropAll();
        if (_receive.IsArmed)
        {
            _receive.Complete(null);
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
        NoticeEnd();
        while (_receive.IsArmed && TryTake(out var frame))
        {
            if (frame is null && _broken is { } broken)
            {
                _receive.Fail(broken);
            }
            else
            {
                _receive.Complete(frame);
            }
        }

        if (_dropArrived || _disposed)
        {
            DropAll();
        }
    }

    private bool TryTake(out Frame? frame)
    {
        frame = null;
        if (_dropArrived)
        {
            return true;
        }

        // The end is read before the frames: those sent before it are then seen by the look that follows.
        var ended = IsOver || _disposed;
        if (_gate is { } gate && _frames.TryPeek(out var next) && gate.HoldsBack(next))
        {
            return false;
        }

        if (_frames.TryDequeue(out frame))
        {
            if (_held.Remove(frame.Length))
            {
                RoomMade?.Invoke();
            }

            if (_gate?.BreaksOnLeaving(frame) == true)
            {
                frame.Dispose();
                frame = null;
                BreakByLink(dropArrived: true);
            }

            return true;
        }

        if (ended)
        {
            NoticeEnd();
        }

        return ended;
    }

    private void NoticeEnd()
    {
        if (!_closed.IsCancellationRequested && IsOver)
        {
            _closed.Cancel();
            Over?.Invoke(_broken);
        }
    }

    private void DropAll()
    {
        while (_frames.TryDequeue(out var frame))
        {
            _held.Remove(frame.Length);
            frame.Dispose();
        }
    }

    private async ValueTask<Frame?> WithCancellation(ValueTask<Frame?> pending, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.Register(
            static (state, token) => ((FrameInbox)state!).Cancel(token), this);
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
}
