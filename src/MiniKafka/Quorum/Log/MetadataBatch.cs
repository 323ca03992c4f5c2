using MiniKafka.Records;
using MiniKafka.Records.Compression;

namespace MiniKafka.Quorum.Log;

/// <summary>One batch of the metadata log or of a snapshot, read out: all its records take effect together.</summary>
internal sealed record MetadataBatch(long BaseOffset, long LastOffset, int Epoch, long Timestamp, int SizeInBytes, bool IsControl)
{
    /// <summary>The records' values, and for control batches their keys' types, in order.</summary>
    public required IReadOnlyList<MetadataEntry> Entries { get; init; }

    /// <summary>Reads the whole batches of a region; one that is cut at the end is left out.</summary>
    public static IEnumerable<MetadataBatch> ReadAll(ReadOnlyMemory<byte> region)
    {
        var position = 0;
        while (TryRead(region.Span[position..]) is { } batch)
        {
            position += batch.SizeInBytes;
            yield return batch;
        }
    }

    private static MetadataBatch? TryRead(ReadOnlySpan<byte> region)
    {
        var batches = new RecordBatchIterator(region);
        if (!batches.MoveNext())
        {
            return batches.End == RegionEnd.Malformed ? throw new InvalidDataException("The metadata log holds something that is no batch.") : null;
        }

        var view = batches.Current;
        if (!view.IsCrcValid || view.Compression != CompressionType.None)
        {
            throw new InvalidDataException($"The batch at offset {view.BaseOffset} of the metadata log is damaged.");
        }

        var entries = new List<MetadataEntry>(view.RecordCount);
        var records = new RecordReader(view.RecordBytes, view.RecordCount);
        while (records.MoveNext())
        {
            ref readonly var record = ref records.Current;
            entries.Add(new MetadataEntry(
                view.BaseOffset + record.OffsetDelta,
                view.IsControl ? QuorumControlRecords.TypeOf(record.Key) : null,
                record.Value.Span.ToArray()));
        }

        return records.Error == RecordError.None
            ? new MetadataBatch(view.BaseOffset, view.LastOffset, view.PartitionLeaderEpoch, view.MaxTimestamp, view.SizeInBytes, view.IsControl)
            {
                Entries = entries,
            }
            : throw new InvalidDataException($"The batch at offset {view.BaseOffset} of the metadata log is damaged: {records.Error}.");
    }
}

/// <summary>One record: its offset, its type if it is a control record, and its value.</summary>
internal readonly record struct MetadataEntry(long Offset, QuorumControlType? Control, ReadOnlyMemory<byte> Value);
