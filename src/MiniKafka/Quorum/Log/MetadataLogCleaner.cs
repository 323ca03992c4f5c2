using MiniKafka.Storage.Files;

namespace MiniKafka.Quorum.Log;

/// <summary>
/// Lets old log and old snapshots go, by total size and by age. The newest snapshot and the log behind it always stay.
/// Owned by the node's loop.
/// </summary>
internal sealed class MetadataLogCleaner(QuorumOptions options, MetadataLog log, QuorumClock clock)
{
    private long _nextMs = clock.NowMs + options.CleanIntervalMs;

    /// <summary>Cleans when that is due. Returns when it is due again.</summary>
    public long Poll()
    {
        if (log.Snapshots.Latest is null || log.Snapshots.Latest == OffsetAndEpoch.Bootstrap)
        {
            return long.MaxValue;
        }

        if (_nextMs <= clock.NowMs)
        {
            Clean();
            _nextMs = clock.NowMs + options.CleanIntervalMs;
        }

        return _nextMs;
    }

    public void Clean()
    {
        try
        {
            CleanWhileItIsTooMuch();
        }
        catch (FileHeldException)
        {
            // Somebody else holds a snapshot that tells its age: nothing is lost when it stays longer.
        }
    }

    private void CleanWhileItIsTooMuch()
    {
        while (log.Snapshots.Ids.Take(2).ToList() is [var oldest, var next] && (IsTooMuch() || IsTooOld(oldest)))
        {
            log.DropBefore(next);
        }
    }

    private bool IsTooMuch() => options.RetentionBytes >= 0 && log.Size + log.Snapshots.TotalSize > options.RetentionBytes;

    private bool IsTooOld(OffsetAndEpoch snapshot) => options.RetentionMs >= 0
        && clock.WallClockMs - log.Snapshots.ReadContent(snapshot).LastContainedLogTimestamp > options.RetentionMs;
}
