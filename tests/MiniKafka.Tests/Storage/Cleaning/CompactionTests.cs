using Disks;
using MiniKafka.Records;
using MiniKafka.Records.Compression;
using MiniKafka.Storage.Cleaning;
using MiniKafka.Storage.Logs;

namespace MiniKafka.Tests.Storage.Cleaning;

public class CompactionTests
{
    [Fact]
    public void The_newest_record_of_a_key_stays_at_its_offset() => CompactionScenario.Run(async log =>
    {
        log.Write("a=1", "b=1").Write("a=2").Roll().Write("c=1", "b=2").Roll().Write("a=9");
        Assert.Equal(1, await log.CleanAsync());
        Assert.Equal(["2:a=2", "3:c=1", "4:b=2"], log.Survivors());
        Assert.Equal(6, log.Log.LogEndOffset);
    });

    [Fact]
    public void The_active_segment_does_not_count_and_is_not_touched() => CompactionScenario.Run(async log =>
    {
        log.Write("a=1").Write("a=2");
        Assert.Equal(0, await log.CleanAsync());
        log.Roll().Write("a=3");
        await log.CleanAsync();
        Assert.Equal(["1:a=2"], log.Survivors());
        Assert.Equal(3, log.Log.LogEndOffset);
    });

    [Fact]
    public void A_tombstone_stays_for_its_horizon_and_then_goes() => CompactionScenario.Run(async log =>
    {
        log.Write("a=1").Write("a").Write("b=1").Roll().Write("x=1");
        await log.CleanAsync();
        Assert.Equal(["1:a", "2:b=1"], log.Survivors());
        await log.WaitAsync(2);
        log.Roll().Write("y=1").Roll().Write("z=1");
        await log.CleanAsync();
        Assert.Equal(["2:b=1", "3:x=1", "4:y=1"], log.Survivors());
    });

    [Fact]
    public void A_live_producers_last_batch_stays_without_its_records() => CompactionScenario.Run(async log =>
    {
        log.WriteAs(7, 0, transactional: false, "a=1", "a=2").Roll().Write("a=3").Roll().Write("x=1");
        await log.CleanAsync();
        Assert.Equal(["2:a=3"], log.Survivors());
        var bytes = log.Log.Read(0, 1000, LogReadBound.LogEnd, true).Records.ToContiguous();
        var batch = new RecordBatchView(bytes.Span);
        Assert.Equal((0, 1, 0, 7, 0, 1), (batch.BaseOffset, batch.LastOffset, batch.RecordCount, batch.ProducerId, batch.BaseSequence, batch.LastSequence));
    });

    [Fact]
    public void Aborted_records_go_and_a_marker_follows_when_its_horizon_has_passed() => CompactionScenario.Run(async log =>
    {
        log.WriteAs(7, 0, transactional: true, "a=1").End(7, commit: false);
        log.WriteAs(8, 0, transactional: true, "a=2").End(8, commit: true).Roll().Write("x=1");
        await log.CleanAsync();
        Assert.Equal(["1:marker", "2:a=2", "3:marker"], log.Survivors());
        Assert.Equal(["2:a=2", "4:x=1"], LogScan.Read(log.Log, LogReadBound.LastStableOffset).Where(record => !record.IsControl).Select(record => $"{record.Offset}:{System.Text.Encoding.UTF8.GetString(record.Key!)}={System.Text.Encoding.UTF8.GetString(record.Value!)}"));
    });

    [Fact]
    public void Nothing_beyond_the_last_stable_offset_is_touched() => CompactionScenario.Run(async log =>
    {
        log.Write("a=1").Write("a=2").Roll().WriteAs(7, 0, transactional: true, "a=3").Roll().Write("a=4").Roll().Write("x=1");
        await log.CleanAsync();
        Assert.Equal(["1:a=2", "2:a=3", "3:a=4"], log.Survivors());
    });

    [Fact]
    public void Keys_that_do_not_fit_into_memory_take_several_rounds() => CompactionScenario.Run(
        async log =>
        {
            for (var i = 0; i < 40; i++)
            {
                log.Write($"k{i}=1").Write($"k{i}=2");
                if (i % 10 == 9)
                {
                    log.Roll();
                }
            }

            log.Write("x=1");
            Assert.True(await log.CleanAsync() > 2);
            Assert.Equal(Enumerable.Range(0, 40).Select(i => $"{(2 * i) + 1}:k{i}=2"), log.Survivors());
        },
        CompactionScenario.Config with { MinCleanableDirtyRatio = 0 },
        new CleanerOptions { DedupeBufferBytes = 16 * KeyOffsetMap.SlotBytes });

    [Fact]
    public void A_batch_with_more_keys_than_the_map_holds_takes_several_rounds() => CompactionScenario.Run(
        async log =>
        {
            log.Write([.. Keys(40, "old")]).Roll().Write([.. Keys(40, "new")]).Roll().Write("x=1");
            Assert.True(await log.CleanAsync() > 2);
            Assert.Equal(Enumerable.Range(0, 40).Select(i => $"{40 + i}:k{i}=new"), log.Survivors());
            Assert.Equal(80, log.Manager.Directories[0].CleanedOffset(CompactionScenario.Partition));
        },
        CompactionScenario.Config with { MinCleanableDirtyRatio = 0 },
        new CleanerOptions { DedupeBufferBytes = 16 * KeyOffsetMap.SlotBytes });

