namespace MiniKafka.Replication;

/// <summary>
/// What a leader knows of one follower, from the follower's own fetches. Owned by the broker's loop. A follower is caught up to the moment of
/// the fetch before, when its fetch now asks for everything there was then.
/// </summary>
internal sealed class FollowerProgress(int brokerId, long lastCaughtUpMs)
{
    // Before its first fetch a follower was caught up with nothing.
    private long _leaderEndAtLastFetch = long.MaxValue;
    private long _lastFetchMs;

    public int BrokerId { get; } = brokerId;

    /// <summary>The follower has everything below; -1 before its first fetch.</summary>
    public long LogEndOffset { get; private set; } = -1;

    public long LogStartOffset { get; private set; } = -1;

    /// <summary>The registration it fetches under; -1 when it does not say.</summary>
    public long BrokerEpoch { get; private set; } = -1;

    /// <summary>The last moment at which it had everything the leader had.</summary>
    public long LastCaughtUpMs { get; private set; } = lastCaughtUpMs;

    /// <summary>What it has yet to copy; null when nobody bounds what logs take.</summary>
    public CopiesToCome? Copies { get; init; }

    public void OnFetch(long fetchOffset, long logStartOffset, long brokerEpoch, long leaderEndOffset, long nowMs)
    {
        Copies?.OnFetch(fetchOffset, leaderEndOffset);
        if (fetchOffset >= leaderEndOffset)
        {
            LastCaughtUpMs = nowMs;
        }
        else if (fetchOffset >= _leaderEndAtLastFetch)
        {
            LastCaughtUpMs = Math.Max(LastCaughtUpMs, _lastFetchMs);
        }

        (LogEndOffset, LogStartOffset, BrokerEpoch) = (fetchOffset, logStartOffset, brokerEpoch);
        (_leaderEndAtLastFetch, _lastFetchMs) = (leaderEndOffset, nowMs);
    }

    public bool IsCaughtUp(long leaderEndOffset, long nowMs, long maxLagMs) => LogEndOffset == leaderEndOffset || nowMs - LastCaughtUpMs <= maxLagMs;
}
