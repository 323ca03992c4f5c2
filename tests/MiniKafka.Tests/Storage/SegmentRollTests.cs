using System.Text;
using Disks;
using MiniKafka.Model;
using MiniKafka.Records;
using MiniKafka.Runtime.Buffers;
using MiniKafka.Storage;
using MiniKafka.Storage.Segments;

namespace MiniKafka.Tests.Storage;

/// <summary>When a segment is full by other measures than size and age: by its indexes, and by the offsets they can tell.</summary>
public sealed class SegmentRollTests
{
    private const long FarAhead = 3L * int.MaxValue;

    /// <summary>Ten entries of 8 bytes; the first batch has none.</summary>
    [Fact]
    public void A_segment_rolls_when_its_offset_index_is_full()
    {
        var log = TestLog.Create(LogConfig.Default with { SegmentIndexBytes = 80, IndexIntervalBytes = 0 });
        Append(log, 12, timestampStep: 0);
        Assert.Equal([0, 11], BaseOffsets(log));
        Assert.Equal((10, 1), (log.Log.Segments.First.Offsets.Entries.Count, log.Log.Segments.First.Times.Entries.Count));
        Assert.Equal(Values(12), log.ReadValues());
    }

    /// <summary>Six entries of 12 bytes, of which the last one is for the largest timestamp at the end of the segment.</summary>
    [Fact]
    public void A_segment_rolls_when_its_time_index_has_room_for_the_last_entry_alone()
    {
        var log = TestLog.Create(LogConfig.Default with { SegmentIndexBytes = 80, IndexIntervalBytes = 0 });
        Append(log, 7, timestampStep: 1);
        Assert.Equal([0, 6], BaseOffsets(log));
        Assert.True(log.Log.Segments.First.Times.Entries.Count <= 6);
        Assert.Equal(Values(7), log.ReadValues());
    }

    [Fact]
    public void The_last_offset_of_a_segment_is_the_largest_that_fits_relative_to_its_first()
    {
        var log = TestLog.Create();
        log.Append("0");
        AppendAt(log, int.MaxValue, "1");
        Assert.Equal([0], BaseOffsets(log));
        AppendAt(log, int.MaxValue + 1L, "2");
        Assert.Equal([0, int.MaxValue + 1L], BaseOffsets(log));
        Assert.Equal(Values(3), log.ReadValues());
    }

    /// <summary>A follower of a log of which compaction left little: what it copies next may be further ahead than any relative offset tells.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void An_offset_far_ahead_begins_a_segment_of_its_own(int before)
    {
        var log = TestLog.Create(LogConfig.Default with { IndexIntervalBytes = 0 });
        Append(log, before, timestampStep: 1);
        AppendAt(log, FarAhead, $"{before}");
        AppendAt(log, FarAhead + 5, $"{before + 1}");
        AppendAt(log, 2 * FarAhead, $"{before + 2}");
        Assert.Equal([0, FarAhead, 2 * FarAhead], BaseOffsets(log));
        Assert.Equal((0, (2 * FarAhead) + 1), (log.Log.LogStartOffset, log.Log.LogEndOffset));
        Check(log);
        Check(log.Reopen(clean: true));
        Check(log.Reopen(clean: false, recoveryPoint: 0));
        Assert.Equal([0, FarAhead, 2 * FarAhead], BaseOffsets(log));
        log.Log.TruncateTo(FarAhead + 1);
        Assert.Equal(Values(before + 1), log.ReadValues());
        log.Log.TruncateTo(before);
        Assert.Equal((before, 1), (log.Log.LogEndOffset, log.Log.Segments.Count));
        Assert.Equal(before, log.Append("next").BaseOffset);

        void Check(TestLog log)
        {
            log.Log.AdvanceHighWatermark(log.Log.LogEndOffset);
            Assert.Equal(Values(before + 3), log.ReadValues());
            Assert.Equal(Values(before + 3)[(before + 1)..], log.ReadValues(FarAhead + 1));
            Assert.Equal(2 * FarAhead, log.Log.FindOffsetByTimestamp(log.Clock.NowMs)!.Value.Offset);
        }
    }

    [Fact]
    public void A_segment_begun_far_ahead_goes_again_when_there_is_no_room_for_its_batch()
    {
        var disk = new FaultyDisk();
        var log = TestLog.Create(fileSystem: disk);
        log.Append("0");
        disk.FullPath = Path.Combine(log.Log.Directory, LogSegment.FileName(FarAhead) + LogSegment.LogSuffix);
        Assert.Equal(ErrorCode.KafkaStorageError, log.Log.AppendAsFollower(BatchAt(log, FarAhead, "1")).Error);
        Assert.Equal([0], BaseOffsets(log));
        Assert.Equal((false, 1), (log.Log.IsOffline, log.Log.LogEndOffset));
        Assert.Equal(1, log.Append("1").BaseOffset);
        disk.FullPath = null;
        AppendAt(log, FarAhead, "2");
        Assert.Equal([0, FarAhead], BaseOffsets(log));
        Assert.Equal(Values(3), log.ReadValues());
    }

    /// <summary>What lies between two segments far apart was never there, so recovery does not take it for lost.</summary>
    [Fact]
    public void A_flushed_segment_far_ahead_outlives_a_crash_whose_checkpoint_is_older()
    {
        for (var seed = 0; seed < 30; seed++)
        {
            var disk = new FaultyDisk();
            var log = TestLog.Create(fileSystem: disk);
            log.Append("0");
            AppendAt(log, FarAhead, "1");
            disk.SyncDirectory("data");
            log.Flush();
            AppendAt(log, 2 * FarAhead, "2");
            log.Log.CloseFiles();
            disk.Crash(new Random(seed));
            var values = log.Reopen(clean: false, recoveryPoint: 0).ReadValues();
            Assert.True(values.SequenceEqual(Values(2)) || values.SequenceEqual(Values(3)), $"seed {seed}: {string.Join(' ', values)}");
        }
    }

    private static void Append(TestLog log, int count, int timestampStep)
    {
        for (var i = 0; i < count; i++)
        {
            log.Append($"{i}");
            log.Clock.NowMs += timestampStep;
        }
    }

    private static void AppendAt(TestLog log, long offset, string value)
    {
        log.Clock.NowMs++;
        var batch = BatchAt(log, offset, value);
        Assert.Equal((ErrorCode.None, offset), (log.Log.AppendAsFollower(batch).Error, log.Log.LogEndOffset - 1));
        batch.Release();
        log.Log.AdvanceHighWatermark(log.Log.LogEndOffset);
    }

    private static SharedBytes BatchAt(TestLog log, long offset, string value)
    {
        var builder = new RecordBatchBuilder { BaseOffset = offset };
        builder.TryAppend(log.Clock.NowMs, NullableBytes.Null, Encoding.UTF8.GetBytes(value));
        return builder.Build();
    }

    private static List<long> BaseOffsets(TestLog log) => [.. log.Log.Segments.All.Select(segment => segment.BaseOffset)];

    private static List<string> Values(int count) => [.. Enumerable.Range(0, count).Select(i => $"{i}")];
}
