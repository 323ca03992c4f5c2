using System.Net;
using System.Net.Sockets;

namespace MiniKafka.Runtime.Polling;

/// <summary>A socket that sends to itself, which ends a wait for sockets. Used under its owner's lock, but for waiting.</summary>
internal sealed class SelectInterruption : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private bool _isSent;

    public SelectInterruption()
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _socket.Connect(_socket.LocalEndPoint!);
        _socket.Blocking = false;
    }

    /// <summary>To be waited for with the others.</summary>
    public Socket Receiver => _socket;

    public void Interrupt()
    {
        if (!_isSent)
        {
            _isSent = _socket.Send([0], SocketFlags.None, out _) > 0;
        }
    }

    /// <summary>The wait has ended.</summary>
    public void End()
    {
        Span<byte> buffer = stackalloc byte[8];
        while (_socket.Receive(buffer, SocketFlags.None, out _) > 0)
        {
            _isSent = false;
        }
    }

    public void Dispose() => _socket.Dispose();
}
