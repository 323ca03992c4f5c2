using System.Buffers;
using MiniKafka.Records;
using MiniKafka.Runtime.Buffers;
using MiniKafka.Storage.Logs;

namespace MiniKafka.Tests.Storage;

/// <summary>Batches that logs in memory keep where they were received, or where another replica has them, instead of copying them.</summary>
public sealed class KeptBatchTests
{
    private static readonly string Large = new('x', 100_000);

    [Fact]
    public void A_large_batch_from_outside_is_kept_where_it_arrived_with_offset_and_epoch_written_into_it()
    {
        var log = TestLog.Create();
        log.Append("small");
        var received = Received(log.Batch(Large));
        Assert.True(log.Log.AppendAsLeader(new SharedBytes(received.Memory, received), leaderEpoch: 3).IsSuccess);

        var batch = new RecordBatchView(received.Span);
        Assert.Equal((1, 3), (batch.BaseOffset, batch.PartitionLeaderEpoch));
        Assert.True(batch.IsCrcValid);
        received.Release();
        log.Append("after");
        Assert.Equal(["small", Large, "after"], log.ReadValues());
    }

    [Fact]
    public void A_kept_batch_stays_with_its_reader_when_the_log_is_truncated_and_deleted()
    {
        var log = TestLog.Create();
        var received = Received(log.Batch(Large));
        log.Append(new SharedBytes(received.Memory, received));
        var read = log.Log.Read(0, int.MaxValue, LogReadBound.LogEnd, minOneMessage: true).Records;
        var before = read.Sequence.ToArray();

        log.Log.TruncateTo(0);
        log.Append(log.Batch(new string('y', 100_000)));
        log.Log.Retire();
        log.Context.FileSystem.DeleteDirectory(log.Log.Directory);
        Assert.Equal(before, read.Sequence.ToArray());
        read.Release();
    }

    [Fact]
    public void A_follower_in_the_leaders_process_shares_its_bytes_and_outlives_its_log()
    {
        var leader = TestLog.Create();
        string[] values = [Large, "small", Large];
        foreach (var value in values)
        {
            leader.Append(value);
        }

        var follower = TestLog.Create();
        for (var offset = 0; offset < values.Length; offset++)
        {
            var read = leader.Log.Read(offset, 1, LogReadBound.LogEnd, minOneMessage: true).Records;
            Assert.True(follower.Log.AppendAsFollower(read).IsSuccess);
            var own = follower.Log.Read(offset, 1, LogReadBound.LogEnd, minOneMessage: true).Records;
            Assert.True(own.Sequence.FirstSpan.Overlaps(read.Sequence.FirstSpan));
            read.Release();
            own.Release();
        }

        leader.Log.TruncateTo(1);
        leader.Append(new string('y', 100_000));
        leader.Log.Retire();
        leader.Context.FileSystem.DeleteDirectory(leader.Log.Directory);
        Assert.Equal(values, follower.ReadValues());
    }

    [Theory]
    [InlineData(true, 1_000)]
    [InlineData(false, 100_000)]
    public void A_small_batch_and_one_that_others_may_see_are_copied(bool fromOutside, int size)
    {
        var log = TestLog.Create();
        log.Append("first");
        var received = Received(log.Batch(new string('x', size)), fromOutside);
        var before = received.Span.ToArray();
        Assert.True(log.Log.AppendAsLeader(new SharedBytes(received.Memory, received), leaderEpoch: 3).IsSuccess);
        Assert.Equal(before, received.Span.ToArray());
        received.Release();
    }

    private static PooledBuffer Received(SharedBytes batch, bool fromOutside = true)
    {
        var buffer = fromOutside ? PooledBuffer.RentForReceiving((int)batch.Length) : PooledBuffer.Rent((int)batch.Length);
        batch.Sequence.CopyTo(buffer.Span);
        batch.Release();
        return buffer;
    }
}
