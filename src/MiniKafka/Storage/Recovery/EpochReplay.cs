using MiniKafka.Storage.Checkpoints;
using MiniKafka.Storage.Segments;

namespace MiniKafka.Storage.Recovery;

/// <summary>
/// Leader epochs that the file has no more although their batches are there. The file forgets what lies before the log's start, but a crash may
/// bring the names of deleted segments back, or lose where the log began. An epoch that is not known is taken to have gone on up to the first
/// known one, so a replica that parted from this one in between would be taken for one that agrees.
/// </summary>
internal static class EpochReplay
{
    /// <summary>Reads the epochs of the batches between the log's start and the first known epoch.</summary>
    public static void TakeMissing(LeaderEpochCache epochs, LogSegments segments, long logStart, long logEnd)
    {
        var known = epochs.Epochs is [{ StartOffset: var first }, ..] ? first : logEnd;
        if (known > logStart)
        {
            epochs.Prepend([.. Read(segments, logStart, known)]);
        }
    }

    /// <summary>The epochs of a part of the log. Batches from before there were epochs have none, and nothing before them does.</summary>
    private static IEnumerable<EpochStart> Read(LogSegments segments, long from, long to)
    {
        var latest = LeaderEpochCache.Undefined;
        for (var i = Math.Max(0, segments.IndexOf(from)); i < segments.Count && segments[i].BaseOffset < to; i++)
        {
            using var scan = new BatchScanner(segments[i].File, ScanDepth.Headers);
            while (scan.MoveNext() && scan.Current.BaseOffset < to)
            {
                var (epoch, isAsked) = (scan.Current.PartitionLeaderEpoch, scan.Current.NextOffset > from);
                if (isAsked && epoch < 0)
                {
                    yield break;
                }

                if (isAsked && epoch > latest)
                {
                    latest = epoch;
                    yield return new EpochStart(epoch, Math.Max(from, scan.Current.BaseOffset));
                }
            }
        }
    }
}
