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

    /// <summary>The first of that many ports in a row.</summary>
    public static int TakeRow(int count)
    {
        lock (Given)
        {
            while (true)
            {
                var row = Enumerable.Range(Random.Shared.Next(First, End), count).ToArray();
                if (row.All(port => !Given.Contains(port) && IsFree(port)))
                {
                    Given.UnionWith(row);
                    return row[0];
                }
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
