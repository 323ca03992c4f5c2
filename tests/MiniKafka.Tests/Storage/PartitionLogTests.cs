using MiniKafka.Model;
using MiniKafka.Records;
using MiniKafka.Runtime.Buffers;
using MiniKafka.Storage;
using MiniKafka.Storage.Logs;
using MiniKafka.Storage.Producers;

namespace MiniKafka.Tests.Storage;

public class PartitionLogTests
{
    [Fact]
    public void Append_assigns_offsets_and_the_leaders_epoch()
    {
        var log = TestLog.Create();
        Assert.Equal((0, 1), Offsets(log.Append(log.Batch("a", "b"), leaderEpoch: 5)));
        Assert.Equal((2, 2), Offsets(log.Append(log.Batch("c"), leaderEpoch: 6)));
        Assert.Equal(["a", "b", "c"], log.ReadValues());
        var second = new RecordBatchView(log.Log.Read(2, 1000, LogReadBound.LogEnd, true).Records.ToContiguous().Span);
        Assert.Equal((2, 6), (second.BaseOffset, second.PartitionLeaderEpoch));
        Assert.Equal((5, 2), log.Log.Epochs.EndOffsetFor(5, log.Log.LogEndOffset));
    }

    [Fact]
    public void Append_leaves_the_producers_bytes_alone()
    {
        var log = TestLog.Create(LogConfig.Default with { TimestampType = TimestampType.LogAppendTime });
        log.Append("first");
        var batch = log.Batch("x");
        var before = batch.ToContiguous().ToArray();
        log.Log.AppendAsLeader(batch, leaderEpoch: 9);
        Assert.Equal(before, batch.ToContiguous().ToArray());
        batch.Release();
    }

    [Fact]
    public void Append_stamps_the_leaders_time_when_the_topic_wants_it()
    {
        var log = TestLog.Create(LogConfig.Default with { TimestampType = TimestampType.LogAppendTime });
        log.Clock.NowMs = 42_000;
        Assert.Equal(42_000, log.Append(TestLog.BatchAt(1, "a")).LogAppendTimeMs);
        Assert.Equal(42_000, Assert.Single(LogScan.Read(log.Log, LogReadBound.LogEnd)).Timestamp);
    }

    [Fact]
    public void A_wrong_checksum_is_refused_and_stores_nothing()
    {
        var log = TestLog.Create();
        var bytes = log.Batch("a").ToContiguous().ToArray();
        bytes[^1] ^= 1;
        var result = log.Log.AppendAsLeader(new SharedBytes(bytes), 0);
        Assert.Equal((ErrorCode.CorruptMessage, -1, 0), (result.Error, result.LogStartOffset, log.Log.LogEndOffset));
    }

    [Fact]
    public void A_record_without_key_on_a_compacted_topic_is_refused_by_the_partitions_name()
    {
        var log = TestLog.Create(LogConfig.Default with { IsCompacted = true });
        var refused = log.Append(log.Batch("a"));
        Assert.Equal(ErrorCode.InvalidRecord, refused.Error);
        Assert.Equal("Compacted topic cannot accept message without key in topic partition t-0", Assert.Single(refused.Rejections!).Message);
    }

    [Fact]
    public void A_batch_larger_than_the_topic_allows_is_refused()
    {
        var log = TestLog.Create(LogConfig.Default with { MaxMessageBytes = 100 });
        Assert.Equal(ErrorCode.MessageTooLarge, log.Append(new string('x', 100)).Error);
    }

    [Fact]
    public void An_open_transaction_holds_the_last_stable_offset_until_its_marker_is_replicated()
    {
        var log = TestLog.Create();
        log.Append("plain");
        log.Append(log.ProducerBatch(7, 0, 0, transactional: true));
        log.Append("behind");
        Assert.Equal((3, 1), (log.Log.HighWatermark, log.Log.LastStableOffset));
        log.Log.AppendAsLeader(ControlRecords.EndTransaction(false, 7, 0, 0, log.Clock.NowMs), 0, AppendOrigin.Coordinator);
        Assert.Equal(1, log.Log.LastStableOffset);
        log.Log.AdvanceHighWatermark(4);
        Assert.Equal(4, log.Log.LastStableOffset);
        Assert.Equal([new AbortedTransaction(7, 1, 3, 4)], log.Log.Read(0, 10_000, LogReadBound.LastStableOffset, true).AbortedTransactions!);
        Assert.Equal(["plain", "behind"], log.ReadValues(bound: LogReadBound.LastStableOffset));
    }

    [Fact]
    public void A_read_is_cut_at_its_limit_but_never_gives_less_than_the_first_batch_when_one_is_wanted()
    {
        var log = TestLog.Create();
        log.Append(new string('a', 100));
        log.Append(new string('b', 100));
        Assert.Equal(200, log.Log.Read(0, 200, LogReadBound.LogEnd, true).Records.Length);
        Assert.Equal(10, log.Log.Read(0, 10, LogReadBound.LogEnd, false).Records.Length);
        var size = new RecordBatchView(log.Log.Read(0, 1, LogReadBound.LogEnd, true).Records.ToContiguous().Span).SizeInBytes;
        Assert.Equal(size, log.Log.Read(0, 1, LogReadBound.LogEnd, true).Records.Length);
    }

