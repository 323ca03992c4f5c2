using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;

namespace MiniKafka.LoadTest.Wire;

/// <summary>
/// One loopback connection that sends frames made beforehand and throws the answers away, so that next to nothing but
/// the broker is measured. Frames carry their four bytes of size.
/// </summary>
internal sealed class WireConnection : IDisposable
{
    private const int SizeBytes = 4;
    private readonly Socket _socket;
    private byte[] _received = new byte[1 << 16];
    private int _start;
    private int _end;

    private WireConnection(Socket socket) => _socket = socket;

    public static WireConnection Open(string bootstrapServers) => new(Connect(bootstrapServers.Split(',')[0]));

    /// <summary>As above, for those who open many at once.</summary>
    public static async Task<WireConnection> OpenAsync(string address)
    {
        var (host, port) = Parse(address);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(host, port);
        return new WireConnection(socket);
    }

    /// <summary>The bare socket, connected to an address as clients are told it.</summary>
    public static Socket Connect(string address)
    {
        var (host, port) = Parse(address);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(host, port);
        return socket;
    }

    public void Send(ReadOnlyMemory<byte> frame)
    {
        for (var sent = 0; sent < frame.Length;)
        {
            sent += _socket.Send(frame.Span[sent..]);
        }
    }

    /// <summary>The next answer without its size; valid until the next call.</summary>
    public ReadOnlyMemory<byte> Receive()
    {
        Fill(SizeBytes);
        var size = BinaryPrimitives.ReadInt32BigEndian(_received.AsSpan(_start));
        Fill(SizeBytes + size);
        var answer = _received.AsMemory(_start + SizeBytes, size);
        _start += SizeBytes + size;
        return answer;
    }

    /// <summary>Keeps that many requests unanswered until all are sent, then waits for the last answers.</summary>
    public void Pipeline(int count, int inFlight, Func<int, ReadOnlyMemory<byte>> frame)
    {
        for (var i = 0; i < count; i++)
        {
            if (i >= inFlight)
            {
                Receive();
            }

            Send(frame(i));
        }

        for (var i = 0; i < Math.Min(count, inFlight); i++)
        {
            Receive();
        }
    }

    public void Dispose() => _socket.Dispose();

    private void Fill(int bytes)
    {
        if (_end - _start >= bytes)
        {
            return;
        }

        if (_received.Length < bytes)
        {
            Array.Resize(ref _received, bytes * 2);
        }

        if (_received.Length - _start < bytes)
        {
            _received.AsSpan(_start.._end).CopyTo(_received);
            (_start, _end) = (0, _end - _start);
        }

        while (_end - _start < bytes)
        {
            var got = _socket.Receive(_received.AsSpan(_end));
            _end += got > 0 ? got : throw new IOException("The broker closed the connection");
        }
    }

    private static (string Host, int Port) Parse(string address)
    {
        var colon = address.LastIndexOf(':');
        return (address[..colon], int.Parse(address[(colon + 1)..], CultureInfo.InvariantCulture));
    }
}
