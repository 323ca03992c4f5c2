namespace MiniKafka.Network.Framing;

/// <summary>What a connection of frames allows, whatever bytes are below it; named after the broker's configuration keys.</summary>
internal record FrameLimits
{
    /// <summary><c>socket.request.max.bytes</c>: a frame that announces more, or less than nothing, ends its connection.</summary>
    public int MaxFrameBytes { get; init; } = 104_857_600;

    /// <summary><c>connections.max.idle.ms</c>; infinite switches it off.</summary>
    public TimeSpan MaxIdle { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Bytes that may be received ahead of the loop, and sent ahead of the bytes below, by whoever connects.</summary>
    public long WindowBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>What may wait, in both directions, where connections are accepted.</summary>
    public ServingLimits Serving { get; init; } = new();
}
