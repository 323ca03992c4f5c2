using MiniKafka.Network.Framing;

namespace MiniKafka.Network.Tcp;

/// <summary>Limits of TCP connections, named after the broker's configuration keys.</summary>
internal sealed record TcpTransportOptions : FrameLimits
{
    /// <summary><c>socket.receive.buffer.bytes</c>; -1 leaves it to the system, which adapts it to the traffic.</summary>
    public int ReceiveBufferBytes { get; init; } = -1;

    /// <summary><c>socket.send.buffer.bytes</c>; -1 leaves it to the system.</summary>
    public int SendBufferBytes { get; init; } = -1;

    /// <summary><c>max.connections</c>: above it the listener waits until one ends.</summary>
    public int MaxConnections { get; init; } = int.MaxValue;

    /// <summary><c>max.connections.per.ip</c>: above it a new connection is closed at once.</summary>
    public int MaxConnectionsPerIp { get; init; } = int.MaxValue;

    /// <summary><c>max.connections.per.ip.overrides</c>: <c>host:count</c>, separated by commas, by host name or address.</summary>
    public string MaxConnectionsPerIpOverrides { get; init; } = "";

    /// <summary><c>socket.listen.backlog.size</c>; by default as many as the system lets wait.</summary>
    public int ListenBacklog { get; init; } = int.MaxValue;

    /// <summary>What lies between a socket and its frames, such as TLS; null for nothing.</summary>
    public ByteLayer? Layer { get; init; }
}
