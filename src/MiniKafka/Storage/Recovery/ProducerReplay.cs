using MiniKafka.Storage.Producers;
using MiniKafka.Storage.Segments;

namespace MiniKafka.Storage.Recovery;

/// <summary>Rebuilds producers' state from the newest usable snapshot and the batches behind it.</summary>
internal static class ProducerReplay
{
    /// <summary>Makes the state what it was before <paramref name="endOffset"/>.</summary>
    public static void Rebuild(ProducerStates producers, ProducerSnapshots snapshots, LogSegments segments, long endOffset)
    {
        Start(producers, snapshots, segments, endOffset);
        for (var i = Math.Max(0, segments.IndexOf(producers.NextOffset)); i < segments.Count && producers.NextOffset < endOffset; i++)
        {
            Replay(producers, segments[i], endOffset);
        }

        producers.SkipTo(endOffset);
    }

    /// <summary>Takes the newest snapshot at or before an offset; without one, the state is empty at the log's beginning.</summary>
    public static void Start(ProducerStates producers, ProducerSnapshots snapshots, LogSegments segments, long offset)
    {
        if (snapshots.LoadAtOrBefore(offset) is { } snapshot)
        {
            producers.Reset(snapshot.Offset, snapshot.Producers);
        }
        else
        {
            producers.Reset(segments.First.BaseOffset, []);
        }
    }

    /// <summary>Applies a segment's batches that the state does not know yet.</summary>
    public static void Replay(ProducerStates producers, LogSegment segment, long endOffset)
    {
        if (segment.Size == 0)
        {
            return;
        }

        using var scan = new BatchScanner(segment.File, ScanDepth.Batches, segment.Offsets.Floor(producers.NextOffset).Position);
        while (scan.MoveNext() && scan.Current.BaseOffset < endOffset)
        {
            if (scan.Current.BaseOffset >= producers.NextOffset)
            {
                producers.Apply(scan.Current);
            }
        }
    }
}
