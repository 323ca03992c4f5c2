using MiniKafka.Records;

namespace MiniKafka.ClusterTests.Campaign.Judging;

public sealed class LogHistoryTests
{
    [Fact]
    public void Who_is_elected_must_have_what_was_committed_before_anybody_led_in_a_newer_epoch()
    {
        var history = new LogHistory("orders-0");
        Commit(history, 0, epoch: 1);
        Assert.Equal(1, history.Elected(3));
        Commit(history, 1, epoch: 3);

        // Elected before the leader of epoch 3, and heard of it only now: what that one committed it may lack, but no more.
        Assert.Equal(1, history.Elected(2));
        Assert.Equal(2, history.Elected(4));
    }

    private static void Commit(LogHistory history, long offset, int epoch)
    {
        var builder = new RecordBatchBuilder { BaseOffset = offset, PartitionLeaderEpoch = epoch };
        Assert.True(builder.TryAppend(0, NullableBytes.Null, "value"u8));
        var batch = builder.Build();
        Assert.Equal(offset + 1, history.Match(batch.ToContiguous().Span, offset, offset + 1, "a replica"));
        batch.Release();
    }
}
