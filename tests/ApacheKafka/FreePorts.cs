using System.Net;
using System.Net.Sockets;

namespace ApacheKafka;

/// <summary>
/// Ports of this machine that nobody listens on, for programs that must be told one. They lie below those that systems give to clients,
/// so that nobody's connection takes them in between.
/// </summary>
internal static class FreePorts
{
    private const int First = 15000;
    private const int End = 32000;
    private static readonly HashSet<int> Given = [];

    public static int[] Take(int count)
    {
        lock (Given)
        {
            return [.. Enumerable.Range(0, count).Select(_ => TakeOne())];
        }
    }

    private static int TakeOne()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, End);
            if (IsFree(port) && Given.Add(port))
            {
                return port;
            }
        }
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
