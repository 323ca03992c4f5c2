using MiniKafka.Runtime;
using MiniKafka.Runtime.Timers;

namespace MiniKafka.Network.Faults;

/// <summary>
/// Where one direction of a connection comes to its link: frames are told on entering when they may pass, and ask again when
/// their turn has come. Entered from any thread, asked on the loop of the end it stands before, which is told when asking
/// again is worth while. On a link without faults it costs a look at a flag.
/// </summary>
internal sealed class LinkGate(EventLoop loop, LinkFaults faults, ILinkGateOwner owner) : IDisposable
{
    private volatile LinkFaults _faults = faults;
    private Func<Frame, LinkFaults?>? _linkOf;
    private ITimer? _timer;

    /// <summary>The link's faults.</summary>
    public LinkFaults Faults
    {
        get => _faults;
        set => _faults = value;
    }

    /// <summary>The first frame tells which link this is. To be set before it is asked for the first time.</summary>
    public Func<Frame, LinkFaults?>? LinkOf
    {
        set => _linkOf = value;
    }

    /// <summary>When what enters now may pass, as a timestamp; 0 for at once, and only then: what is cut off may pass when that ends.</summary>
    public long Enter()
    {
        var link = _faults;
        return link.PassesAtOnce
            ? 0
            : Math.Max(1, loop.Clock.TimestampAfter(link.NextDelay()));
    }

    /// <summary>Whether a frame that enters now is lost and breaks the connection. One that has to wait is counted when it leaves.</summary>
    public bool BreaksOnEntering(Frame frame) => !_faults.IsClear && _faults.PassesAtOnce && _faults.Breaks(frame.Length);

    /// <summary>Whether a frame that had to wait, and leaves now, is lost and breaks the connection.</summary>
    public bool BreaksOnLeaving(Frame frame) => frame.MayPassAt != 0 && !_faults.IsClear && _faults.Breaks(frame.Length);

    /// <summary>Whether the next frame has to wait; its owner is told when to ask again.</summary>
    public bool HoldsBack(Frame next)
    {
        if (_linkOf is { } linkOf)
        {
            _linkOf = null;
            _faults = linkOf(next) ?? _faults;
        }

        return HoldsBack(next.MayPassAt);
    }

    /// <summary>Whether what may pass at that time has to wait; its owner is told when to ask again.</summary>
    public bool HoldsBack(long mayPassAt)
    {
        if (!_faults.IsClear && _faults.HoldsBack(this))
        {
            return true;
        }

        if (mayPassAt == 0 || loop.Clock.GetTimestamp() >= mayPassAt)
        {
            return false;
        }

        _timer ??= loop.Clock.CreateTimer(static state => ((LinkGate)state!).Open(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(loop.Clock.TimeUntil(mayPassAt), Timeout.InfiniteTimeSpan);
        return true;
    }

    /// <summary>Called where the link heals, or on the loop when a delay is over.</summary>
    public void Open() => owner.OnGateOpened();

    public void Dispose() => _timer?.Dispose();
}
