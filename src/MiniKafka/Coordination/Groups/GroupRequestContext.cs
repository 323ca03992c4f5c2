namespace MiniKafka.Coordination.Groups;

/// <summary>What a group operation needs to know about the request besides its body.</summary>
/// <param name="ApiVersion">The version the client spoke; some rules depend on it.</param>
/// <param name="ClientId">The client's id, from the request header; empty when it gave none.</param>
/// <param name="ClientHost">Where it comes from, as Kafka shows it: <c>/127.0.0.1</c>.</param>
internal sealed record GroupRequestContext(short ApiVersion, string ClientId, string ClientHost)
{
    /// <summary>Cancelled when nobody waits for the answer any more.</summary>
    public CancellationToken ClientGone { get; init; }
}
