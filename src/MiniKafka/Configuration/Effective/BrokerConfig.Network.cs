namespace MiniKafka.Configuration.Effective;

/// <summary>Keys about listeners and connections.</summary>
internal sealed partial class BrokerConfig
{
    public string? InterBrokerListenerName { get; } = read.OptionalString("inter.broker.listener.name");

    public int SocketRequestMaxBytes { get; } = read.Int("socket.request.max.bytes");

    public int SocketSendBufferBytes { get; } = read.Int("socket.send.buffer.bytes");

    public int SocketReceiveBufferBytes { get; } = read.Int("socket.receive.buffer.bytes");

    public int QueuedMaxRequests { get; } = read.Int("queued.max.requests");

    public long QueuedMaxRequestBytes { get; } = read.Long("queued.max.request.bytes");

    public int SocketListenBacklogSize { get; } = read.Int("socket.listen.backlog.size");

    public long SocketConnectionSetupTimeoutMs { get; } = read.Long("socket.connection.setup.timeout.ms");

    public long ConnectionsMaxIdleMs { get; } = read.Long("connections.max.idle.ms");

    public int MaxConnections { get; } = read.Int("max.connections");

    public int MaxConnectionsPerIp { get; } = read.Int("max.connections.per.ip");

    public string MaxConnectionsPerIpOverrides { get; } = read.String("max.connections.per.ip.overrides");

    public int TelemetryMaxBytes { get; } = read.Int("telemetry.max.bytes");
}
