using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using MiniKafka.Runtime.Polling;

namespace MiniKafka.Network.Framing;

/// <summary>
/// Bytes that travel over a pipe in both directions, which may still be opening. The pipe must not go on inside the calls of whoever is at its other end.
/// </summary>
/// <param name="opening">The pipe, as soon as it is ready.</param>
/// <param name="localEndPoint">This end.</param>
/// <param name="remoteEndPoint">The other end.</param>
/// <param name="wire">What is below the pipe and ends with the channel; null for nothing.</param>
internal sealed class PipeChannel(Task<IDuplexPipe> opening, EndPoint localEndPoint, EndPoint remoteEndPoint, SocketWatch? wire = null) : IByteChannel
{
    private readonly PipeUse _input = new();
    private readonly PipeUse _output = new();
    private ValueTaskAwaiter<ReadResult> _receive;
    private ValueTaskAwaiter _send;
    private bool _receiving;
    private int _disposed;

    public EndPoint LocalEndPoint { get; } = localEndPoint;

    public EndPoint RemoteEndPoint { get; } = remoteEndPoint;

    public Task Opened => opening;

    /// <summary>Whoever sends does the work of the pipe, such as encryption: never a loop.</summary>
    public long LongSendFrom => 0;

    public Action? Receivable { get; set; }

    public Action? Sent { get; set; }

    public Reception Receive(FrameCutter cutter)
    {
        if (!_receiving)
        {
#pragma warning disable CA2012 // It is asked for its result once, when it has ended.
            _receive = ReceiveAsync().GetAwaiter();
#pragma warning restore CA2012
            if (!_receive.IsCompleted)
            {
                _receiving = true;
                _receive.UnsafeOnCompleted(Receivable!);
                return Reception.Waits;
            }
        }

        _receiving = false;
        var mayGoOn = TryHandOver(cutter);
        if (_input.Leave() && opening.IsCompletedSuccessfully)
        {
            opening.Result.Input.Complete();
        }

        return mayGoOn ? Reception.Received : Reception.Over;
    }

    public bool BeginSend(List<ArraySegment<byte>> pieces)
    {
#pragma warning disable CA2012 // It is asked for its result once, when it has ended.
        _send = SendAsync(pieces).GetAwaiter();
#pragma warning restore CA2012
        if (_send.IsCompleted)
        {
            return false;
        }

        _send.UnsafeOnCompleted(Sent!);
        return true;
    }

    public Exception? EndSend()
    {
        try
        {
            _send.GetResult();
            return null;
        }
#pragma warning disable CA1031 // A pipe fails with whatever exception it was completed with.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return exception;
        }
    }

    public async ValueTask EndOutputAsync()
    {
        if (opening.IsCompletedSuccessfully && _output.TryEnter())
        {
            await opening.Result.Output.CompleteAsync();
            wire?.Socket.Shutdown(SocketShutdown.Send);
            _output.Leave();
        }
    }

    public void DropUnsent() => wire?.Socket.Close(0);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        // A pipe that is still opening, or opens now, ends with what is below it.
        wire?.Dispose();
        var pipe = opening.IsCompletedSuccessfully ? opening.Result : null;
        if (_input.Close())
        {
            pipe?.Input.Complete();
        }
        else
        {
            pipe?.Input.CancelPendingRead();
        }

        if (_output.Close())
        {
            BreakOutput();
        }
        else
        {
            pipe?.Output.CancelPendingFlush();
        }
    }

    private bool TryHandOver(FrameCutter cutter)
    {
        ReadResult result;
        try
        {
            result = _receive.GetResult();
        }
#pragma warning disable CA1031 // A pipe fails with whatever exception it was completed with.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            cutter.Break(opening.IsFaulted ? $"The connection could not be opened: {exception.Message}" : "The connection broke.", exception);
            return false;
        }

        foreach (var segment in result.Buffer)
        {
            if (!cutter.TryTake(segment.Span))
            {
                return false;
            }
        }

        opening.Result.Input.AdvanceTo(result.Buffer.End);
        if (result.IsCanceled)
        {
            cutter.Break("The connection was closed.", null);
        }
        else if (result.IsCompleted)
        {
            cutter.End();
        }

        return !result.IsCanceled && !result.IsCompleted;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> ReceiveAsync()
    {
        Enter(_input);
        return await (await opening).Input.ReadAsync();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendAsync(List<ArraySegment<byte>> pieces)
    {
        Enter(_output);
        try
        {
            var output = (await opening).Output;
            for (var i = 0; i < pieces.Count; i++)
            {
                var result = await output.WriteAsync(pieces[i]);
                if (result.IsCompleted || result.IsCanceled)
                {
                    throw new IOException("The other end of the pipe takes nothing more.");
                }
            }
        }
        finally
        {
            if (_output.Leave())
            {
                BreakOutput();
            }
        }
    }

    private static void Enter(PipeUse direction)
    {
        if (!direction.TryEnter())
        {
            throw new IOException("The pipe was closed.");
        }
    }

    /// <summary>After <see cref="EndOutputAsync"/> it is nothing.</summary>
    private void BreakOutput()
    {
        if (opening.IsCompletedSuccessfully)
        {
            opening.Result.Output.Complete(new IOException("The other end of the pipe broke it."));
        }
    }
}
