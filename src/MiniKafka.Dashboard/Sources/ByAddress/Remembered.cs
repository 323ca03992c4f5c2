namespace MiniKafka.Dashboard.Sources.ByAddress;

/// <summary>What was asked of a cluster a moment ago, for all who want it meanwhile, so that many pages cost it no more than one. May be used from any thread.</summary>
/// <param name="lifetime">How long it is good for.</param>
/// <param name="clock">The time.</param>
/// <param name="ask">Asks for it.</param>
internal sealed class Remembered<T>(TimeSpan lifetime, TimeProvider clock, Func<Task<T>> ask)
{
    private readonly Lock _gate = new();
    private Task<T>? _last;
    private long _askedAt;

    public Task<T> GetAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_last is null || (_last.IsCompleted && (!_last.IsCompletedSuccessfully || clock.GetElapsedTime(_askedAt) >= lifetime)))
            {
                _askedAt = clock.GetTimestamp();
                _last = ask();
            }

            return _last.WaitAsync(cancellationToken);
        }
    }
}
