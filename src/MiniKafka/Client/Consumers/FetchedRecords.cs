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
        Memory = bytes.ToContiguous();
        Aborted = aborted;
        NextOffset = fetchOffset;
        var batches = new RecordBatchIterator(Memory.Span);
        while (batches.MoveNext())
        {
            NextOffset = Math.Max(NextOffset, batches.Current.NextOffset);
            LastLeaderEpoch = batches.Current.PartitionLeaderEpoch;
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

    public ReadOnlyMemory<byte> Memory { get; }

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
