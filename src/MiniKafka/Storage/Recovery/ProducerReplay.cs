using MiniKafka.Storage.Producers;
using MiniKafka.Storage.Segments;

namespace MiniKafka.Storage.Recovery;

/// <summary>Rebuilds producers' state from the newest usable snapshot and the batches behind it.</summary>
internal static class ProducerReplay
{
    /// <summary>How far before a snapshot batches are looked for.</summary>
    private const int TailBytes = 1024 * 1024;

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
            RecallEarlierBatches(producers, segments, snapshot.Offset);
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

    /// <summary>
    /// A snapshot names only the last batch of each producer. The ones before it may be sent again too, when their producer lost
    /// its connection with several requests under way, and have to be recognised then: their headers are looked up in the log.
    /// </summary>
    private static void RecallEarlierBatches(ProducerStates producers, LogSegments segments, long offset)
    {
        var index = segments.IndexOf(offset - 1);
        if (producers.All.Count == 0 || index < 0 || segments[index].Size == 0)
        {
            return;
        }

        var segment = segments[index];
        var end = segment.Find(offset)?.Position ?? segment.Size;
        var earlier = new SortedDictionary<long, List<ProducerBatch>>();
        using var scan = new BatchScanner(segment.File, ScanDepth.Headers, segment.Offsets.PositionAtOrBefore(end - TailBytes), end);
        while (scan.MoveNext())
        {
            var batch = scan.Current;
            if (batch.HasProducerId && !batch.IsControl && producers.Find(batch.ProducerId) is { } producer
                && batch.ProducerEpoch == producer.ProducerEpoch && batch.LastOffset < producer.LastOffset)
            {
                if (!earlier.TryGetValue(producer.ProducerId, out var batches))
                {
                    earlier[producer.ProducerId] = batches = [];
                }

                batches.Add(new ProducerBatch(batch.BaseSequence, batch.LastSequence, batch.BaseOffset, batch.LastOffset, batch.MaxTimestamp));
            }
        }

        foreach (var (producerId, batches) in earlier)
        {
            producers.Find(producerId)!.RememberEarlier(batches);
        }
    }
}
