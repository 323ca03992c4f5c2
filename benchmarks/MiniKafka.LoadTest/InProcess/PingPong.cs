using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace MiniKafka.LoadTest.InProcess;

/// <summary>
/// The least a request over loopback costs: two blocking sockets, a thread at each end, as many bytes each way as a Produce of
/// one record and its answer take. Disposing closes the near end, which ends the thread at the other.
/// </summary>
internal sealed class PingPong : IDisposable
{
    private const int RequestBytes = 250;
    private const int AnswerBytes = 70;
    private readonly Socket _near;

    public PingPong()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        _near = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _near.Connect(listener.LocalEndPoint!);
        var far = listener.Accept();
        far.NoDelay = true;
        new Thread(() => Answer(far)) { IsBackground = true, Name = "ping-pong" }.Start();
    }

    /// <summary>The time of one round trip in microseconds.</summary>
    public double Run()
    {
        Span<byte> bytes = stackalloc byte[RequestBytes];
        var started = Stopwatch.GetTimestamp();
        _near.Send(bytes);
        Receive(_near, bytes[..AnswerBytes]);
        return Stopwatch.GetElapsedTime(started).TotalMicroseconds;
    }

    public void Dispose() => _near.Dispose();

    private static void Answer(Socket far)
    {
        using (far)
        {
            Span<byte> bytes = stackalloc byte[RequestBytes];
            while (Receive(far, bytes))
            {
                far.Send(bytes[..AnswerBytes]);
            }
        }
    }

    private static bool Receive(Socket socket, Span<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var received = socket.Receive(bytes);
            if (received == 0)
            {
                return false;
            }

            bytes = bytes[received..];
        }

        return true;
    }
}
