using Disks;
using MiniKafka.Storage;
using MiniKafka.Storage.Checkpoints;
using MiniKafka.Storage.Files;

namespace MiniKafka.Tests.Storage.Recovery;

/// <summary>Files that Apache Kafka makes and does not write, or does not make at all, are nothing to warn of.</summary>
public sealed class KafkaLeavesOutTests
{
    [Theory]
    [InlineData(OffsetCheckpointFile.RecoveryPoint)]
    [InlineData(OffsetCheckpointFile.LogStartOffset)]
    [InlineData(OffsetCheckpointFile.HighWatermark)]
    [InlineData(OffsetCheckpointFile.Cleaner)]
    public void A_checkpoint_of_no_bytes_has_no_entries(string name) => RestartedPartition.Run(LogConfig.Default, async partition =>
    {
        partition.Append("a");
        await partition.RestartAsync(Ending.Clean, () => Empty(partition.Disk, Path.Combine("data", name)));
        Assert.Empty(partition.Logger.Warnings);
        Assert.Equal(["a"], partition.Values());
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_partition_that_was_never_written_needs_no_leader_epochs(bool isEmpty) => RestartedPartition.Run(LogConfig.Default, async partition =>
    {
        var epochs = partition.PathOf(LeaderEpochCheckpointFile.Name);
        await partition.RestartAsync(Ending.Clean, () =>
        {
            partition.Disk.DeleteFileIfExists(epochs);
            Empty(partition.Disk, partition.PathOf("00000000000000000000.log"));
            if (isEmpty)
            {
                Empty(partition.Disk, epochs);
            }
        });
        Assert.Empty(partition.Logger.Warnings);
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_partition_with_records_takes_lost_leader_epochs_from_them_and_says_so(bool isEmpty) => RestartedPartition.Run(LogConfig.Default, async partition =>
    {
        partition.Append("a");
        var epochs = partition.PathOf(LeaderEpochCheckpointFile.Name);
        await partition.RestartAsync(Ending.Clean, () =>
        {
            partition.Disk.DeleteFileIfExists(epochs);
            if (isEmpty)
            {
                Empty(partition.Disk, epochs);
            }
        });
        Assert.Contains("leader epochs", Assert.Single(partition.Logger.Warnings), StringComparison.Ordinal);
        Assert.Equal(0, partition.Log.Epochs.LatestEpoch);
    });

    private static void Empty(FaultyDisk disk, string path) => disk.Open(path, FileOpening.Empty).Dispose();
}
