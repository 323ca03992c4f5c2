using MiniKafka.Quorum.Voters;

namespace MiniKafka.Quorum.Roles;

/// <summary>What a leader knows about one replica: how much of the log it has on disk, and when it last fetched.</summary>
internal sealed class ReplicaProgress(ReplicaKey key)
{
    /// <summary>"Has not fetched in this epoch."</summary>
    public const long Unknown = -1;

    private long _leaderEndOffsetAtLastFetch = Unknown;

    public ReplicaKey Key { get; set; } = key;

    /// <summary>The replica has everything before this offset.</summary>
    public long EndOffset { get; private set; } = Unknown;

    /// <summary>Wall clock of the last fetch.</summary>
    public long LastFetchTimestamp { get; private set; } = Unknown;

    /// <summary>Wall clock of the last moment at which the replica had all that the leader had.</summary>
    public long LastCaughtUpTimestamp { get; private set; } = Unknown;

    /// <summary>Monotonic time of the last fetch.</summary>
    public long LastFetchMs { get; private set; } = Unknown;

    /// <summary>Monotonic time at which the replica last confirmed that it knows who leads.</summary>
    public long LastToldMs { get; set; } = Unknown;

    public void Fetched(long offset, long leaderEndOffset, QuorumClock clock)
    {
        var wallClock = clock.WallClockMs;
        if (offset >= leaderEndOffset)
        {
            LastCaughtUpTimestamp = wallClock;
        }
        else if (_leaderEndOffsetAtLastFetch >= 0 && offset >= _leaderEndOffsetAtLastFetch)
        {
            LastCaughtUpTimestamp = Math.Max(LastCaughtUpTimestamp, LastFetchTimestamp);
        }

        EndOffset = offset;
        LastFetchTimestamp = wallClock;
        LastFetchMs = clock.NowMs;
        _leaderEndOffsetAtLastFetch = leaderEndOffset;
    }

    /// <summary>The leader's own log reached the disk up to this offset.</summary>
    public void Stored(long offset) => EndOffset = Math.Max(EndOffset, offset);
}
