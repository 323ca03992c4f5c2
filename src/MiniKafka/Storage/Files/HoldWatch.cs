namespace MiniKafka.Storage.Files;

/// <summary>
/// How long the file that keeps something from being done has been held. When it is another one than before, the time begins anew: each hold may
/// last as long as <see cref="Patience.Limit"/>. A process that was asleep did not see whether somebody let go in the meantime, so that between two
/// looks no more than <see cref="LongestBetweenLooks"/> counts.
/// </summary>
internal sealed class HoldWatch(TimeProvider clock)
{
    public static readonly TimeSpan LongestBetweenLooks = 5 * Patience.Interval;

    private string? _path;
    private long _lastLook;
    private TimeSpan _held;

    /// <summary>Whether this hold has lasted for too long by now.</summary>
    public bool IsOver(FileHeldException held)
    {
        var now = clock.GetTimestamp();
        if (held.Path != _path)
        {
            (_path, _held) = (held.Path, TimeSpan.Zero);
        }
        else
        {
            var since = clock.GetElapsedTime(_lastLook, now);
            _held += since < LongestBetweenLooks ? since : LongestBetweenLooks;
        }

        _lastLook = now;
        return _held >= Patience.Limit;
    }

    /// <summary>Something else than a hold is the reason now.</summary>
    public void Forget() => _path = null;
}
