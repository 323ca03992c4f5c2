using MiniKafka.Records;
using MiniKafka.Records.Compression;

namespace MiniKafka.Tests.Records;

public sealed class RecordBatchRewriterTests
{
    [Fact]
    public void The_cleaner_keeps_offsets_sequences_and_flags_of_the_original()
    {
        var original = new RecordBatchBuilder { BaseOffset = 40, PartitionLeaderEpoch = 6, IsTransactional = true };
        original.SetProducer(9, 1, 100);
        for (var i = 0; i < 5; i++)
        {
            original.TryAppend(1000 + i, BitConverter.GetBytes(i), "v"u8);
        }

        var source = new RecordBatchView(TestBatches.Take(original.Build()));
        var builder = RecordBatchRewriter.Begin(source, deleteHorizon: 77);
        var reader = new RecordReader(source.RecordBytes, source.RecordCount);
        while (reader.MoveNext())
        {
            if (reader.Current.OffsetDelta == 3)
            {
                builder.AppendCopy(source.BaseOffset + 3, source.TimestampOf(reader.Current.TimestampDelta), reader.Current);
            }
        }

        var batch = new RecordBatchView(TestBatches.Take(builder.Build()));
        Assert.Equal((40, 44, 6, 1), (batch.BaseOffset, batch.LastOffset, batch.PartitionLeaderEpoch, batch.RecordCount));
        Assert.Equal((9, 100, 104), (batch.ProducerId, batch.BaseSequence, batch.LastSequence));
        Assert.True(batch.IsTransactional && batch.HasDeleteHorizon);
        Assert.Equal((77, 1003), (batch.BaseTimestamp, batch.MaxTimestamp));
        var survivors = new RecordReader(batch.RecordBytes, 1);
        survivors.MoveNext();
        Assert.Equal((3, 1003), (survivors.Current.OffsetDelta, batch.TimestampOf(survivors.Current.TimestampDelta)));
    }

    [Fact]
    public void A_batch_that_lost_all_records_keeps_its_range()
    {
        var bytes = TestBatches.WithValues("a", "b", "c");
        var batch = new RecordBatchView(TestBatches.Take(RecordBatchRewriter.Begin(new RecordBatchView(bytes)).Build()));
        Assert.Equal((0, 2, 0), (batch.BaseOffset, batch.LastOffset, batch.RecordCount));
        Assert.Equal((-1, 1_000), (batch.BaseTimestamp, batch.MaxTimestamp));
    }

    [Fact]
    public void Recompressing_there_and_back_gives_the_same_bytes()
    {
        var bytes = TestBatches.WithValues("some", "some", "some", "some", "some", "some", "some", "some", "some");
        RecordBatchPatch.SetBaseOffset(bytes, 12);
        var gzip = new RecordCompression(new GzipCodec());
        Assert.Equal(
            RecordsStatus.Open,
            RecordBatchRewriter.Recompress(new RecordBatchView(bytes), CompressionCodecs.Default, gzip, out var compressed));
        var compressedBytes = TestBatches.Take(compressed);
        var batch = new RecordBatchView(compressedBytes);
        Assert.Equal((CompressionType.Gzip, 12, 9), (batch.Compression, batch.BaseOffset, batch.RecordCount));
        Assert.True(batch.IsCrcValid && batch.IsComplete);

        RecordBatchRewriter.Recompress(batch, CompressionCodecs.Default, target: null, out var plain);
        Assert.Equal(bytes, TestBatches.Take(plain));
    }
}
