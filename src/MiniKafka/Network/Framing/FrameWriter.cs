using MiniKafka.Network.Faults;
using MiniKafka.Runtime;

namespace MiniKafka.Network.Framing;

/// <summary>
/// Sends frames in order. Those that were queued within one turn of the loop leave together. Owned by the connection's
/// loop; only a send that takes long is made beside it.
/// </summary>
internal sealed class FrameWriter : IRunnable, ILinkGateOwner
{
    private static readonly Action<object?> Flush = static state => ((FrameWriter)state!).OnFlush();
    private static readonly Action<object?> GoOn = static state => ((FrameWriter)state!).OnGoOn();
    private static readonly Action<object?> Sent = static state => ((FrameWriter)state!).OnSent();

    private readonly IByteChannel _channel;
    private readonly EventLoop _loop;
    private readonly long _windowBytes;
    private readonly Queue<Frame> _waiting = new();
    private readonly SendBatch _batch = new();
    private long _waitingBytes;
    private bool _flushing;
    private bool _heldBack;
    private TaskCompletionSource? _room;
    private TaskCompletionSource? _empty;
    private ConnectionClosedException? _broken;

    public FrameWriter(IByteChannel channel, EventLoop loop, long windowBytes)
    {
        _channel = channel;
        _loop = loop;
        _windowBytes = windowBytes;
        channel.Sent = () => _loop.TryPost(Sent, this);
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

    /// <summary>Drops what waits. A send in progress ends by itself when the channel is closed.</summary>
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
    }

    /// <inheritdoc/>
    public void OnGateOpened() => _loop.TryPost(GoOn, this);

    bool IRunnable.RunTurn()
    {
        if (!_channel.BeginSend(_batch.Pieces))
        {
            _loop.TryPost(Sent, this);
        }

        return false;
    }

    private void OnFlush()
    {
        while (FillBatch())
        {
            if (_batch.Bytes >= _channel.LongSendFrom)
            {
                _loop.Host.Run(this);
                return;
            }

            if (_channel.BeginSend(_batch.Pieces))
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

    private void FinishBatch()
    {
        SentBytes = true;
        _waitingBytes -= _batch.Bytes;
        _batch.Clear();
        if (_channel.EndSend() is { } cause)
        {
            var failure = new ConnectionClosedException("The connection broke.", cause);
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
