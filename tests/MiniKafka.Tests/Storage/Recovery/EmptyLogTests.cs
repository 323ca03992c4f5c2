using MiniKafka.Storage;
using MiniKafka.Storage.Files;
using MiniKafka.Storage.Producers;
using MiniKafka.Storage.Recovery;
using MiniKafka.Tests.Storage.Directories;

namespace MiniKafka.Tests.Storage.Recovery;

/// <summary>A log whose records are all gone goes on where it ended: offsets that somebody may have committed are never given again.</summary>
public class EmptyLogTests
{
    private static readonly LogConfig Config = LogConfig.Default with { FileDeleteDelayMs = 0, RetentionMs = 1000 };

    public static TheoryData<Ending> Endings => [Ending.Clean, Ending.Killed, Ending.PowerLost];

    [Theory]
    [MemberData(nameof(Endings))]
    public void A_log_that_retention_by_age_emptied_goes_on_where_it_ended(Ending ending) => RestartedPartition.Run(Config, async partition =>
    {
        await FillAsync(partition, 10);
        Assert.Equal(1, partition.Log.DeleteOldSegments());
        await GoesOnAtTenAsync(partition, ending);
    });

    [Theory]
    [MemberData(nameof(Endings))]
    public void A_log_that_retention_by_size_emptied_goes_on_where_it_ended(Ending ending) => RestartedPartition.Run(
        Config with { RetentionMs = -1, RetentionBytes = 0 },
        async partition =>
        {
            await FillAsync(partition, 10);
            Assert.Equal(1, partition.Log.DeleteOldSegments());
            await GoesOnAtTenAsync(partition, ending);
        });

    [Theory]
    [MemberData(nameof(Endings))]
    public void A_log_whose_records_were_all_deleted_goes_on_where_it_ended(Ending ending) => RestartedPartition.Run(Config with { RetentionMs = -1 }, async partition =>
    {
        await FillAsync(partition, 10);
        partition.Log.IncrementLogStartOffset(10);
        partition.Log.Roll();
        Assert.Equal(1, partition.Log.DeleteOldSegments());
        await GoesOnAtTenAsync(partition, ending);
    });

    [Theory]
    [MemberData(nameof(Endings))]
    public void A_follower_that_began_anew_goes_on_there(Ending ending) => RestartedPartition.Run(Config, async partition =>
    {
        await FillAsync(partition, 3);
        partition.Log.TruncateFullyAndStartAt(10);
        await GoesOnAtTenAsync(partition, ending);
    });

    [Theory]
    [MemberData(nameof(Endings))]
    public void A_log_that_a_cut_left_below_its_start_goes_on_at_its_start(Ending ending) => RestartedPartition.Run(Config with { RetentionMs = -1 }, async partition =>
    {
        await FillAsync(partition, 10);
        partition.Log.IncrementLogStartOffset(10);
        partition.Manager.WriteCheckpoints();
        await partition.RestartAsync(Ending.Killed, () => Cut(partition, "00000000000000000000.log", by: 1));
        await GoesOnAtTenAsync(partition, ending);
    });

    /// <summary>Apache Kafka asks no snapshot of producers where a log without files goes on.</summary>
    [Fact]
    public void The_name_of_its_only_file_tells_where_an_empty_log_goes_on() => RestartedPartition.Run(Config, async partition =>
    {
        await FillAsync(partition, 10);
        Assert.Equal(1, partition.Log.DeleteOldSegments());
        Assert.Equal(["00000000000000000010.log"], LogFiles());
        await partition.RestartAsync(Ending.Clean);
        Assert.Equal(["00000000000000000010.log"], LogFiles());

        IEnumerable<string> LogFiles() => partition.Disk.ListFiles(partition.PathOf("")).Select(file => file.Name).Where(name => name.EndsWith(".log", StringComparison.Ordinal));
    });

    [Theory]
    [MemberData(nameof(Endings))]
    public void An_empty_log_that_moved_to_another_log_directory_goes_on_where_it_ended(Ending ending) => RestartedPartition.Run(
        Config,
        async partition =>
        {
            partition.AppendInSequence(0, "a");
            partition.AppendInSequence(1, "b");
            await ExpireAsync(partition);
            Assert.Equal((2, 2), partition.Offsets);
            await partition.MoveAsync(to: 1);
            await partition.RestartAsync(ending);
            Assert.Equal((2, 2), partition.Offsets);
            Assert.Equal("b", Path.GetFileName(Path.GetDirectoryName(partition.Log.Directory)));
            Assert.True(partition.AppendInSequence(1, "b").IsDuplicate);
            Assert.Equal(2, partition.AppendInSequence(2, "c").BaseOffset);
        },
        "a",
        "b");

    [Theory]
    [MemberData(nameof(Endings))]
    public void Producers_of_an_empty_log_are_known_again(Ending ending) => RestartedPartition.Run(Config, async partition =>
    {
        partition.AppendInSequence(0, "a");
        partition.AppendInSequence(1, "b");
        await ExpireAsync(partition);
        for (var i = 0; i < 3; i++)
        {
            await partition.RestartAsync(ending);
            Assert.Equal((2, 2), partition.Offsets);
            Assert.True(partition.AppendInSequence(1, "b").IsDuplicate);
        }

        Assert.Equal(2, partition.AppendInSequence(2, "c").BaseOffset);
    });

