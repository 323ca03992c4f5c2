using MiniKafka.Storage;
using MiniKafka.Tests.Storage.Recovery;

namespace MiniKafka.Tests.Storage.Directories;

/// <summary>A replica that was taken away and comes back begins at the beginning: what the checkpoints told of the earlier one is not true of it.</summary>
public class ReturningReplicaTests
{
    private static readonly LogConfig Config = LogConfig.Default with { FileDeleteDelayMs = 0, RetentionMs = -1 };

    public static TheoryData<Ending> Endings => [Ending.Clean, Ending.Killed, Ending.PowerLost];

    [Theory]
    [MemberData(nameof(Endings))]
    public void A_replica_that_came_back_with_nothing_in_it_does_not_go_on_where_the_earlier_one_ended(Ending ending) => RestartedPartition.Run(Config, async partition =>
    {
        Fill(partition, 10);
        await partition.RestartAsync(Ending.Clean);
        Assert.Equal((0, 10), partition.Offsets);
        partition.BeginAnew();
        await partition.RestartAsync(ending);
        Assert.Equal((0, 0), partition.Offsets);
    });

    [Theory]
    [MemberData(nameof(Endings))]
    public void A_replica_that_came_back_keeps_what_lies_below_the_start_of_the_earlier_one(Ending ending) => RestartedPartition.Run(Config, async partition =>
    {
        Fill(partition, 10);
        partition.Log.IncrementLogStartOffset(10);
        await partition.RestartAsync(Ending.Clean);
        Assert.Equal((10, 10), partition.Offsets);
        partition.BeginAnew();
        Fill(partition, 3);
        Assert.True(await partition.Manager.FlushAsync(partition.Log));
        await partition.RestartAsync(ending);
        Assert.Equal((0, 3), partition.Offsets);
    });

    /// <summary>The log directory that a replica moves to may have held an earlier one of its name.</summary>
    [Theory]
    [MemberData(nameof(Endings))]
    public void A_replica_that_moves_to_where_an_earlier_one_was_keeps_all_its_records(Ending ending) => RestartedPartition.Run(
        Config,
        async partition =>
        {
            Fill(partition, 10);
            partition.Log.IncrementLogStartOffset(10);
            await partition.RestartAsync(Ending.Clean);
            await partition.MoveAsync(to: 1);
            partition.BeginAnew(directory: 1);
            Fill(partition, 3);
            await partition.MoveAsync(to: 0);
            await partition.RestartAsync(ending);
            Assert.Equal((0, 3), partition.Offsets);
        },
        "a",
        "b");

    private static void Fill(RestartedPartition partition, int records)
    {
        for (var i = 0; i < records; i++)
        {
            partition.Append("x");
        }
    }
}
