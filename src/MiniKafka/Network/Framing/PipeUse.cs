namespace MiniKafka.Network.Framing;

/// <summary>
/// One direction of a pipe, which is completed once: by whoever closes it, or by whoever was using it then. May be used on any thread.
/// </summary>
internal sealed class PipeUse
{
    private const int Idle = 0;
    private const int Used = 1;
    private const int Closed = 2;

    private int _state;

    /// <summary>False once it was closed.</summary>
    public bool TryEnter() => Interlocked.CompareExchange(ref _state, Used, Idle) == Idle;

    /// <summary>True when it was closed meanwhile, and is to be completed now.</summary>
    public bool Leave() => Interlocked.CompareExchange(ref _state, Idle, Used) != Used;

    /// <summary>True when nobody uses it, and it is to be completed now.</summary>
    public bool Close() => Interlocked.Exchange(ref _state, Closed) == Idle;
}
