using Microsoft.Extensions.Logging;
using MiniKafka.Records;
using MiniKafka.Storage.Producers;
using MiniKafka.Storage.Segments;

namespace MiniKafka.Storage.Recovery;

/// <summary>
/// Reads one segment batch by batch, builds its indexes again, and brings producers and leader epochs up to its end. In a
/// segment that was not flushed the log ends at the first bad byte; in a flushed one damage is told and kept.
/// </summary>
internal static class SegmentRecovery
{
    /// <summary>Recovers a segment; false when it was cut, so that later segments have to go.</summary>
    public static bool Run(LogSegment segment, RecoveryState state, bool mayCut)
    {
        segment.ClearIndexes();
        var oldSize = segment.Size;
        using var scan = new BatchScanner(segment.File, ScanDepth.Batches);
        var nextOffset = segment.BaseOffset;
        string? damage = null;
        while (damage is null && scan.MoveNext())
        {
            var batch = scan.Current;
            damage = mayCut ? DamageIn(batch, nextOffset) : null;
            if (damage is not null)
            {
                break;
            }

            if (!mayCut && !batch.IsCrcValid)
            {
                state.Logger.FlushedBatchDamaged(segment.LogPath, scan.Position, batch.BaseOffset);
            }

            Take(segment, state, batch, scan.Position);
            nextOffset = batch.NextOffset;
        }

        damage ??= scan.End switch
        {
            RegionEnd.Torn => "its last batch is not whole",
            RegionEnd.Malformed => "what follows is not a batch",
            _ => null,
        };
        if (damage is null)
        {
            return true;
        }

        if (!mayCut)
        {
            state.Logger.FlushedBatchDamaged(segment.LogPath, scan.Position, nextOffset);
            return true;
        }

        state.Logger.SegmentCut(segment.LogPath, oldSize, scan.Position, nextOffset, damage);
        segment.File.Truncate(scan.Position);
        return false;
    }

    private static void Take(LogSegment segment, RecoveryState state, in RecordBatchView batch, long position)
    {
        segment.Index(batch, position, state.IndexIntervalBytes);
        if (batch.PartitionLeaderEpoch > state.Epochs.LatestEpoch)
        {
            state.Epochs.Assign(batch.PartitionLeaderEpoch, batch.BaseOffset);
        }

        if (batch.BaseOffset < state.Producers.NextOffset)
        {
            return;
        }

        if (state.Producers.Apply(batch) is { IsAborted: true } aborted)
        {
            segment.Aborted.Append(new AbortedTransaction(aborted.ProducerId, aborted.FirstOffset, aborted.LastOffset, state.Producers.LastStableOffsetAfter(aborted)));
        }
    }

    private static string? DamageIn(in RecordBatchView batch, long nextOffset)
    {
        if (batch.BaseOffset < nextOffset || batch.LastOffset < batch.BaseOffset)
        {
            return "the next batch's offsets do not follow";
        }

        // The checksum vouches for the whole layout but the format byte; a batch that has it right is kept whatever that byte says.
        return batch.IsCrcValid ? null : "the next batch's checksum is wrong";
    }
}

/// <summary>What recovery builds while it walks over the segments.</summary>
internal sealed record RecoveryState(ProducerStates Producers, LeaderEpochCache Epochs, int IndexIntervalBytes, ILogger Logger);
