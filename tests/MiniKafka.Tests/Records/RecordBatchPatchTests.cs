using MiniKafka.Records;

namespace MiniKafka.Tests.Records;

public sealed class RecordBatchPatchTests
{
    [Fact]
    public void Base_offset_and_leader_epoch_change_without_the_crc()
    {
        var bytes = TestBatches.WithValues("a", "b");
        var crc = new RecordBatchView(bytes).Crc;
        RecordBatchPatch.SetBaseOffset(bytes, 500);
        RecordBatchPatch.SetPartitionLeaderEpoch(bytes, 9);
        var batch = new RecordBatchView(bytes);
        Assert.Equal((500, 501, 9, crc), (batch.BaseOffset, batch.LastOffset, batch.PartitionLeaderEpoch, batch.Crc));
        Assert.True(batch.IsCrcValid);
    }

    [Fact]
    public void Log_append_time_sets_the_flag_and_a_new_crc()
    {
        var bytes = TestBatches.WithValues("a");
        RecordBatchPatch.SetLogAppendTime(bytes, 123_456);
        var batch = new RecordBatchView(bytes);
        Assert.Equal(TimestampType.LogAppendTime, batch.TimestampType);
        Assert.Equal((123_456, 123_456), (batch.MaxTimestamp, batch.TimestampOf(0)));
        Assert.Equal(1_000, batch.BaseTimestamp);
        Assert.True(batch.IsCrcValid);

        RecordBatchPatch.SetMaxTimestamp(bytes, TimestampType.CreateTime, 1_000);
        Assert.Equal(TimestampType.CreateTime, new RecordBatchView(bytes).TimestampType);
        Assert.True(new RecordBatchView(bytes).IsCrcValid);
    }

    [Fact]
    public void The_sequence_goes_on_with_zero_after_the_largest_int()
    {
        Assert.Equal(0, RecordBatchFormat.AdvanceSequence(int.MaxValue, 1));
        Assert.Equal(2, RecordBatchFormat.AdvanceSequence(int.MaxValue - 1, 4));
        Assert.Equal(7, RecordBatchFormat.AdvanceSequence(5, 2));
    }
}
