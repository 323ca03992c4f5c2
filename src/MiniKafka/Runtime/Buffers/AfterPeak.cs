namespace MiniKafka.Runtime.Buffers;

/// <summary>
/// Gives memory back to the system when a peak is over. The garbage collector keeps what it once got, and in a process that has become quiet it
/// does not even run: so once much was left to it, and no more comes, it is asked for everything at once. That stops the process for as long as it
/// takes to look at all that lives, so it is done only for a considerable part of the heap, and not too often. Any thread.
/// </summary>
/// <param name="clock">Says when to look again.</param>
/// <param name="shrink">Called at intervals, tells how many bytes it left to the garbage collector just now.</param>
/// <param name="isOver">Whether there is nothing to shrink any more.</param>
/// <param name="collect">Asks the garbage collector for everything.</param>
internal sealed class AfterPeak(TimeProvider clock, Func<long> shrink, Func<bool> isOver, Action collect)
{
    private const long LeastBytes = 64L * 1024 * 1024;
    private const int LeastPartOfHeap = 8;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenCollections = TimeSpan.FromSeconds(20);

    private ITimer? _timer;
    private int _watches;
    private long _left;
    private long _leftAtLastLook;
    private long? _collectedAt;

    /// <summary>There may be something to give back after a while.</summary>
    public void Watch()
    {
        if (Interlocked.Exchange(ref _watches, 1) == 0)
        {
            _timer ??= clock.CreateTimer(static self => ((AfterPeak)self!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _timer.Change(Interval, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>So many bytes were left to the garbage collector.</summary>
    public void Left(long bytes)
    {
        Interlocked.Add(ref _left, bytes);
        Watch();
    }

    /// <summary>What the timer does.</summary>
    internal void Look()
    {
        Interlocked.Add(ref _left, shrink());
        var left = Volatile.Read(ref _left);
        var isQuiet = left == _leftAtLastLook;
        _leftAtLastLook = left;
        var isWorthIt = left >= LeastBytes && left >= GC.GetGCMemoryInfo().TotalCommittedBytes / LeastPartOfHeap;
        var mustWait = !isQuiet || (isWorthIt && _collectedAt is { } before && clock.GetElapsedTime(before) < BetweenCollections);
        if (!mustWait)
        {
            if (isWorthIt)
            {
                _collectedAt = clock.GetTimestamp();
                collect();
            }

            Interlocked.Add(ref _left, -left);
            _leftAtLastLook = 0;
        }

        Volatile.Write(ref _watches, 0);
        if (mustWait || !isOver())
        {
            Watch();
        }
    }
}
