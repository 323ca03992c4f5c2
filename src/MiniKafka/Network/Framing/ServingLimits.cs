namespace MiniKafka.Network.Framing;

/// <summary>
/// What those who connected may leave waiting, as they send when they like: requests that the loop has not come to, and answers that they have not taken.
/// Beyond it their connection is read no further, and what they send waits where it came from.
/// </summary>
internal sealed record ServingLimits
{
    /// <summary>Requests of one connection.</summary>
    public int Requests { get; init; } = 64;

    /// <summary>Bytes of requests of one connection: the last one may go beyond.</summary>
    public long RequestBytes { get; init; } = 1024 * 1024;

    /// <summary><c>queued.max.requests</c>: requests of all connections of a listener; beyond it each may have one.</summary>
    public int RequestsOfAll { get; init; } = 500;

    /// <summary><c>queued.max.request.bytes</c>: bytes of requests of all connections of a listener; beyond it each may have one.</summary>
    public long RequestBytesOfAll { get; init; } = long.MaxValue;

    /// <summary>Bytes of answers of one connection: the last one may go beyond.</summary>
    public long AnswerBytes { get; init; } = 256 * 1024;

    /// <summary>What all connections of a new listener hold together.</summary>
    public HeldFrames OfListener() => new(RequestsOfAll, RequestBytesOfAll);

    /// <summary>What a new connection holds.</summary>
    public HeldFrames OfConnection(HeldFrames ofListener) => new(Requests, RequestBytes, ofListener);
}
