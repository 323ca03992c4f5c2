using MiniKafka.Records.Compression;
using MiniKafka.Storage;
using MiniKafka.Storage.Cleaning;
using MiniKafka.Storage.Files;

namespace MiniKafka.Tests.Storage.Cleaning;

public class CleanerSourcesTests
{
    [Fact]
    public void What_is_read_and_what_is_written_share_the_limit_of_bytes_per_second()
    {
        const double BytesPerSecond = 100;
        CompactionScenario.Run(
            async log =>
            {
                log.Write("a=1", "b=1").Write("a=2").Roll().Write("c=1");
                var before = log.Log.Segments.First.Size;
                var start = log.Clock.GetUtcNow();
                Assert.Equal(1, await log.CleanAsync());
                var moved = before + before + log.Log.Segments.First.Size;
                Assert.Equal(moved / BytesPerSecond, (log.Clock.GetUtcNow() - start).TotalSeconds, tolerance: 0.1);
            },
            cleaner: new CleanerOptions { MaxBytesPerSecond = BytesPerSecond });
    }

    [Fact]
    public void A_segment_that_was_removed_meanwhile_does_not_come_back_empty()
    {
        var files = new MemoryFileSystem(new ManualClock());
        CompactionScenario.Run(
            async log =>
            {
                log.Write("a=1").Roll().Write("a=2").Roll().Write("a=3");
                Assert.True(await log.Manager.FlushAsync(log.Log));
                var context = new LogContext(files, log.Clock, CompressionCodecs.Default, new DelayedDeletion(files), new ListLogger());
                var plan = CleaningSelection.Plan(log.Log, 0, context.NowMs)!;
                var map = new KeyOffsetMap(1024, 10, 0.9);
                using var mapping = new OffsetMapStage(plan, map, context);
                var group = CleaningGroup.Of(plan.Segments, plan.SegmentsEnd, plan.Config).First();
                using var rewriting = new RewriteStage(plan, group, new BatchCompactor(plan, map, context.Codecs), context);
                var removed = plan.Segments[0].LogPath;
                log.Log.IncrementLogStartOffset(1);
                Assert.Equal(1, log.Log.DeleteOldSegments());
                Assert.ThrowsAny<IOException>(() => mapping.Advance(1024));
                Assert.ThrowsAny<IOException>(() => rewriting.Advance(1024));
                Assert.False(files.FileExists(removed));
            },
            fileSystem: files);
    }
}
