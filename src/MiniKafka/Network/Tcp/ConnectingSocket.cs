using System.Net;
using System.Net.Sockets;
using MiniKafka.Runtime;
using MiniKafka.Runtime.Polling;

namespace MiniKafka.Network.Tcp;

/// <summary>A socket on its way to an address. Belongs to its loop; that it arrived, or failed, it hears from its host.</summary>
internal sealed class ConnectingSocket
{
    private readonly Socket _socket;
    private readonly EventLoop _loop;
    private readonly LoopSignal<bool> _news;

    private ConnectingSocket(Socket socket, EventLoop loop)
    {
        _socket = socket;
        _loop = loop;
        _news = new LoopSignal<bool>(loop);
    }

    /// <exception cref="SocketException">It cannot be reached.</exception>
    public static async ValueTask<SocketWatch> ConnectAsync(EndPoint address, EventLoop loop, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
        SocketWatch? watch = null;
        try
        {
            var isConnected = TryConnect(socket, address);

            // One that is not on its way yet would be told of as broken.
            watch = loop.Host.Watch(socket);
            if (!isConnected)
            {
                await new ConnectingSocket(socket, loop).ArriveAsync(watch, cancellationToken);
            }

            return watch;
        }
        catch
        {
            watch?.Dispose();
            socket.Dispose();
            throw;
        }
    }

    private static bool TryConnect(Socket socket, EndPoint address)
    {
        try
        {
            socket.Connect(address);
            return true;
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            return false;
        }
    }

    private async ValueTask ArriveAsync(SocketWatch watch, CancellationToken cancellationToken)
    {
        watch.Writable = TellNews;
        using var cancelled = cancellationToken.Register(TellNews);
        while (!_socket.Poll(0, SelectMode.SelectWrite) && !_socket.Poll(0, SelectMode.SelectError))
        {
            var news = _news.Arm();
            if (!watch.TryArmToWrite())
            {
                OnNews();
            }

            await news;
            cancellationToken.ThrowIfCancellationRequested();
        }

        var error = (SocketError)(int)_socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;
        if (error != SocketError.Success || !_socket.Connected)
        {
            throw new SocketException((int)(error != SocketError.Success ? error : SocketError.NotConnected));
        }
    }

    private void TellNews() => _loop.TryPost(static state => ((ConnectingSocket)state!).OnNews(), this);

    private void OnNews()
    {
        if (_news.IsArmed)
        {
            _news.Complete(true);
        }
    }
}
