using MiniKafka.Records;
using MiniKafka.Storage.Logs;

namespace MiniKafka.Tests.Storage.Faults;

/// <summary>Looks records of a log up by offset and by timestamp, and compares what is found with what was read.</summary>
internal static class LogLookUps
{
    public static void Check(PartitionLog log, SortedDictionary<long, ReadRecord> found, Random random, string where)
    {
        if (found.Count == 0)
        {
            return;
        }

        var largest = found.Values.Max(record => record.Timestamp);
        Assert.True(log.FindMaxTimestamp()?.Timestamp == largest, $"{where}: the largest timestamp is {largest}, not {log.FindMaxTimestamp()?.Timestamp}");
        for (var i = 0; i < 3; i++)
        {
            var offset = random.NextInt64(log.LogStartOffset, log.LogEndOffset);
            var read = log.Read(offset, 1, LogReadBound.LogEnd, minOneMessage: true);
            var first = new RecordBatchView(read.Records.ToContiguous().Span);
            Assert.True(first.BaseOffset <= offset && first.LastOffset >= offset, $"{where}: offset {offset} led to {first.BaseOffset}");
            read.Records.Release();

            var timestamp = found[offset].Timestamp;
            var wanted = found.Values.First(record => record.Timestamp >= timestamp).Offset;
            Assert.True(log.FindOffsetByTimestamp(timestamp)?.Offset == wanted, $"{where}: timestamp {timestamp} led to {log.FindOffsetByTimestamp(timestamp)?.Offset}, not {wanted}");
        }
    }
}
