using MiniKafka.Model;

namespace MiniKafka.ClusterTests.Replication;

/// <summary>Readers and followers that believe in another epoch than the leader's, and logs that parted.</summary>
public sealed class LeaderEpochTests
{
    [Fact]
    public void Reader_with_a_past_epoch_is_fenced_and_one_with_an_epoch_to_come_is_told_to_wait() => VirtualCluster.Run(
        async cluster =>
        {
            var orders = await PartitionClient.CreateAsync(cluster, "orders", [3, 4]);
            await orders.AppendAsync(3, "first");
            await cluster.StopAsync(3);
            await cluster.SeenAsync("orders", partition => partition is { Leader: 4, LeaderEpoch: 1 });
            foreach (var (epoch, expected) in new[] { (0, ErrorCode.FencedLeaderEpoch), (1, ErrorCode.None), (2, ErrorCode.UnknownLeaderEpoch) })
            {
                Assert.Equal(expected, (await orders.FetchAsync(4, offset: 0, leaderEpoch: epoch)).ErrorCode);
                Assert.Equal(expected, (await orders.EndAsync(4, epoch)).Error);
                Assert.Equal(expected, (await orders.EpochEndAsync(4, epoch: 0, leaderEpoch: epoch)).Error);
            }
        },
        brokers: 5);

    [Fact]
    public void Former_leader_that_diverged_cuts_off_what_nobody_else_has() => VirtualCluster.Run(
        async cluster =>
        {
            var orders = await PartitionClient.CreateAsync(cluster, "orders", [3, 4, 5], ("min.insync.replicas", "2"));
            Assert.Equal(0, await orders.AppendAsync(3, "agreed"));
            cluster.CutOff(3);

            // It does not know yet that others lead without it.
            Assert.Equal(ErrorCode.RequestTimedOut, (await orders.ProduceAsync(3, "unacknowledged")).Error);
            Assert.Equal((ErrorCode.None, 2), await orders.ProduceAsync(3, "leader only", acks: 1));
            await cluster.SeenAsync("orders", partition => partition.Leader == 4 && !partition.Isr.Contains(3), by: [0, 1, 2, 4, 5]);
            Assert.Equal(1, await orders.AppendAsync(4, "instead"));
            Assert.Equal(["agreed"], await orders.ReadAsync(3));

            cluster.Heal(3);
            await cluster.SeenAsync("orders", partition => partition is { Leader: 4, Isr.Length: 3 });
            await orders.AppendAsync(4, "together");
            Assert.Equal(ErrorCode.None, await orders.ElectAsync(4, kind: 0));
            await cluster.SeenAsync("orders", partition => partition.Leader == 3);

            // A new leader may still have to hear that the others have the last record; with this one they do.
            await orders.AppendAsync(3, "once more");
            Assert.Equal(["agreed", "instead", "together", "once more"], await orders.ReadAsync(3));
        },
        brokers: 6);

    [Fact]
    public void Logs_that_parted_twice_find_back_to_the_last_record_they_share() => VirtualCluster.Run(
        async cluster =>
        {
            var orders = await PartitionClient.CreateAsync(cluster, "orders", [3, 4], ("min.insync.replicas", "1"), ("unclean.leader.election.enable", "true"));
            Assert.Equal(0, await orders.AppendAsync(3, "agreed"));
            await AloneAsync(3, 4, "three alone");
            await AloneAsync(4, 3, "four alone");
            await cluster.StartAsync(4);
            await cluster.SeenAsync("orders", partition => partition.Isr.Length == 2);
            var leader = cluster.Nodes[0].View.Image.Partition("orders", 0)!.Leader;
            var values = await orders.ReadAsync(leader);
            await cluster.StopAsync(leader);
            await cluster.SeenAsync("orders", partition => partition.HasLeader && partition.Leader != leader);
            Assert.Equal(values, await orders.ReadAsync(leader == 3 ? 4 : 3));
            Assert.Equal("agreed", values[0]);

            // The one writes what the other never sees, crashes, and the other leads uncleanly.
            async Task AloneAsync(int leading, int other, string value)
            {
                if (cluster.IsRunning(other))
                {
                    await cluster.KillAsync(other);
                }

                if (!cluster.IsRunning(leading))
                {
                    await cluster.StartAsync(leading);
                }

                await cluster.SeenAsync("orders", partition => partition.Leader == leading && partition.Isr is [var only] && only == leading);
                await orders.AppendAsync(leading, value);
                await orders.AppendAsync(leading, value);
                await cluster.KillAsync(leading);
                await cluster.SeenAsync("orders", partition => !partition.HasLeader);
                await cluster.StartAsync(other);
                await cluster.SeenAsync("orders", partition => partition.Leader == other);
            }
        },
        brokers: 5);
}
