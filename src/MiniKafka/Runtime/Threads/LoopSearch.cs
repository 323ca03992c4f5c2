using System.Collections.Concurrent;
using System.Diagnostics;

namespace MiniKafka.Runtime.Threads;

/// <summary>
/// The moment an idle thread looks around before it parks, which saves a wake-up when work arrives in quick succession. One
/// thread at a time does it, and after a row of misses it is only tried now and then.
/// </summary>
internal sealed class LoopSearch
{
    private const int FullLuck = 4;
    private const int ProbeEvery = 16;
    private static readonly long LongestLook = Stopwatch.Frequency / 50_000; // 20 µs

    private int _searching;
    private int _luck = FullLuck;
    private int _skipped;

    /// <summary>True while a thread looks: whoever makes a loop ready need not wake another.</summary>
    public bool IsGoingOn => Volatile.Read(ref _searching) != 0;

    public EventLoop? Look(ConcurrentQueue<EventLoop> ready)
    {
        if ((_luck <= 0 && ++_skipped % ProbeEvery != 0) || Interlocked.CompareExchange(ref _searching, 1, 0) != 0)
        {
            return null;
        }

        EventLoop? found;
        var start = Stopwatch.GetTimestamp();
        do
        {
            Thread.SpinWait(10);
        }
        while (!ready.TryDequeue(out found) && Stopwatch.GetTimestamp() - start < LongestLook);

        _luck = found is null ? _luck - 1 : FullLuck;
        Interlocked.Exchange(ref _searching, 0);
        return found;
    }
}
