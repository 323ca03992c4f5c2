using MiniKafka.Model;

namespace MiniKafka.ClusterTests.Replication;

/// <summary>What an idempotent producer hears that sends a batch again, since the first answer was lost with the leader that gave it.</summary>
public sealed class RepeatedBatchTests
{
    private const string Topic = "orders";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Batch_sent_again_to_the_next_leader_gets_the_offset_and_the_append_time_of_the_first(bool areAllKilled) => VirtualCluster.Run(async cluster =>
    {
        var orders = await PartitionClient.CreateAsync(cluster, Topic, [0, 1, 2], ("message.timestamp.type", "LogAppendTime"));
        Assert.Equal(0, await orders.AppendAsync(0, "before"));
        await cluster.DelayAsync(TimeSpan.FromSeconds(1));
        var first = await orders.SendAsync(0, "once", sequence: 0);
        Assert.Equal((ErrorCode.None, 1), (first.ErrorCode, first.BaseOffset));
        Assert.NotEqual(PartitionClient.Timestamp, first.LogAppendTimeMs);
        await ChangeLeaderAsync(cluster, areAllKilled);

        var again = await orders.SendAsync(cluster.LeaderOf(Topic), "once", sequence: 0);
        Assert.Equal((ErrorCode.None, 1, first.LogAppendTimeMs), (again.ErrorCode, again.BaseOffset, again.LogAppendTimeMs));
        Assert.Equal(2, await orders.AppendAsync(cluster.LeaderOf(Topic), "after"));
    });

    /// <summary>Kafka answers so too: only a first append leaves the append time open where records keep the time of their making.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Where_records_keep_the_time_of_their_making_that_is_told_of_a_batch_sent_again(bool areAllKilled) => VirtualCluster.Run(async cluster =>
    {
        var orders = await PartitionClient.CreateAsync(cluster, Topic, [0, 1, 2]);
        Assert.Equal(-1, (await orders.SendAsync(0, "once", sequence: 0)).LogAppendTimeMs);
        await ChangeLeaderAsync(cluster, areAllKilled);

        var again = await orders.SendAsync(cluster.LeaderOf(Topic), "once", sequence: 0);
        Assert.Equal((ErrorCode.None, 0, PartitionClient.Timestamp), (again.ErrorCode, again.BaseOffset, again.LogAppendTimeMs));
    });

    private static async Task ChangeLeaderAsync(VirtualCluster cluster, bool areAllKilled)
    {
        int[] all = [0, 1, 2];
        foreach (var broker in areAllKilled ? all : [0])
        {
            await cluster.KillAsync(broker);
        }

        if (areAllKilled)
        {
            await cluster.StartTogetherAsync(all);
        }

        await cluster.SeenAsync(Topic, partition => partition.HasLeader && (areAllKilled || partition.Leader != 0));
        await cluster.DelayAsync(TimeSpan.FromSeconds(15));
    }
}
