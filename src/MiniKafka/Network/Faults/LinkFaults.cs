namespace MiniKafka.Network.Faults;

/// <summary>
/// What happens to frames that travel in one direction between two nodes, or between one node and a whole group. May be
/// changed at any time from any thread; connections that exist follow at once. A cut holds everything back, the end of a
/// connection too, as a network does whose packets are lost and sent again until it heals; a break ends one connection after
/// an ordered prefix of its frames.
/// </summary>
/// <param name="random">Where jitter comes from.</param>
/// <param name="group">The link of the group this one belongs to, whose cuts and delays count here too.</param>
internal sealed class LinkFaults(Random random, LinkFaults? group = null)
{
    private readonly Lock _gate = new();
    private readonly List<LinkGate> _waiting = [];
    private TimeSpan _delay;
    private TimeSpan _jitter;
    private TaskCompletionSource? _healed;
    private int? _framesLeft;
    private long? _bytesLeft;
    private volatile bool _isClear = true;

    /// <summary>Nothing is wrong on this link or that of its group.</summary>
    public bool IsClear => _isClear && (group is null || group.IsClear);

    /// <summary>The link itself is cut, whatever that of its group is.</summary>
    public bool IsCut
    {
        get
        {
            lock (_gate)
            {
                return _healed is not null;
            }
        }
    }

    /// <summary>Frames are neither held back nor delayed, here or by the group.</summary>
    internal bool PassesAtOnce
    {
        get
        {
            if (!_isClear)
            {
                lock (_gate)
                {
                    if (_healed is not null || _delay > TimeSpan.Zero || _jitter > TimeSpan.Zero)
                    {
                        return false;
                    }
                }
            }

            return group is null || group.PassesAtOnce;
        }
    }

    /// <summary>Every frame arrives this much later, and up to the jitter later still; their order stays.</summary>
    public void SetDelay(TimeSpan delay, TimeSpan jitter = default) => Change(() => (_delay, _jitter) = (delay, jitter));

    /// <summary>Nothing arrives until <see cref="Heal"/>.</summary>
    public void Cut() => Change(() =>
    {
        // Only connections wait for it, each on its loop, so nobody's code runs inside Heal.
        _healed ??= new TaskCompletionSource();
    });

    public void Heal()
    {
        TaskCompletionSource? healed = null;
        LinkGate[] waiting = [];
        Change(() =>
        {
            (healed, _healed) = (_healed, null);
            waiting = [.. _waiting];
            _waiting.Clear();
        });
        healed?.SetResult();
        foreach (var gate in waiting)
        {
            gate.Open();
        }
    }

    /// <summary>
    /// That many more frames arrive; the one after them is lost and breaks its connection. Towards the client, 0 loses the
    /// next answer after its request was applied.
    /// </summary>
    public void BreakAfterFrames(int frames) => Change(() => _framesLeft = frames);

    /// <summary>The connection breaks at that byte, lengths included: a frame that is not whole by then never arrives.</summary>
    public void BreakAfterBytes(long bytes) => Change(() => _bytesLeft = bytes);

    /// <summary>Completes when neither this link nor that of its group is cut; null while they are not.</summary>
    internal Task? WhenHealed()
    {
        lock (_gate)
        {
            return _healed?.Task ?? group?.WhenHealed();
        }
    }

    /// <summary>Whether the link is cut; the gate is opened when it heals.</summary>
    internal bool HoldsBack(LinkGate gate)
    {
        lock (_gate)
        {
            if (_healed is not null)
            {
                if (!_waiting.Contains(gate))
                {
                    _waiting.Add(gate);
                }

                return true;
            }
        }

        return group is not null && group.HoldsBack(gate);
    }

    internal TimeSpan NextDelay()
    {
        var ofGroup = group?.NextDelay() ?? TimeSpan.Zero;
        lock (_gate)
        {
            return ofGroup + _delay + (_jitter > TimeSpan.Zero ? _jitter * random.NextDouble() : TimeSpan.Zero);
        }
    }

    /// <summary>Whether the next frame of this size is the one that breaks its connection.</summary>
    internal bool Breaks(int frameLength)
    {
        var breaks = false;
        Change(() => breaks = CountDown(frameLength));
        return breaks;
    }

    private bool CountDown(int frameLength)
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

    private void Change(Action change)
    {
        lock (_gate)
        {
            change();
            _isClear = _healed is null && _delay == TimeSpan.Zero && _jitter == TimeSpan.Zero && _framesLeft is null && _bytesLeft is null;
        }
    }
}
