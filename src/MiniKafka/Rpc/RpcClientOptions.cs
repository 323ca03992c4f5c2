namespace MiniKafka.Rpc;

/// <summary>Who a client says it is, and how long and how much it waits for.</summary>
internal sealed record RpcClientOptions
{
    private static readonly string Version = typeof(RpcClientOptions).Assembly.GetName().Version!.ToString(3);

    public string? ClientId { get; init; }

    public string SoftwareName { get; init; } = "minikafka";

    public string SoftwareVersion { get; init; } = Version;

    /// <summary>How long making a connection may take: <c>socket.connection.setup.timeout.ms</c>. Infinite leaves it to the caller.</summary>
    public TimeSpan ConnectionTimeout { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>For requests that name none of their own: <c>request.timeout.ms</c>.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Counts what the connection carries; null where nobody counts.</summary>
    public RpcTraffic? Traffic { get; init; }

    /// <summary>Requests on the way at once; further ones wait their turn.</summary>
    public int MaxInFlight { get; init; } = 100;
}
