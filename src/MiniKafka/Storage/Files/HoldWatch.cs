namespace MiniKafka.Storage.Files;

/// <summary>
/// How long the file that keeps something from being done has been held. When it is another one than before, the time begins anew: each hold may
/// last as long as <see cref="Patience.Limit"/>.
/// </summary>
internal sealed class HoldWatch(TimeProvider clock)
{
    private string? _path;
    private long _since;

    /// <summary>Whether this hold has lasted for too long by now.</summary>
    public bool IsOver(FileHeldException held)
    {
        if (held.Path != _path)
        {
            (_path, _since) = (held.Path, clock.GetTimestamp());
        }

        return clock.GetElapsedTime(_since) >= Patience.Limit;
    }

    /// <summary>Something else than a hold is the reason now.</summary>
    public void Forget() => _path = null;
}
