using System.Buffers;
using MiniKafka.Coordination;
using MiniKafka.Model;
using MiniKafka.Records;
using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Tests.Coordination;

/// <summary>The partitions of an internal topic in memory. It outlives the coordinators that are restarted on it.</summary>
internal sealed class MemoryCoordinatorLog : ICoordinatorLog
{
    private readonly SortedDictionary<int, Partition> _partitions = [];

    /// <summary>Told of every high watermark, as the broker would tell its coordinator.</summary>
    public Action<int, long>? Committed { get; set; }

    /// <summary>Whether an append is committed at once, as with one replica.</summary>
    public bool CommitsAtOnce { get; set; } = true;

    public int PartitionCount { get; set; } = 1;

    public bool ReadFails { get; set; }

    /// <summary>What the next appends answer.</summary>
    public ErrorCode NextError { get; set; }

    /// <summary>The batches of a partition, whole.</summary>
    public IReadOnlyList<byte[]> Batches(int partition) => Of(partition).Batches.ConvertAll(b => b.Bytes);

    public CoordinatorAppend Append(int partition, int leaderEpoch, SharedBytes batch)
    {
        var bytes = batch.Sequence.ToArray();
        batch.Release();
        if (NextError != ErrorCode.None)
        {
            return new CoordinatorAppend(NextError, -1);
        }

        var log = Of(partition);
        var baseOffset = log.EndOffset;
        RecordBatchPatch.SetBaseOffset(bytes, baseOffset);
        RecordBatchPatch.SetPartitionLeaderEpoch(bytes, leaderEpoch);
        Put(partition, bytes);
        if (CommitsAtOnce)
        {
            Commit(partition);
        }

        return new CoordinatorAppend(ErrorCode.None, baseOffset);
    }

    /// <summary>Adds a batch that has its offsets, and that all replicas have.</summary>
    public void Add(int partition, byte[] bytes)
    {
        Put(partition, bytes);
        Commit(partition);
    }

    private void Put(int partition, byte[] bytes)
    {
        var log = Of(partition);
        log.EndOffset = new RecordBatchView(bytes).LastOffset + 1;
        log.Batches.Add((log.EndOffset, bytes));
    }

    /// <summary>All replicas have everything.</summary>
    public void Commit(int partition)
    {
        var log = Of(partition);
        log.HighWatermark = log.EndOffset;
        Committed?.Invoke(partition, log.HighWatermark);
    }

    /// <summary>The next leader had not replicated the last records yet: they are gone.</summary>
    public void LoseUncommitted(int partition)
    {
        var log = Of(partition);
        log.Batches.RemoveAll(b => b.End > log.HighWatermark);
        log.EndOffset = log.HighWatermark;
    }

    public CoordinatorLogRange? GetRange(int partition)
    {
        var log = Of(partition);
        return new CoordinatorLogRange(0, log.EndOffset, log.HighWatermark);
    }

    public async ValueTask<SharedBytes> ReadAsync(int partition, long offset, CancellationToken cancellation)
    {
        await Task.Yield();
        if (ReadFails)
        {
            throw new IOException("The disk is gone.");
        }

        var batches = Of(partition).Batches.FindAll(b => b.End > offset).Take(3).SelectMany(b => b.Bytes).ToArray();
        return new SharedBytes(batches);
    }

    private Partition Of(int partition)
    {
        if (!_partitions.TryGetValue(partition, out var log))
        {
            _partitions.Add(partition, log = new Partition());
        }

        return log;
    }

    private sealed class Partition
    {
        public List<(long End, byte[] Bytes)> Batches { get; } = [];

        public long EndOffset { get; set; }

        public long HighWatermark { get; set; }
    }
}
