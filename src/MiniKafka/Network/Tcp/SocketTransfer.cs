using System.Net.Sockets;
using System.Threading.Tasks.Sources;
using MiniKafka.Runtime.Threads;

namespace MiniKafka.Network.Tcp;

/// <summary>
/// One direction of a stream over a socket, one transfer after the other. What has to wait is armed when the turn of the calling thread is over: by then
/// whoever awaits it does, so that it goes on on the thread that hears of the socket, and nobody falls back on the pool.
/// </summary>
internal sealed class SocketTransfer : IValueTaskSource<int>
{
    private readonly Func<bool> _tryArm;
    private readonly TryTransfer _tryTransfer;
    private readonly Action _tryAgain;
    private ManualResetValueTaskSourceCore<int> _core;
    private Memory<byte> _buffer;

    public SocketTransfer(Func<bool> tryArm, TryTransfer tryTransfer)
    {
        _tryArm = tryArm;
        _tryTransfer = tryTransfer;
        _tryAgain = ArmOrGoOn;
    }

    public delegate int TryTransfer(Span<byte> buffer, out SocketError error);

    public ValueTask<int> Begin(Memory<byte> buffer)
    {
        var bytes = _tryTransfer(buffer.Span, out var error);
        if (error == SocketError.Success)
        {
            return new ValueTask<int>(bytes);
        }

        if (error != SocketError.WouldBlock)
        {
            return ValueTask.FromException<int>(Failure(error));
        }

        _core.Reset();
        _buffer = buffer;
        LoopThread.AfterTurn(_tryAgain);
        return new ValueTask<int>(this, _core.Version);
    }

    /// <summary>The socket is worth another try.</summary>
    public void GoOn()
    {
        var bytes = _tryTransfer(_buffer.Span, out var error);
        if (error == SocketError.WouldBlock)
        {
            LoopThread.AfterTurn(_tryAgain);
            return;
        }

        _buffer = default;
        if (error == SocketError.Success)
        {
            _core.SetResult(bytes);
        }
        else
        {
            _core.SetException(Failure(error));
        }
    }

    int IValueTaskSource<int>.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private static IOException Failure(SocketError error) => new("The connection broke.", new SocketException((int)error));

    private void ArmOrGoOn()
    {
        if (!_tryArm())
        {
            GoOn();
        }
    }
}
