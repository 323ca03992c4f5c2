using System.Net;
using MiniKafka.Network.Faults;
using MiniKafka.Network.Framing;
using MiniKafka.Runtime;

namespace MiniKafka.Network.InMemory;

/// <summary>
/// One end of a connection inside the process: a frame that is sent lies in the other end's inbox until that end's loop
/// takes it. When the other end holds enough, sends wait. The two ends belong to different loops and share only their inboxes and the flag
/// that says who waits.
/// </summary>
internal sealed class InMemoryConnection : ILinkedConnection
{
    private static readonly Action<object?> MakeRoom = static state => ((InMemoryConnection)state!).OnRoom();

    private readonly EventLoop _loop;
    private readonly FrameInbox _inbox;
    private CancellationTokenRegistration _loopEnded;

    /// <summary>The other end; null once this one was disposed of: who still has it keeps nothing of whoever was there.</summary>
    private volatile InMemoryConnection? _peer;
    private TaskCompletionSource? _room;
    private int _waitsForRoom;
    private bool _disposed;

    public InMemoryConnection(EventLoop loop, NodeEndPoint local, NodeEndPoint remote, HeldFrames held)
    {
        _loop = loop;
        _inbox = new FrameInbox(loop, held)
        {
            RoomMade = () => _peer?.OfferRoom(),
            BrokenByLink = reason => _peer?._inbox.Break(reason),
            Over = broken => FailRoom(broken ?? new ConnectionClosedException("The connection was closed by the peer.")),
        };
        LocalEndPoint = local;
        RemoteEndPoint = remote;
    }

    public EndPoint LocalEndPoint { get; }

    public EndPoint RemoteEndPoint { get; }

    public CancellationToken Closed => _inbox.Closed;

    internal InMemoryListener? Listener { get; set; }

    public ValueTask SendAsync(Frame frame)
    {
        if (_disposed || _inbox.IsOver)
        {
            frame.Dispose();
            return ValueTask.FromException(_inbox.Broken ?? new ConnectionClosedException("The connection was closed."));
        }

        var theirs = _peer!._inbox;
        if (theirs.Gate?.BreaksOnEntering(frame) == true)
        {
            frame.Dispose();
            theirs.BreakByLink();
            return ValueTask.CompletedTask;
        }

        theirs.Add(frame);
        return theirs.IsFull ? WaitForRoom() : ValueTask.CompletedTask;
    }

    public ValueTask<Frame?> ReceiveAsync(CancellationToken cancellationToken = default) =>
        _inbox.ReceiveAsync(cancellationToken);

    public void PutOn(LinkFaults outgoing, LinkFaults incoming, Func<Frame, (LinkFaults Outgoing, LinkFaults Incoming)?>? linksOf = null)
    {
        if (linksOf is not null)
        {
            throw new NotSupportedException("Both ends of a connection in memory are known.");
        }

        _inbox.Gate = new LinkGate(_loop, incoming, _inbox);
        _peer!._inbox.Gate = new LinkGate(_peer._loop, outgoing, _peer._inbox);
    }

    public void Abort(Exception? reason = null)
    {
        _inbox.Break(new ConnectionClosedException("The connection was aborted.", reason), dropArrived: true);
        _peer?._inbox.Break(new ConnectionClosedException("The connection was broken by the peer."));
    }

    public ValueTask DisposeAsync()
    {
        if (!_disposed)
        {
            _disposed = true;
            _loopEnded.Dispose();
            _peer!._inbox.End();
            _peer = null;
            _inbox.Dispose();
            FailRoom(new ConnectionClosedException("The connection was closed."));
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Makes two ends one connection. From here on either breaks when its loop ends, or has ended already.</summary>
    internal void Join(InMemoryConnection peer)
    {
        _peer = peer;
        peer._peer = this;
        BreakWhenLoopEnds();
        peer.BreakWhenLoopEnds();
    }

    private void BreakWhenLoopEnds() => _loopEnded = _loop.Ended.Register(static state => ((InMemoryConnection)state!).Abort(), this);

    private ValueTask WaitForRoom()
    {
        _room ??= _loop.CreateCompletion();
        var room = _room;
        AskForRoom();
        return new ValueTask(room.Task);
    }

    private void AskForRoom()
    {
        Interlocked.Exchange(ref _waitsForRoom, 1);
        if (_peer?._inbox.IsFull != true)
        {
            OfferRoom();
        }
    }

    /// <summary>Called on either loop when the other end's inbox may have room again.</summary>
    private void OfferRoom()
    {
        if (Volatile.Read(ref _waitsForRoom) == 1 && Interlocked.Exchange(ref _waitsForRoom, 0) == 1)
        {
            _loop.TryPost(MakeRoom, this);
        }
    }

    private void OnRoom()
    {
        if (_peer?._inbox.IsFull == true)
        {
            AskForRoom();
            return;
        }

        var room = _room;
        _room = null;
        room?.TrySetResult();
    }

    private void FailRoom(ConnectionClosedException reason)
    {
        var room = _room;
        _room = null;
        room?.TrySetException(reason);
    }
}
