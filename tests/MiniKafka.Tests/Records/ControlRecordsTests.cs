using MiniKafka.Records;

namespace MiniKafka.Tests.Records;

public sealed class ControlRecordsTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_end_transaction_marker_is_read_back(bool commit)
    {
        var bytes = TestBatches.Take(ControlRecords.EndTransaction(commit, 4000, 12, coordinatorEpoch: 33, timestamp: 99));
        var batch = new RecordBatchView(bytes);
        Assert.Equal(0x30, batch.Attributes);
        Assert.Equal((4000, 12, -1, 1), (batch.ProducerId, (int)batch.ProducerEpoch, batch.BaseSequence, batch.RecordCount));
        Assert.Equal(78, bytes.Length);
        Assert.True(ControlRecords.TryReadEndTransaction(batch, out var isCommit, out var coordinatorEpoch));
        Assert.Equal((commit, 33), (isCommit, coordinatorEpoch));
    }

    [Fact]
    public void A_data_batch_is_no_marker() =>
        Assert.False(ControlRecords.TryReadEndTransaction(new RecordBatchView(TestBatches.WithValues("a")), out _, out _));

    [Fact]
    public void A_leader_change_carries_its_type_and_is_no_marker()
    {
        var batch = new RecordBatchView(TestBatches.Take(ControlRecords.Single(ControlRecordType.LeaderChange, "xyz"u8, 5, 40, 3)));
        var reader = new RecordReader(batch.RecordBytes, 1);
        Assert.True(reader.MoveNext());
        Assert.True(ControlRecords.TryReadType(reader.Current, out var type));
        Assert.Equal(ControlRecordType.LeaderChange, type);
        Assert.Equal((40, 3, 0x20), (batch.BaseOffset, batch.PartitionLeaderEpoch, (int)batch.Attributes));
        Assert.False(ControlRecords.TryReadEndTransaction(batch, out _, out _));
    }

    [Fact]
    public void A_type_of_the_future_is_unknown()
    {
        var builder = new RecordBatchBuilder { IsControl = true };
        ControlRecords.Append(builder, (ControlRecordType)55, default, 0);
        var batch = new RecordBatchView(TestBatches.Take(builder.Build()));
        var reader = new RecordReader(batch.RecordBytes, 1);
        reader.MoveNext();
        Assert.True(ControlRecords.TryReadType(reader.Current, out var type));
        Assert.Equal(ControlRecordType.Unknown, type);
    }
}
