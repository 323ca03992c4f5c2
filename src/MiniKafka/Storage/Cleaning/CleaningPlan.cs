using MiniKafka.Storage.Producers;
using MiniKafka.Storage.Segments;

namespace MiniKafka.Storage.Cleaning;

/// <summary>
/// One round of compaction of one log, decided on the loop: what the worker may then do without touching the log itself.
/// </summary>
internal sealed record CleaningPlan(string Directory, LogConfig Config, long NowMs)
{
    /// <summary>Sealed segments from the log's beginning up to <see cref="EndOffset"/>, in order.</summary>
    public required IReadOnlyList<LogSegment> Segments { get; init; }

    /// <summary>Records from here on may make older ones superfluous; everything before was compacted already.</summary>
    public required long DirtyOffset { get; init; }

    /// <summary>Nothing at or beyond this offset is touched.</summary>
    public required long EndOffset { get; init; }

    public required IReadOnlyList<AbortedTransaction> AbortedTransactions { get; init; }

    /// <summary>The batches that keep the sequences of live producers, by producer id.</summary>
    public required IReadOnlyDictionary<long, LastBatch> LastBatches { get; init; }

    /// <summary>Part of the bytes that was never compacted.</summary>
    public required double DirtyRatio { get; init; }

    /// <summary>Where the segment behind the last one begins.</summary>
    public required long SegmentsEnd { get; init; }

    /// <summary>The same round, ending earlier: no segment that begins at or beyond the end is rewritten.</summary>
    public CleaningPlan UpTo(long endOffset)
    {
        var count = Segments.TakeWhile(segment => segment.BaseOffset < endOffset).Count();
        return this with
        {
            Segments = [.. Segments.Take(count)],
            EndOffset = endOffset,
            SegmentsEnd = count < Segments.Count ? Segments[count].BaseOffset : SegmentsEnd,
        };
    }

    /// <summary>A live producer's last data batch, or its epoch when the last it wrote was a marker.</summary>
    public readonly record struct LastBatch(long Offset, short ProducerEpoch);
}
