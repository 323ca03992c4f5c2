namespace MiniKafka.Network.Tcp;

/// <summary>Limits of TCP connections, named after the broker's configuration keys.</summary>
internal sealed record TcpTransportOptions
{
    /// <summary><c>socket.request.max.bytes</c>: a frame that announces more, or less than nothing, ends its connection.</summary>
    public int MaxFrameBytes { get; init; } = 104_857_600;

    /// <summary><c>socket.receive.buffer.bytes</c>; -1 leaves it to the system, which adapts it to the traffic.</summary>
    public int ReceiveBufferBytes { get; init; } = -1;

    /// <summary><c>socket.send.buffer.bytes</c>; -1 leaves it to the system.</summary>
    public int SendBufferBytes { get; init; } = -1;

    /// <summary><c>connections.max.idle.ms</c>; infinite switches it off.</summary>
    public TimeSpan MaxIdle { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary><c>max.connections</c>: above it the listener waits until one ends.</summary>
    public int MaxConnections { get; init; } = int.MaxValue;

    /// <summary><c>max.connections.per.ip</c>: above it a new connection is closed at once.</summary>
    public int MaxConnectionsPerIp { get; init; } = int.MaxValue;

    /// <summary><c>max.connections.per.ip.overrides</c>: <c>host:count</c>, separated by commas, by host name or address.</summary>
    public string MaxConnectionsPerIpOverrides { get; init; } = "";

    /// <summary><c>socket.listen.backlog.size</c>.</summary>
    public int ListenBacklog { get; init; } = 50;

    /// <summary><c>num.network.threads</c>: how many threads may work on received bytes at once.</summary>
    public int NetworkThreads { get; init; } = 3;

    /// <summary>Bytes that may be received ahead of the loop, and sent ahead of the socket, per connection.</summary>
    public long WindowBytes { get; init; } = 8 * 1024 * 1024;
}
