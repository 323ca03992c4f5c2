using MiniKafka.Model;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.ClusterTests.Replication;

/// <summary>Followers and the registration under which they fetch (KIP-903).</summary>
public sealed class BrokerEpochTests
{
    [Fact]
    public void Fetch_from_an_earlier_life_of_a_follower_is_refused_and_counts_for_nothing() => VirtualCluster.Run(
        async cluster =>
        {
            var orders = await PartitionClient.CreateAsync(cluster, "orders", [3, 4]);
            cluster.Isolate(3, 4);
            Assert.Equal((ErrorCode.None, 0L), await orders.ProduceAsync(3, "waits for 4", acks: 1));
            var epoch = cluster.Node(3).View.Image.Brokers[4].Epoch;
            var log = cluster.Node(3).Replicas.Find(new TopicPartition("orders", 0))!.Log;
            Assert.Equal(ErrorCode.NotLeaderOrFollower, await FetchAsAsync(cluster, epoch - 1));
            Assert.Equal(0, log.HighWatermark);
            Assert.Equal(ErrorCode.None, await FetchAsAsync(cluster, epoch));
            Assert.Equal(1, log.HighWatermark);
        },
        brokers: 5);

    /// <summary>What broker 4 is told when it says that it has one record.</summary>
    private static async Task<ErrorCode> FetchAsAsync(VirtualCluster cluster, long brokerEpoch)
    {
        var fetched = await cluster.CallAsync(3, new FetchRequest
        {
            ReplicaState = new() { ReplicaId = 4, ReplicaEpoch = brokerEpoch },
            Topics =
            [
                new()
                {
                    TopicId = cluster.Node(3).View.Image.Topics["orders"].Id,
                    Partitions = [new() { FetchOffset = 1, CurrentLeaderEpoch = 0, LastFetchedEpoch = 0, LogStartOffset = 0, PartitionMaxBytes = 1_000_000 }],
                },
            ],
        });
        return fetched.Responses[0].Partitions[0].ErrorCode;
    }
}