    /// <summary>Earlier versions left no file of an empty log.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_log_without_any_file_goes_on_where_the_small_files_say_that_it_ended(bool hasSnapshot) => RestartedPartition.Run(Config, async partition =>
    {
        partition.AppendInSequence(0, "a");
        partition.AppendInSequence(1, "b");
        await ExpireAsync(partition);
        await partition.RestartAsync(Ending.Clean, () =>
        {
            foreach (var file in partition.Disk.ListFiles(partition.PathOf("")).Where(file => file.Name.StartsWith('0') && !(hasSnapshot && file.Name.EndsWith(".snapshot", StringComparison.Ordinal))))
            {
                partition.Disk.DeleteFile(partition.PathOf(file.Name));
            }
        });
        Assert.Equal((2, 2), partition.Offsets);
        Assert.Equal(hasSnapshot, partition.AppendInSequence(1, "b").IsDuplicate);
    });

    /// <summary>Each of them may be the only one that a crash left.</summary>
    [Theory]
    [InlineData(10, 0, false)]
    [InlineData(0, 10, false)]
    [InlineData(0, 0, true)]
    public void A_log_without_any_file_goes_on_at_the_largest_offset_that_a_small_file_tells(long logStart, long recoveryPoint, bool hasSnapshot)
    {
        var log = TestLog.Create();
        var directory = log.Log.Directory;
        log.Context.FileSystem.DeleteFileIfExists(Path.Combine(directory, "00000000000000000000.log"));
        if (hasSnapshot)
        {
            new ProducerSnapshots(log.Context.FileSystem, directory).Take(10, []);
        }

        var loaded = LogLoader.Load(log.Context, Config, new LogOpening(directory) { LogStartOffset = logStart, RecoveryPoint = recoveryPoint });
        Assert.Equal((10, 10), (loaded.LogStartOffset, loaded.LogEndOffset));
    }

    /// <summary>The disk fails at one of the calls, and with it goes what was not forced: before the new beginning, what is left is whole.</summary>
    [Fact]
    public void A_follower_that_begins_anew_further_ahead_leaves_no_gap_wherever_the_power_fails()
    {
        for (var (calls, isDone) = (0, false); !isDone; calls++)
        {
            for (var seed = 0; seed < 5; seed++)
            {
                RestartedPartition.Run(Config with { RetentionMs = -1 }, async partition =>
                {
                    for (var i = 0; i < 3; i++)
                    {
                        await FillOneAsync(partition);
                        partition.Log.Roll();
                    }

                    await FillOneAsync(partition);
                    partition.Manager.WriteCheckpoints();
                    partition.Disk.CallsLeft = calls;
                    partition.Log.TruncateFullyAndStartAt(10);
                    isDone = partition.Disk.CallsLeft > 0;
                    partition.Disk.CallsLeft = null;
                    await partition.EndAsync(Ending.Killed);
                    partition.Disk.Crash(new Random(seed));
                    await partition.StartAsync();
                    Assert.True(partition.Log.LogEndOffset is 10 or 4, $"{calls} calls, seed {seed}: the log ends at {partition.Log.LogEndOffset}");
                    Assert.DoesNotContain(partition.Logger.Lines, line => line.Contains("as if a segment had been taken away", StringComparison.Ordinal));
                });
            }
        }
    }

    private static async Task FillOneAsync(RestartedPartition partition)
    {
        partition.Append("value");
        Assert.True(await partition.Manager.FlushAsync(partition.Log));
    }

    private static async Task FillAsync(RestartedPartition partition, int records)
    {
        for (var i = 0; i < records; i++)
        {
            Assert.Equal(i, partition.Append($"{i}"));
        }

        Assert.True(await partition.Manager.FlushAsync(partition.Log));
    }

    private static async Task GoesOnAtTenAsync(RestartedPartition partition, Ending ending)
    {
        Assert.Equal((10, 10), partition.Offsets);
        for (var i = 0; i < 3; i++)
        {
            await partition.RestartAsync(ending);
            Assert.Equal(10, partition.Log.LogEndOffset);
            Assert.True(partition.Log.LogStartOffset == 10 || ending == Ending.PowerLost);
            partition.Log.IncrementLogStartOffset(10);
        }

        Assert.Equal(10, partition.Append("next"));
        await partition.RestartAsync(Ending.Clean);
        Assert.Equal((10, 11), partition.Offsets);
        Assert.Equal(["next"], partition.Values());
    }

    /// <summary>Lets the records grow old and retention take them.</summary>
    private static async Task ExpireAsync(RestartedPartition partition)
    {
        partition.Log.DeleteOldSegments();
        Assert.True(await partition.Manager.FlushAsync(partition.Log));
        Assert.Equal(0, partition.Log.Size);
    }

    private static void Cut(RestartedPartition partition, string file, int by)
    {
        using var log = partition.Disk.Open(partition.PathOf(file), FileOpening.Existing);
        log.Truncate(log.Length - by);
    }
}