    [Fact]
    public void A_read_inside_a_batch_gives_the_whole_batch()
    {
        var log = TestLog.Create();
        log.Append("a", "b", "c");
        Assert.Equal(0, new RecordBatchView(log.Log.Read(2, 10_000, LogReadBound.LogEnd, true).Records.ToContiguous().Span).BaseOffset);
    }

    [Fact]
    public void Offsets_outside_the_log_are_out_of_range_and_its_end_is_empty()
    {
        var log = TestLog.Create();
        log.Append("a");
        Assert.Equal(ErrorCode.OffsetOutOfRange, log.Log.Read(2, 100, LogReadBound.LogEnd, true).Error);
        Assert.True(log.Log.Read(1, 100, LogReadBound.LogEnd, true).Records.IsEmpty);
    }

    [Fact]
    public void Readers_see_nothing_above_the_high_watermark()
    {
        var log = TestLog.Create();
        log.Append("a");
        log.Log.AppendAsLeader(log.Batch("b"), 0);
        Assert.Equal(["a"], log.ReadValues(bound: LogReadBound.HighWatermark));
        Assert.Equal(["a", "b"], log.ReadValues());
    }

    [Fact]
    public void What_was_read_before_a_truncation_does_not_change()
    {
        var log = TestLog.Create();
        log.Append("a");
        log.Append("b");
        var read = log.Log.Read(0, 10_000, LogReadBound.LogEnd, true).Records.ToContiguous();
        var before = read.ToArray();
        log.Log.TruncateTo(1);
        log.Append("other");
        Assert.Equal(before, read.ToArray());
        Assert.Equal(["a", "other"], log.ReadValues());
    }

    [Fact]
    public void Truncation_forgets_epochs_producers_and_segments_behind_it()
    {
        var log = TestLog.Create(LogConfig.Default with { SegmentBytes = 200 });
        log.Append(log.ProducerBatch(7, 0, 0), leaderEpoch: 1);
        for (var i = 1; i < 10; i++)
        {
            log.Append(log.ProducerBatch(7, 0, i), leaderEpoch: 2);
        }

        log.Log.TruncateTo(1);
        Assert.Equal((1, 1, 1), (log.Log.LogEndOffset, log.Log.Epochs.LatestEpoch, log.Log.Segments.Count));
        Assert.Equal(0, log.Log.Producers.Find(7)!.LastSequence);
        Assert.Equal(1, log.Append(log.ProducerBatch(7, 0, 1)).BaseOffset);
    }

    [Fact]
    public void Truncation_to_the_end_forgets_an_epoch_that_began_there_without_a_record()
    {
        var log = TestLog.Create();
        log.Append(log.Batch("a"), leaderEpoch: 1);
        log.Log.BeginEpoch(2, 1);
        log.Log.TruncateTo(1);
        Assert.Equal((1, 1), (log.Log.LogEndOffset, log.Log.Epochs.LatestEpoch));
        Assert.Equal(1, log.Reopen(clean: true).Log.Epochs.LatestEpoch);
    }

    [Fact]
    public void A_follower_keeps_offsets_and_epochs_and_leaves_a_cut_batch_for_the_next_fetch()
    {
        var leader = TestLog.Create();
        leader.Append(leader.Batch("a"), leaderEpoch: 3);
        leader.Append(leader.Batch("b"), leaderEpoch: 4);
        var read = leader.Log.Read(0, 10_000, LogReadBound.LogEnd, true).Records;
        var follower = TestLog.Create();
        Assert.Equal(0, follower.Log.AppendAsFollower(read.Slice(0, read.Length - 3)).LastOffset);
        follower.Log.AppendAsFollower(leader.Log.Read(1, 10_000, LogReadBound.LogEnd, true).Records);
        Assert.Equal(leader.Log.Epochs.Epochs, follower.Log.Epochs.Epochs);
        Assert.Equal(["a", "b"], follower.ReadValues());
    }

    [Fact]
    public void Segments_roll_by_size_and_by_the_age_of_their_records()
    {
        var log = TestLog.Create(LogConfig.Default with { SegmentBytes = 300, SegmentMs = 1000 });
        log.Append(TestLog.BatchAt(log.Clock.NowMs, "a"));
        log.Append(TestLog.BatchAt(log.Clock.NowMs + 1001, "b"));
        Assert.Equal([0, 1], log.Log.Segments.All.Select(segment => segment.BaseOffset));
        log.Append(TestLog.BatchAt(log.Clock.NowMs + 1001, new string('c', 200)));
        Assert.Equal([0, 1, 2], log.Log.Segments.All.Select(segment => segment.BaseOffset));
    }

