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
    /// <summary>Walks over a segment; where it has to be cut when that is allowed, or null.</summary>
    public static SegmentDamage? Run(LogSegment segment, RecoveryState state, bool mayCut)
    {
        segment.ClearIndexes();
        using var scan = new BatchScanner(segment.File, ScanDepth.Batches);
        var nextOffset = segment.BaseOffset;
        string? damage = null;
        while (damage is null && scan.MoveNext())
        {
            var batch = scan.Current;
            damage = mayCut ? DamageIn(batch, segment.BaseOffset, nextOffset, state.HasNoGaps) : null;
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
        if (damage is null || mayCut)
        {
            return damage is null ? null : new SegmentDamage(scan.Position, nextOffset, damage);
        }

        state.Logger.FlushedBatchDamaged(segment.LogPath, scan.Position, nextOffset);
        return null;
    }

    private static void Take(LogSegment segment, RecoveryState state, in RecordBatchView batch, long position)
    {
        segment.Index(batch, position, state.IndexIntervalBytes);
        state.Epochs.Found(batch.PartitionLeaderEpoch, batch.BaseOffset);
        if (batch.BaseOffset < state.Producers.NextOffset)
        {
            return;
        }

        if (state.Producers.Apply(batch) is { IsAborted: true } aborted)
        {
            segment.Aborted.Append(new AbortedTransaction(aborted.ProducerId, aborted.FirstOffset, aborted.LastOffset, state.Producers.LastStableOffsetAfter(aborted)));
        }
    }

    /// <summary>The checksum does not cover where a batch stands: that has to fit what is around it.</summary>
    private static string? DamageIn(in RecordBatchView batch, long segmentBase, long nextOffset, bool hasNoGaps)
    {
        if (batch.BaseOffset < nextOffset || batch.LastOffset < batch.BaseOffset || batch.LastOffset - segmentBase > int.MaxValue || (hasNoGaps && batch.BaseOffset != nextOffset))
        {
            return "the next batch's offsets do not follow";
        }

        // The checksum vouches for the whole layout but the format byte; a batch that has it right is kept whatever that byte says.
        return batch.IsCrcValid ? null : "the next batch's checksum is wrong";
    }
}

/// <summary>What recovery builds while it walks over the segments, and whether each offset must follow the last.</summary>
internal sealed record RecoveryState(ProducerStates Producers, LeaderEpochCache Epochs, int IndexIntervalBytes, bool HasNoGaps, ILogger Logger);

/// <summary>From where on a segment cannot be used: the byte, the first offset that is missing, and the reason.</summary>
internal sealed record SegmentDamage(long Position, long Offset, string Reason);
