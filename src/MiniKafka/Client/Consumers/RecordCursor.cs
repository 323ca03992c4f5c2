using System.Buffers;
using MiniKafka.Client.Cluster;
using MiniKafka.Model;
using MiniKafka.Records;
using MiniKafka.Records.Compression;
using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Client.Consumers;

/// <summary>
/// Walks over fetched records on the application's thread, one at a time, leaving out what a consumer never sees: records
/// before the place asked for, control records, and the records of aborted transactions. Decompresses one batch at a time.
/// </summary>
internal sealed class RecordCursor(FetchedRecords fetched, CompressionCodecs codecs, bool checkCrcs) : IDisposable
{
    private readonly AbortedTransactions? _aborted = fetched.Aborted is { Count: > 0 } ? new AbortedTransactions(fetched.Aborted) : null;
    private FetchedBatches _batches = fetched.Batches;
    private ReadOnlyMemory<byte> _records;
    private SharedBytes _copy;
    private int _position;
    private int _remaining;
    private long _baseOffset;
    private long _baseTimestamp;
    private long _appendTimestamp;
    private long _batchEnd;

    public FetchedRecords Fetched => fetched;

    public AssignedPartition Partition => fetched.Partition;

    /// <summary>The offset of the current record.</summary>
    public long CurrentOffset { get; private set; }

    /// <summary>The timestamp of the current record.</summary>
    public long Timestamp { get; private set; }

    public TimestampType TimestampType { get; private set; }

    /// <summary>The leader epoch of the current record's batch.</summary>
    public int LeaderEpoch { get; private set; } = -1;

    /// <summary>Where reading goes on: behind the current record; once there is none, behind the last batch.</summary>
    public long NextOffset { get; private set; } = fetched.FetchOffset;

    /// <summary>
    /// The next record, as the reader's current one; false at the end. Throws <see cref="KafkaException"/> when the bytes
    /// make no sense.
    /// </summary>
    public bool MoveNext(out RecordReader reader)
    {
        while (_remaining > 0 || TryOpenNextBatch())
        {
            reader = new RecordReader(_records.Span[_position..], _remaining);
            if (!reader.MoveNext())
            {
                throw Corrupt($"its records cannot be read: {reader.Error}");
            }

            ref readonly var record = ref reader.Current;
            _position += record.SizeInBytes;
            _remaining--;
            var offset = _baseOffset + record.OffsetDelta;
            if (offset >= NextOffset)
            {
                CurrentOffset = offset;
                Timestamp = TimestampType == TimestampType.LogAppendTime ? _appendTimestamp : _baseTimestamp + record.TimestampDelta;
                NextOffset = offset + 1;
                return true;
            }
        }

        reader = default;
        return false;
    }

    public void Dispose()
    {
        LetCopyGo();
        fetched.Dispose();
    }

    private bool TryOpenNextBatch()
    {
        NextOffset = Math.Max(NextOffset, _batchEnd);
        while (_batches.TryTake(out var slice))
        {
            LetCopyGo();
            var bytes = slice.IsSingleSegment ? slice.First : Join(slice);
            var batch = new RecordBatchView(bytes.Span);
            _batchEnd = batch.NextOffset;
            if (batch.NextOffset <= NextOffset)
            {
                continue;
            }

            LeaderEpoch = batch.PartitionLeaderEpoch;
            if (IsVisible(batch))
            {
                Open(batch, bytes);
                return true;
            }

            NextOffset = batch.NextOffset;
        }

        return false;
    }

    private bool IsVisible(RecordBatchView batch)
    {
        if (checkCrcs && !batch.IsCrcValid)
        {
            throw Corrupt("its checksum is wrong");
        }

        var isAborted = _aborted is not null && _aborted.Covers(batch);
        return !batch.IsControl && !isAborted && batch.RecordCount > 0;
    }

    private void Open(RecordBatchView batch, ReadOnlyMemory<byte> bytes)
    {
        _baseOffset = batch.BaseOffset;
        _baseTimestamp = batch.BaseTimestamp;
        _appendTimestamp = batch.MaxTimestamp;
        TimestampType = batch.TimestampType;
        _position = 0;
        _remaining = batch.RecordCount;
        if (batch.Compression == CompressionType.None)
        {
            _records = bytes[RecordBatchFormat.OverheadBytes..];
            return;
        }

        var status = BatchRecords.TryDecompress(batch, codecs, out var decompressed);
        LetCopyGo();
        _copy = decompressed;
        if (status != RecordsStatus.Open)
        {
            _remaining = 0;
            throw Corrupt($"its records cannot be decompressed ({batch.Compression}): {status}");
        }

        _records = _copy.ToContiguous();
    }

    /// <summary>Puts the pieces of a batch into one buffer, which the cursor holds until the next batch.</summary>
    private ReadOnlyMemory<byte> Join(in ReadOnlySequence<byte> pieces)
    {
        var buffer = PooledBuffer.Rent(checked((int)pieces.Length));
        pieces.CopyTo(buffer.Span);
        _copy = new SharedBytes(buffer.Memory, buffer);
        return buffer.Memory;
    }

    private void LetCopyGo()
    {
        _copy.Release();
        _copy = default;
    }

    private KafkaException Corrupt(string why) => ClientErrors.Create(
        ErrorCode.CorruptMessage, $"Reading the batch at offset {NextOffset} of {Partition.TopicPartition}", why);
}
