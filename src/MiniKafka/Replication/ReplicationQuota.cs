using MiniKafka.Model;

namespace MiniKafka.Replication;

/// <summary>
/// How fast replicas that are not in sync yet are copied, on the side that gives or on the side that takes (KIP-73). Once more was
/// copied than the rate allows, counted over the last windows, nothing more is until enough time has gone by. Owned by the broker's loop.
/// </summary>
/// <param name="clock">The broker's time.</param>
/// <param name="window">How long bytes are counted together.</param>
/// <param name="windows">How many windows are looked back over.</param>
/// <param name="isMeant">Whether this broker's replica of a partition is to be throttled.</param>
internal sealed class ReplicationQuota(TimeProvider clock, TimeSpan window, int windows, Func<TopicPartition, bool> isMeant)
{
    public const long Unlimited = long.MaxValue;

    private readonly Queue<Window> _windows = new();
    private Window? _last;

    /// <summary>The rate; <see cref="Unlimited"/> for none.</summary>
    public long BytesPerSecond { get; set; } = Unlimited;

    private bool IsExceeded
    {
        get
        {
            ForgetOld();
            if (!_windows.TryPeek(out var oldest))
            {
                return false;
            }

            var elapsed = clock.GetElapsedTime(oldest.BegunAt);
            return _windows.Sum(one => one.Bytes) > BytesPerSecond * (elapsed > window ? elapsed : window).TotalSeconds;
        }
    }

    /// <summary>True while no more of the partition may be copied.</summary>
    public bool HoldsBack(TopicPartition partition) => BytesPerSecond != Unlimited && IsExceeded && isMeant(partition);

    /// <summary>Bytes of the partition were copied.</summary>
    public void Count(TopicPartition partition, long bytes)
    {
        if (BytesPerSecond == Unlimited || bytes == 0 || !isMeant(partition))
        {
            return;
        }

        if (_last is null || clock.GetElapsedTime(_last.BegunAt) >= window)
        {
            _windows.Enqueue(_last = new Window(clock.GetTimestamp()));
        }

        _last.Bytes += bytes;
    }

    private void ForgetOld()
    {
        while (_windows.TryPeek(out var oldest) && clock.GetElapsedTime(oldest.BegunAt) >= windows * window)
        {
            _windows.Dequeue();
        }
    }

    private sealed class Window(long begunAt)
    {
        public long BegunAt { get; } = begunAt;

        public long Bytes { get; set; }
    }
}
