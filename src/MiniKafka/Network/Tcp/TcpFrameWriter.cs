using System.Net.Sockets;
using MiniKafka.Network.Faults;
using MiniKafka.Runtime;
using MiniKafka.Runtime.Threads;

namespace MiniKafka.Network.Tcp;

/// <summary>
/// Sends frames in order. Those that were queued within one turn of the loop leave together. Owned by the connection's
/// loop; only a large send, whose copying into the socket takes long, is made on the lane.
/// </summary>
internal sealed class TcpFrameWriter : SocketAsyncEventArgs, IThreadPoolWorkItem, ILinkGateOwner
{
    private const long LaneFrom = 128 * 1024;
    private static readonly Action<object?> Flush = static state => ((TcpFrameWriter)state!).OnFlush();
    private static readonly Action<object?> GoOn = static state => ((TcpFrameWriter)state!).OnGoOn();
    private static readonly Action<object?> Sent = static state => ((TcpFrameWriter)state!).OnSent();

    private readonly Socket _socket;
    private readonly EventLoop _loop;
    private readonly PoolLane _lane;
    private readonly long _windowBytes;
    private readonly Queue<Frame> _waiting = new();
    private readonly SendBatch _batch = new();
    private long _waitingBytes;
    private bool _flushing;
    private bool _heldBack;
    private TaskCompletionSource? _room;
    private TaskCompletionSource? _empty;
    private ConnectionClosedException? _broken;

    public TcpFrameWriter(Socket socket, EventLoop loop, PoolLane lane, long windowBytes)
        : base(true)
    {
        _socket = socket;
        _loop = loop;
        _lane = lane;
        _windowBytes = windowBytes;
    }

    /// <summary>Told when sending fails.</summary>
    public required Action<ConnectionClosedException> Failed { get; init; }

    /// <summary>Set whenever bytes were sent; the idle check clears it.</summary>
    public bool SentBytes { get; set; }

    /// <summary>The link the frames leave on; to be set before the first of them.</summary>
    public LinkGate? Gate { get; set; }

    public ValueTask SendAsync(Frame frame)
    {
        if (_broken is not null)
        {
            frame.Dispose();
            return ValueTask.FromException(_broken);
        }

        frame.MayPassAt = Gate?.Enter() ?? 0;
        _waiting.Enqueue(frame);
        _waitingBytes += sizeof(int) + frame.Length;
        if (!_flushing)
        {
            _flushing = true;
            _loop.TryPost(Flush, this);
        }

        if (_waitingBytes <= _windowBytes)
        {
            return ValueTask.CompletedTask;
        }

        _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return new ValueTask(_room.Task);
    }

    /// <summary>Completes when everything was handed to the system, or sending failed.</summary>
    public Task WhenEmptyAsync()
    {
        if (!_flushing || _broken is not null)
        {
            return Task.CompletedTask;
        }

        _empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _empty.Task;
    }

    /// <summary>Drops what waits. A send in progress ends by itself when the socket is closed.</summary>
    public void Break(ConnectionClosedException reason)
    {
        if (_broken is not null)
        {
            return;
        }

        _broken = reason;
        Gate?.Dispose();
        while (_waiting.TryDequeue(out var frame))
        {
            frame.Dispose();
        }

        _room?.TrySetException(reason);
        _room = null;
        _empty?.TrySetResult();
        _empty = null;
        if (!_flushing || _heldBack)
        {
            Dispose();
        }
    }

    /// <inheritdoc/>
    public void OnGateOpened() => _loop.TryPost(GoOn, this);

    void IThreadPoolWorkItem.Execute()
    {
        if (!StartSend())
        {
            _loop.TryPost(Sent, this);
        }
    }

    protected override void OnCompleted(SocketAsyncEventArgs e) => _loop.TryPost(Sent, this);

    private void OnFlush()
    {
        while (FillBatch())
        {
            if (_batch.Bytes >= LaneFrom)
            {
                _lane.Schedule(this);
                return;
            }

            if (StartSend())
            {
                return;
            }

            FinishBatch();
        }

        if (_heldBack)
        {
            return;
        }

        _flushing = false;
        _empty?.TrySetResult();
        _empty = null;
        if (_broken is not null)
        {
            Dispose();
        }
    }

    private void OnGoOn()
    {
        if (_heldBack && _broken is null)
        {
            _heldBack = false;
            OnFlush();
        }
    }

    private void OnSent()
    {
        FinishBatch();
        OnFlush();
    }

    private bool FillBatch()
    {
        _heldBack = false;
        if (_broken is not null)
        {
            return false;
        }

        var mustWait = false;
        while (!mustWait && _waiting.TryPeek(out var frame))
        {
            mustWait = Gate?.HoldsBack(frame) == true;
            if (mustWait || !_batch.TryAdd(frame))
            {
                break;
            }

            _waiting.Dequeue();
        }

        _batch.Close();
        _heldBack = mustWait && _batch.Bytes == 0;
        return _batch.Bytes > 0;
    }

    /// <summary>True when the send goes on and <see cref="OnCompleted"/> follows; false when it is done already.</summary>
    private bool StartSend()
    {
        try
        {
            if (_batch.Pieces.Count == 1)
            {
                BufferList = null;
                var only = _batch.Pieces[0];
                SetBuffer(only.Array, only.Offset, only.Count);
            }
            else
            {
                SetBuffer(null, 0, 0);
                BufferList = _batch.Pieces;
            }

            return _socket.SendAsync(this);
        }
        catch (ObjectDisposedException)
        {
            SocketError = SocketError.OperationAborted;
            return false;
        }
    }

    private void FinishBatch()
    {
        SentBytes = true;
        _waitingBytes -= _batch.Bytes;
        _batch.Clear();
        if (SocketError != SocketError.Success)
        {
            var failure = new ConnectionClosedException("The connection broke.", new SocketException((int)SocketError));
            Break(failure);
            Failed(failure);
        }
        else if (_waitingBytes <= _windowBytes)
        {
            _room?.TrySetResult();
            _room = null;
        }
    }
}
