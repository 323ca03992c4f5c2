using Disks;
using MiniKafka.Model;
using MiniKafka.Runtime;
using MiniKafka.Storage;
using MiniKafka.Storage.Directories;
using MiniKafka.Storage.Logs;
using MiniKafka.Tests.Storage.Recovery;

namespace MiniKafka.Tests.Storage.Directories;

/// <summary>Directories of partitions that are not what the cluster knows under their names are put aside: nothing that holds records is deleted at a start.</summary>
public class StrayPartitionTests
{
    private static readonly Uuid AnotherId = new(9, 9);

    [Theory]
    [InlineData(Ending.Clean)]
    [InlineData(Ending.Killed)]
    public void A_directory_of_another_topic_id_is_put_aside_with_its_records(Ending ending) => RestartedPartition.Run(LogConfig.Default, async partition =>
    {
        partition.Append("a");
        partition.Append("b");
        await partition.RestartAsync(ending, topicId: AnotherId);
        Assert.Equal((0, 0), partition.Offsets);
        partition.Append("of the new topic");
        var stray = Assert.Single(partition.Disk.ListDirectories("data"), name => name.EndsWith("-stray", StringComparison.Ordinal));

        // Starts later it is still there, and can be put back by hand where the topic is what it was.
        await partition.RestartAsync(Ending.Clean, topicId: AnotherId);
        await partition.RestartAsync(Ending.Clean, topicId: TestManager.TopicId, meanwhile: () =>
        {
            partition.Disk.DeleteDirectory(Path.Combine("data", "t-0"));
            partition.Disk.MoveDirectory(Path.Combine("data", stray), Path.Combine("data", "t-0"));
        });
        Assert.Equal((0, 2), partition.Offsets);
        Assert.Equal(["a", "b"], partition.Values());
    });

    [Fact]
    public void Of_a_partition_in_two_log_directories_the_shorter_one_is_put_aside() => TestManager.Run(async (host, loop) =>
    {
        var disk = new FaultyDisk();
        await WriteAloneAsync(host, loop, disk, "b", log => Append(log, "a", "b"));
        await WriteAloneAsync(host, loop, disk, "a", log => Append(log, "a"));
        using var manager = await TestManager.StartAsync(host, loop, disk, "a", "b");
        Assert.Equal(2, Open(manager).LogEndOffset);
        AssertPutAside(disk, "a", "b");
    });

    /// <summary>Begun anew by a follower, it has no epoch before the first record.</summary>
    [Fact]
    public void A_log_that_began_anew_further_ahead_is_not_put_aside_for_the_one_it_was_once() => TestManager.Run(async (host, loop) =>
    {
        var disk = new FaultyDisk();
        await WriteAloneAsync(host, loop, disk, "a", log => Append(log, "a", "b"));
        await WriteAloneAsync(host, loop, disk, "b", log => log.TruncateFullyAndStartAt(10));
        using var manager = await TestManager.StartAsync(host, loop, disk, "a", "b");
        Assert.Equal(10, Open(manager).LogEndOffset);
        AssertPutAside(disk, "a", "b");
    });

    [Fact]
    public void What_was_put_aside_does_not_come_back_when_the_power_fails() => TestManager.Run(async (host, loop) =>
    {
        for (var seed = 0; seed < 10; seed++)
        {
            var disk = new FaultyDisk();
            await WriteAloneAsync(host, loop, disk, "b", log => Append(log, "a", "b"));
            await WriteAloneAsync(host, loop, disk, "a", log => Append(log, "a"));
            using (var manager = await TestManager.StartAsync(host, loop, disk, "a", "b"))
            {
                Open(manager);
            }

            disk.Crash(new Random(seed));
            AssertPutAside(disk, "a", "b");
        }
    });

    /// <summary>A broker that has one log directory only.</summary>
    private static async Task WriteAloneAsync(LoopHost host, EventLoop loop, FaultyDisk disk, string directory, Action<PartitionLog> write)
    {
        using var lone = await TestManager.StartAsync(host, loop, disk, directory);
        write(Open(lone));
        await lone.StopAsync(1);
    }

    private static PartitionLog Open(LogManager manager) => manager.GetOrCreate(RestartedPartition.Partition, TestManager.TopicId, LogConfig.Default)!;

    private static void AssertPutAside(FaultyDisk disk, string directory, string servedIn)
    {
        Assert.EndsWith("-stray", Assert.Single(disk.ListDirectories(directory)), StringComparison.Ordinal);
        Assert.Equal(["t-0"], disk.ListDirectories(servedIn));
    }

    private static void Append(PartitionLog log, params string[] values)
    {
        foreach (var value in values)
        {
            var batch = TestLog.BatchAt(RestartedPartition.Old, value);
            Assert.Equal(ErrorCode.None, log.AppendAsLeader(batch, leaderEpoch: 0).Error);
            batch.Release();
        }
    }
}
