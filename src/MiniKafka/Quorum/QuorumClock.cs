using MiniKafka.Runtime.Timers;

namespace MiniKafka.Quorum;

/// <summary>
/// The two times the quorum needs: a monotonic one for its timeouts, so that setting the wall clock causes no election,
/// and the wall clock's for what is written or shown.
/// </summary>
internal sealed class QuorumClock(TimeProvider time)
{
    private readonly long _origin = time.GetTimestamp();

    /// <summary>Milliseconds since this clock was made.</summary>
    public long NowMs => (long)time.GetElapsedTime(_origin).TotalMilliseconds;

    /// <summary>Milliseconds until the next beat that all who wait for so long have in common.</summary>
    public int UntilNextMs(int lengthMs) => (int)Math.Ceiling(time.UntilNext(TimeSpan.FromMilliseconds(lengthMs)).TotalMilliseconds);

    /// <summary>Milliseconds since 1970.</summary>
    public long WallClockMs => time.GetUtcNow().ToUnixTimeMilliseconds();
}
