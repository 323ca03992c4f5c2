using Disks;
using MiniKafka.Model;
using MiniKafka.Storage;
using MiniKafka.Storage.Files;

namespace MiniKafka.Tests.Storage;

/// <summary>What log directories hold is counted without looking at them again, and what clients produce is refused when it would be more than may be.</summary>
public sealed class DiskLimitTests
{
    private const long Most = 4 * 1024 * 1024;
    private static readonly LogConfig Small = LogConfig.Default with { SegmentBytes = 400_000, RetentionBytes = 1_000_000, FileDeleteDelayMs = 60_000 };

    [Fact]
    public void A_client_is_refused_at_the_limit_until_deleted_segments_are_gone_from_the_disk()
    {
        var account = SpaceAccount.OfDisk(Most);
        var log = TestLog.Create(Small with { RetentionBytes = -1 }, new CountedFileSystem(new FaultyDisk(), new SpaceShare(account)));
        var refused = log.Append(Value(10_000));
        while (refused.IsSuccess)
        {
            refused = log.Append(Value(10_000));
        }

        Assert.Equal(ErrorCode.KafkaStorageError, refused.Error);
        Assert.Contains("KafkaClusterOptions.MaxDiskBytes", refused.ErrorMessage, StringComparison.Ordinal);
        Assert.InRange(account.HeldBytes, Most - 20_000, Most);
        Assert.Equal(0, log.Log.LogStartOffset);
        Assert.Equal(ErrorCode.None, log.Append(log.Batch(Value(10_000)), origin: AppendOrigin.Coordinator).Error);

        log.Log.IncrementLogStartOffset(log.Log.LogEndOffset);
        log.Log.FreeBelowStart();
        Assert.Equal(ErrorCode.KafkaStorageError, log.Append(Value(10_000)).Error);
        DeleteDue(log);
        Assert.Equal(ErrorCode.None, log.Append(Value(10_000)).Error);
        Assert.InRange(account.HeldBytes, 10_000, 20_000);
        Assert.Collection(
            log.Logger.Lines.Where(line => line.Contains("disk space", StringComparison.Ordinal)),
            line => Assert.StartsWith("Warning: The disk space for logs is full", line, StringComparison.Ordinal),
            line => Assert.EndsWith("; 2 batches were refused meanwhile.", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_account_is_what_the_directories_hold_whatever_is_done_with_them(int seed)
    {
        var random = new Random(seed);
        var account = SpaceAccount.OfDisk(long.MaxValue);
        var disk = new FaultyDisk();
        var log = TestLog.Create(Small, new CountedFileSystem(disk, new SpaceShare(account)));
        for (var step = 0; step < 300; step++)
        {
            switch (random.Next(8))
            {
                case 0:
                    log.Log.DeleteOldSegments();
                    break;
                case 1:
                    log.Log.TruncateTo(random.NextInt64(log.Log.LogStartOffset, log.Log.LogEndOffset + 1));
                    break;
                case 2:
                    log.Reopen(clean: random.Next(2) == 0);
                    break;
                case 3:
                    DeleteDue(log);
                    break;
                default:
                    log.Append(Value(random.Next(200_000)));
                    break;
            }

            Assert.Equal(BytesIn(disk, "data"), account.HeldBytes);
            Assert.True(account.HeldBytes >= log.Log.Size);
        }

        log.Log.Retire();
        log.Context.FileSystem.DeleteDirectory(log.Log.Directory);
        Assert.Equal(0, account.HeldBytes);
    }

    [Fact]
    public void Another_life_counts_what_it_finds_and_nothing_that_is_still_done_for_the_one_before()
    {
        var account = SpaceAccount.OfDisk(Most);
        var disk = new FaultyDisk();
        var before = new SpaceShare(account);
        var log = TestLog.Create(Small, new CountedFileSystem(disk, before));
        log.Append(Value(100_000));
        var held = account.HeldBytes;

        before.End();
        Assert.Equal(0, account.HeldBytes);
        var next = new CountedFileSystem(disk, new SpaceShare(account));
        next.Count("data");
        next.Count("data");
        Assert.Equal(held, account.HeldBytes);
        log.Log.Retire();
        log.Context.FileSystem.DeleteDirectory(log.Log.Directory);
        Assert.Equal(held, account.HeldBytes);
    }

    [Fact]
    public void A_directory_of_which_somebody_holds_a_file_counts_with_what_is_left()
    {
        var account = SpaceAccount.OfDisk(Most);
        var disk = new FaultyDisk();
        var files = new CountedFileSystem(disk, new SpaceShare(account));
        var log = TestLog.Create(Small, files);
        log.Append(Value(100_000));
        log.Log.Retire();
        disk.BrokenPath = log.Log.Directory;

        Assert.ThrowsAny<IOException>(() => files.DeleteDirectory(log.Log.Directory));
        disk.BrokenPath = null;
        Assert.Equal(BytesIn(disk, "data"), account.HeldBytes);
    }

    /// <summary>Deletes what is due a minute later, as the broker's upkeep does.</summary>
    private static void DeleteDue(TestLog log)
    {
        log.Clock.NowMs += 60_000;
        Assert.Empty(log.Context.Deletions.Delete(log.Context.Deletions.TakeDue(log.Clock.NowMs)));
    }

    private static long BytesIn(FaultyDisk disk, string directory) =>
        disk.ListFiles(directory).Sum(file => file.Length) + disk.ListDirectories(directory).Sum(name => BytesIn(disk, Path.Combine(directory, name)));

    private static string Value(int size) => new('v', size);
}