    [Fact]
    public void Retention_removes_whole_segments_by_age_even_the_active_one()
    {
        var log = TestLog.Create(LogConfig.Default with { RetentionMs = 1000 });
        log.Append("a");
        log.Log.Roll();
        log.Append("b");
        log.Clock.NowMs += 2000;
        Assert.Equal(2, log.Log.DeleteOldSegments());
        Assert.Equal((2, 2), (log.Log.LogStartOffset, log.Log.LogEndOffset));
        Assert.Equal(2, log.Append("c").BaseOffset);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(-5)]
    public void Records_without_timestamps_age_from_the_last_writing_to_their_file(long timestamp)
    {
        var log = TestLog.Create(LogConfig.Default with { RetentionMs = 1000 });
        log.Clock.NowMs += 5000;
        log.Append(TestLog.BatchAt(timestamp, "a"));
        log.Clock.NowMs += 500;
        Assert.Equal(0, log.Log.DeleteOldSegments());
        log.Reopen(clean: true);
        log.Clock.NowMs += 400;
        log.Reopen(clean: false);
        Assert.Equal(0, log.Log.DeleteOldSegments());
        log.Clock.NowMs += 101;
        Assert.Equal(1, log.Log.DeleteOldSegments());
        Assert.Equal((1, 1), (log.Log.LogStartOffset, log.Log.LogEndOffset));
    }

    [Fact]
    public void Retention_by_size_keeps_at_least_that_many_bytes()
    {
        var log = TestLog.Create(LogConfig.Default with { RetentionBytes = 200, RetentionMs = -1 });
        for (var i = 0; i < 4; i++)
        {
            log.Append(new string('x', 40));
            log.Log.Roll();
        }

        log.Log.DeleteOldSegments();
        Assert.True(log.Log.Size >= 200);
        Assert.Equal(2, log.Log.LogStartOffset);
    }

    [Fact]
    public void Deleted_records_are_gone_at_once_and_survive_no_restart()
    {
        var log = TestLog.Create();
        log.Append("a", "b", "c");
        Assert.Equal(ErrorCode.OffsetOutOfRange, log.Log.IncrementLogStartOffset(4));
        Assert.Equal(ErrorCode.None, log.Log.IncrementLogStartOffset(2));
        Assert.Equal(ErrorCode.OffsetOutOfRange, log.Log.Read(1, 100, LogReadBound.LogEnd, true).Error);
        Assert.Equal(["c"], log.Reopen(clean: true).ReadValues(2));
        Assert.Equal(2, log.Log.LogStartOffset);
    }

    [Fact]
    public void Timestamps_find_the_first_record_at_or_after_them()
    {
        var log = TestLog.Create();
        log.Append(TestLog.BatchAt(100, "a"));
        log.Append(TestLog.BatchAt(50, "b"));
        log.Append(TestLog.BatchAt(200, "c"));
        Assert.Equal(0, log.Log.FindOffsetByTimestamp(10)!.Value.Offset);
        Assert.Equal(2, log.Log.FindOffsetByTimestamp(101)!.Value.Offset);
        Assert.Null(log.Log.FindOffsetByTimestamp(201));
        Assert.Equal((200, 2), (log.Log.FindMaxTimestamp()!.Value.Timestamp, log.Log.FindMaxTimestamp()!.Value.Offset));
    }

    [Fact]
    public void A_damaged_index_is_noticed_when_it_is_used_and_built_again()
    {
        var log = TestLog.Create(LogConfig.Default with { IndexIntervalBytes = 1 });
        for (var i = 0; i < 20; i++)
        {
            log.Append($"value {i}");
        }

        log.Reopen(clean: true);
        var path = log.Log.Segments.Active.Offsets.Entries.Path;
        using (var file = log.Context.FileSystem.Open(path, MiniKafka.Storage.Files.FileOpening.Existing))
        {
            var bytes = new byte[file.Length];
            file.Read(0, bytes);
            bytes[(8 * 10) + 7] ^= 1;
            file.Truncate(0);
            bytes.CopyTo(file.Reserve(bytes.Length));
            file.Commit(bytes.Length);
        }

        Assert.Equal("value 11", log.Reopen(clean: true).ReadValues(11)[0]);
        Assert.Contains(log.Logger.Lines, line => line.Contains("indexes built again", StringComparison.Ordinal));
    }

    [Fact]
    public void A_large_batch_reads_back_as_it_was_written()
    {
        var log = TestLog.Create();
        var value = new string('x', 300_000);
        log.Append("small");
        log.Append(value);
        log.Append("small again");
        Assert.Equal(["small", value, "small again"], log.ReadValues());
    }

    [Fact]
    public void Of_records_without_timestamps_the_first_has_the_largest()
    {
        var log = TestLog.Create();
        Assert.Null(log.Log.FindMaxTimestamp());
        log.Append(TestLog.BatchAt(-2, "older than none"));
        Assert.Null(log.Log.FindMaxTimestamp());
        log.Append(TestLog.BatchAt(-1, "a", "b"));
        Assert.Equal(new FoundTimestamp(-1, 1, 0), log.Log.FindMaxTimestamp());
        log.Append(TestLog.BatchAt(5, "c"));
        Assert.Equal(new FoundTimestamp(5, 3, 0), log.Log.FindMaxTimestamp());
    }

    private static (long, long) Offsets(LogAppendResult result)
    {
        Assert.Equal(ErrorCode.None, result.Error);
        return (result.BaseOffset, result.LastOffset);
    }
}
