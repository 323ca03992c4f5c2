namespace MiniKafka.Network.Faults;

/// <summary>
/// What happens to frames that travel in one direction between two nodes. May be changed at any time from any thread;
/// connections that exist follow at once. A cut holds frames back, as a network does whose packets are sent again until it
/// heals; a break ends one connection after an ordered prefix of its frames.
/// </summary>
internal sealed class LinkFaults
{
    private readonly Lock _gate = new();
    private TimeSpan _delay;
    private TimeSpan _jitter;
    private TaskCompletionSource? _healed;
    private int? _framesLeft;
    private long? _bytesLeft;

    /// <summary>Every frame arrives this much later, and up to the jitter later still; their order stays.</summary>
    public void SetDelay(TimeSpan delay, TimeSpan jitter = default)
    {
        lock (_gate)
        {
            (_delay, _jitter) = (delay, jitter);
        }
    }

    /// <summary>Nothing arrives until <see cref="Heal"/>.</summary>
    public void Cut()
    {
        lock (_gate)
        {
            // Only connections wait for it, each on its loop, so nobody's code runs inside Heal.
            _healed ??= new TaskCompletionSource();
        }
    }

    public void Heal()
    {
        TaskCompletionSource? healed;
        lock (_gate)
        {
            healed = _healed;
            _healed = null;
        }

        healed?.SetResult();
    }

    /// <summary>
    /// That many more frames arrive; the one after them is lost and breaks its connection. Towards the client, 0 loses the
    /// next answer after its request was applied.
    /// </summary>
    public void BreakAfterFrames(int frames)
    {
        lock (_gate)
        {
            _framesLeft = frames;
        }
    }

    /// <summary>The connection breaks at that byte, lengths included: a frame that is not whole by then never arrives.</summary>
    public void BreakAfterBytes(long bytes)
    {
        lock (_gate)
        {
            _bytesLeft = bytes;
        }
    }

    internal Task? WhenHealed()
    {
        lock (_gate)
        {
            return _healed?.Task;
        }
    }

    internal TimeSpan NextDelay(Random random)
    {
        lock (_gate)
        {
            return _delay + (_jitter * random.NextDouble());
        }
    }

    /// <summary>Whether the next frame of this size is the one that breaks its connection.</summary>
    internal bool Breaks(int frameLength)
    {
        lock (_gate)
        {
            if (_framesLeft is { } frames)
            {
                _framesLeft = frames > 0 ? frames - 1 : null;
                if (frames == 0)
                {
                    return true;
                }
            }

            if (_bytesLeft is { } bytes)
            {
                bytes -= sizeof(int) + frameLength;
                _bytesLeft = bytes >= 0 ? bytes : null;
                return bytes < 0;
            }

            return false;
        }
    }
}
