using System.Net;
using MiniKafka.Runtime;

namespace MiniKafka.Network.Faults;

/// <summary>A connection whose frames pass the faults of its two links, each direction through a pump on the connection's loop.</summary>
internal sealed class FaultyConnection : IConnection
{
    private readonly IConnection _inner;
    private readonly EventLoop _loop;
    private readonly FrameInbox _inbox;
    private readonly FramePump _outgoing;
    private readonly FramePump _incoming;
    private readonly CancellationTokenSource _over = new();
    private bool _disposed;

    public FaultyConnection(IConnection inner, EventLoop loop, LinkFaults there, LinkFaults back, Random random)
    {
        _inner = inner;
        _loop = loop;
        _inbox = new FrameInbox(loop, long.MaxValue);
        _outgoing = new FramePump(loop, there, random, _over.Token);
        _incoming = new FramePump(loop, back, random, _over.Token);
        loop.Start(SendAllAsync);
        loop.Start(ReceiveAllAsync);
        loop.Start(DeliverAllAsync);
    }

    public EndPoint LocalEndPoint => _inner.LocalEndPoint;

    public EndPoint RemoteEndPoint => _inner.RemoteEndPoint;

    public CancellationToken Closed => _inbox.Closed;

    public ValueTask SendAsync(Frame frame)
    {
        if (_disposed || _inbox.IsOver)
        {
            frame.Dispose();
            return ValueTask.FromException(_inbox.Broken ?? new ConnectionClosedException("The connection was closed."));
        }

        _outgoing.Add(frame);
        return ValueTask.CompletedTask;
    }

    public ValueTask<Frame?> ReceiveAsync(CancellationToken cancellationToken = default) =>
        _inbox.ReceiveAsync(cancellationToken);

    public void Abort(Exception? reason = null) => Break(reason, dropArrived: true);

    /// <summary>Ends this side at once; what was sent still leaves, as late as the link says.</summary>
    public ValueTask DisposeAsync()
    {
        if (!_disposed)
        {
            _disposed = true;
            _inbox.Dispose();
            _outgoing.Complete();
        }

        return ValueTask.CompletedTask;
    }

    private Task SendAllAsync() => UnlessBrokenAsync(async () =>
    {
        if (await _outgoing.RunAsync(frame => _inner.SendAsync(frame)))
        {
            await _inner.DisposeAsync();
            _over.Cancel();
            return true;
        }

        return false;
    });

    private Task ReceiveAllAsync() => UnlessBrokenAsync(async () =>
    {
        while (await _inner.ReceiveAsync() is { } frame)
        {
            _incoming.Add(frame);
        }

        _incoming.Complete();
        return true;
    });

    private Task DeliverAllAsync() => UnlessBrokenAsync(async () =>
    {
        var whole = await _incoming.RunAsync(frame =>
        {
            _inbox.Add(frame);
            return ValueTask.CompletedTask;
        });
        if (whole)
        {
            _inbox.End();
        }

        return whole;
    });

    private void Break(Exception? reason, bool dropArrived)
    {
        _inner.Abort(reason);
        _inbox.Break(new ConnectionClosedException("The connection broke.", reason), dropArrived);
        _over.Cancel();
    }

    private async Task UnlessBrokenAsync(Func<Task<bool>> pump)
    {
        try
        {
            if (!await pump())
            {
                Break(new IOException("The link broke the connection."), dropArrived: false);
            }
        }
        catch (ConnectionClosedException exception)
        {
            Break(exception, dropArrived: false);
        }
        catch (OperationCanceledException) when (_over.IsCancellationRequested)
        {
            // The connection is over; what was held back is lost with it.
        }
    }
}
