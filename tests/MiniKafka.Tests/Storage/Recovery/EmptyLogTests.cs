using MiniKafka.Storage;
using MiniKafka.Storage.Files;
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
            await MoveAsync(partition, to: 1);
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

    private static async Task MoveAsync(RestartedPartition partition, int to)
    {
        using var move = partition.Manager.BeginMove(partition.Log, TestManager.TopicId, partition.Manager.Directories[to]);
        while (move.CopySome())
        {
        }

        Assert.True(await move.FlushAsync());
        Assert.NotNull(await move.FinishAsync(_ => { }));
    }

    private static void Cut(RestartedPartition partition, string file, int by)
    {
        using var log = partition.Disk.Open(partition.PathOf(file), FileOpening.Existing);
        log.Truncate(log.Length - by);
    }
}
