using MiniKafka.Protocol.Messages;
using MiniKafka.Records;
using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Client.Consumers;

/// <summary>
/// The batches of one partition out of one answer, on their way from the loop to the application, with a hold on their
/// bytes. Whoever has it disposes of it once.
/// </summary>
internal sealed class FetchedRecords : IDisposable
{
    private readonly SharedBytes _bytes;
    private bool _disposed;

    /// <summary>Takes a hold of its own.</summary>
    public FetchedRecords(
        AssignedPartition partition, int version, long fetchOffset, SharedBytes bytes, List<FetchResponse.AbortedTransaction>? aborted)
    {
        bytes.Retain();
        _bytes = bytes;
        Partition = partition;
        Version = version;
        FetchOffset = fetchOffset;
        Length = checked((int)bytes.Length);
        Aborted = aborted;
        NextOffset = fetchOffset;
        var batches = Batches;
        Span<byte> header = stackalloc byte[RecordBatchFormat.OverheadBytes];
        while (batches.TryPass(header))
        {
            var batch = new RecordBatchView(header);
            NextOffset = Math.Max(NextOffset, batch.NextOffset);
            LastLeaderEpoch = batch.PartitionLeaderEpoch;
        }

        aborted?.Sort(static (left, right) => left.FirstOffset.CompareTo(right.FirstOffset));
    }

    public AssignedPartition Partition { get; }

    /// <summary>The partition's version when it was asked for.</summary>
    public int Version { get; }

    /// <summary>Records below it came only because batches come whole.</summary>
    public long FetchOffset { get; }

    /// <summary>Behind the last whole batch.</summary>
    public long NextOffset { get; }

    /// <summary>The leader epoch of the last whole batch; -1 when there is none.</summary>
    public int LastLeaderEpoch { get; } = -1;

    /// <summary>How many bytes were fetched.</summary>
    public int Length { get; }

    /// <summary>The batches from the first on; valid until disposed.</summary>
    public FetchedBatches Batches => new(_bytes.Sequence);

    /// <summary>Aborted transactions among the records, by their first offset; null when all records are wanted.</summary>
    public List<FetchResponse.AbortedTransaction>? Aborted { get; }

    public bool IsWanted => Version == Partition.Version;

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _bytes.Release();
        }
    }
}