    [Fact]
    public void A_log_without_room_to_be_compacted_does_not_keep_others_from_it()
    {
        var disk = new FaultyDisk();
        CompactionScenario.Run(
            async log =>
            {
                var other = log.Another(1);
                log.Write("a=1").Write("a=2").Roll().Write("x=1");
                await other.Write("b=1").Write("b=2").Roll().Write("x=1").FlushAsync();
                disk.FullPath = log.Log.Directory;
                Assert.Equal(1, await log.CleanAsync());
                Assert.Equal(["0:a=1", "1:a=2"], log.Survivors());
                Assert.Equal(["1:b=2"], other.Survivors());
                disk.FullPath = null;
                Assert.Equal(1, await log.CleanAsync());
                Assert.Equal(["1:a=2"], log.Survivors());
            },
            fileSystem: disk);
    }

    [Fact]
    public void Records_without_timestamps_wait_for_the_minimum_lag_from_the_last_writing_and_grow_no_younger_by_it() => CompactionScenario.Run(
        async log =>
        {
            await log.WaitAsync(60);
            log.WithoutTimestamps().Write("a=1").Write("a=2").Roll().Write("x=1");
            var written = log.Log.Segments.First.LastModifiedMs;
            await log.WaitAsync(20);
            Assert.Equal(0, await log.CleanAsync());
            await log.WaitAsync(11);
            Assert.Equal(1, await log.CleanAsync());
            Assert.Equal(["1:a=2"], log.Survivors());
            Assert.Equal(written, log.Log.Segments.First.LastModifiedMs);
        },
        CompactionScenario.Config with { MinCompactionLagMs = 30_000 },
        new CleanerOptions { Backoff = TimeSpan.FromHours(1) });

    [Fact]
    public void Segments_that_shrank_become_one() => CompactionScenario.Run(async log =>
    {
        log.Write("a=1").Roll().Write("a=2").Roll().Write("a=3").Roll().Write("x=1");
        Assert.Equal(4, log.Log.Segments.Count);
        await log.CleanAsync();
        Assert.Equal([0, 3], log.Log.Segments.All.Select(segment => segment.BaseOffset));
    });

    [Fact]
    public void Younger_records_than_the_minimum_lag_wait() => CompactionScenario.Run(
        AfterAMinuteAsync,
        CompactionScenario.Config with { MinCompactionLagMs = 30_000 });

    [Fact]
    public void Records_older_than_the_maximum_lag_are_compacted_however_little_there_is() => CompactionScenario.Run(
        AfterAMinuteAsync,
        CompactionScenario.Config with { MinCleanableDirtyRatio = 1, MaxCompactionLagMs = 30_000 });

    [Fact]
    public void A_topic_that_is_compacted_and_deleted_loses_old_values_first_and_whole_segments_by_age_later() => CompactionScenario.Run(
        async log =>
        {
            log.Write("a=1", "b=1").Write("a=2").Roll().Write("c=1").Roll();
            await log.WaitAsync(60);
            log.Write("c=2").Roll().Write("x=1");
            await log.CleanAsync();
            Assert.Equal(["1:b=1", "2:a=2", "4:c=2"], log.Survivors());

            // What compaction put together is as old as its newest record.
            await log.WaitAsync(30);
            Assert.Equal((0, 0), (log.Log.DeleteOldSegments(), log.Log.LogStartOffset));
            await log.WaitAsync(60);
            log.Write("d=1").Roll().Write("x=2");
            Assert.Equal(1, log.Log.DeleteOldSegments());
            Assert.Equal(5, log.Log.LogStartOffset);
            Assert.Equal(["5:x=1", "6:d=1"], log.Survivors());
        },
        CompactionScenario.Config with { IsDeleted = true, RetentionMs = 85_000 });

    [Fact]
    public void A_topic_that_is_compacted_and_deleted_keeps_to_its_size_and_one_that_is_compacted_alone_does_not()
    {
        foreach (var isDeleted in new[] { true, false })
        {
            CompactionScenario.Run(
                async log =>
                {
                    for (var i = 0; i < 5; i++)
                    {
                        log.Write($"k{i}=1").Write($"k{i}=2").Roll();
                    }

                    log.Write("x=1");
                    await log.CleanAsync();
                    Assert.Equal(Enumerable.Range(0, 5).Select(i => $"{(2 * i) + 1}:k{i}=2"), log.Survivors());
                    Assert.Equal(isDeleted ? 1 : 0, log.Log.DeleteOldSegments());
                    Assert.Equal(isDeleted ? 10 : 0, log.Log.LogStartOffset);
                    Assert.Equal(isDeleted ? 0 : 5, log.Survivors().Count);
                },
                CompactionScenario.Config with { IsDeleted = isDeleted, RetentionBytes = 10, RetentionMs = -1 });
        }
    }

    [Fact]
    public void Compacted_records_keep_their_codec_and_headers() => CompactionScenario.Run(
        async log =>
        {
            log.Write("a=1", "b=1", "a=2").Roll().Write("x=1");
            await log.CleanAsync();
            Assert.Equal(["1:b=1", "2:a=2"], log.Survivors());
            var batch = new RecordBatchView(log.Log.Read(0, 1000, LogReadBound.LogEnd, true).Records.ToContiguous().Span);
            Assert.Equal(CompressionType.Gzip, batch.Compression);
        },
        CompactionScenario.Config with { Compression = CompressionType.Gzip });

    /// <summary>There is nothing to compact at first, and there is a minute later.</summary>
    private static IEnumerable<string> Keys(int count, string value) => Enumerable.Range(0, count).Select(i => $"k{i}={value}");

    private static async Task AfterAMinuteAsync(CompactionScenario log)
    {
        log.Write("a=1").Write("a=2").Roll().Write("x=1");
        Assert.Equal(0, await log.CleanAsync());
        await log.WaitAsync(60);
        await log.CleanAsync();
        Assert.Equal(["1:a=2"], log.Survivors());
    }
}
