using MiniKafka.Model;
using MiniKafka.Records;
using MiniKafka.Records.Compression;
using MiniKafka.Storage.Logs;

namespace MiniKafka.Tests.Storage;

/// <summary>A record as a consumer gets it.</summary>
internal sealed record ReadRecord(long Offset, long Timestamp, byte[]? Key, byte[]? Value, bool IsControl)
{
    public List<(byte[] Name, byte[]? Value)> Headers { get; init; } = [];
}

/// <summary>Reads a log as a consumer does: read after read, batch by batch, aborted transactions left out when asked.</summary>
internal static class LogScan
{
    public static List<ReadRecord> Read(PartitionLog log, LogReadBound bound, long? from = null, int maxBytes = 1 << 20)
    {
        var records = new List<ReadRecord>();
        var offset = from ?? log.LogStartOffset;
        while (true)
        {
            var read = log.Read(offset, maxBytes, bound, minOneMessage: true);
            Assert.Equal(ErrorCode.None, read.Error);
            var batches = new RecordBatchIterator(read.Records.ToContiguous().Span);
            var next = offset;
            while (batches.MoveNext())
            {
                var batch = batches.Current;
                Assert.True(batch.IsCrcValid, $"checksum at {batch.BaseOffset}");
                next = batch.NextOffset;
                var (producerId, baseOffset) = (batch.ProducerId, batch.BaseOffset);
                var isAborted = read.AbortedTransactions is { } aborted && batch.IsTransactional && !batch.IsControl
                    && aborted.Any(transaction => transaction.ProducerId == producerId && transaction.FirstOffset <= baseOffset && transaction.LastOffset >= baseOffset);
                if (!isAborted)
                {
                    AddRecords(batch, offset, records);
                }
            }

            read.Records.Release();
            if (next == offset)
            {
                return records;
            }

            offset = next;
        }
    }

    private static void AddRecords(in RecordBatchView batch, long from, List<ReadRecord> records)
    {
        var bytes = batch.RecordBytes.ToArray();
        if (batch.Compression != CompressionType.None)
        {
            var plain = new GrowingBuffer(bytes.Length);
            Assert.Equal(DecompressionStatus.Done, CompressionCodecs.Default.Find(batch.Compression)!.Decompress(bytes, plain, int.MaxValue));
            bytes = plain.Written.ToArray();
            plain.Release();
        }

        var reader = new RecordReader(bytes, batch.RecordCount);
        while (reader.MoveNext())
        {
            var offset = batch.BaseOffset + reader.Current.OffsetDelta;
            if (offset < from)
            {
                continue;
            }

            var record = new ReadRecord(offset, batch.TimestampOf(reader.Current.TimestampDelta), reader.Current.Key.ToArray(), reader.Current.Value.ToArray(), batch.IsControl);
            foreach (var header in reader.Current.Headers)
            {
                record.Headers.Add((header.Name.ToArray(), header.Value.ToArray()));
            }

            records.Add(record);
        }

        Assert.Equal(RecordError.None, reader.Error);
    }
}
