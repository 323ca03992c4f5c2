using MiniKafka.Model;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.ClusterTests.Replication;

/// <summary>Two of the three controllers die; the partition lives on brokers that are no controllers.</summary>
public sealed class ControllerMajorityTests
{
    [Fact]
    public void Without_a_majority_of_controllers_leaders_go_on_and_with_its_return_the_cluster_decides_again() => VirtualCluster.Run(
        async cluster =>
        {
            var orders = await PartitionClient.CreateAsync(cluster, "orders", [3, 4], ("min.insync.replicas", "2"));
            var writer = new RestlessWriter(cluster, orders, "orders");
            await writer.WriteAsync(10);
            await cluster.KillAsync(1);
            await cluster.KillAsync(2);

            // Longer than any request is kept, and than any session lasts.
            var refused = CreateAsync(cluster, "refused");
            var producer = InitProducerAsync(cluster);
            for (var i = 0; i < 3; i++)
            {
                await cluster.DelayAsync(TimeSpan.FromSeconds(15));
                await writer.WriteAsync(10);
                Assert.Equal(writer.Acknowledged, await orders.ReadAsync(3));
            }

            Assert.Equal(ErrorCode.RequestTimedOut, await refused);
            Assert.Equal(ErrorCode.CoordinatorLoadInProgress, await producer);
            Assert.DoesNotContain("refused", cluster.Node(0).View.Image.Topics.Keys);

            await cluster.StartTogetherAsync(1, 2);
            Assert.Equal(ErrorCode.None, await CreateAsync(cluster, "later"));
            await cluster.UntilAsync(() => cluster.Nodes.All(node => node.View.Image.Topics.ContainsKey("later") && node.View.Image.Topics.ContainsKey("orders")));
            await writer.WriteAsync(10);
            Assert.Equal(writer.Acknowledged, await orders.ReadAsync(3));
            Assert.Equal(50, writer.Acknowledged.Count);
            Assert.Equal(ErrorCode.None, await InitProducerAsync(cluster));

            // The leader, which nobody could fence meanwhile, is still watched over.
            await cluster.KillAsync(3);
            await cluster.SeenAsync("orders", partition => partition.Leader == 4);
        },
        brokers: 5);

    private static async Task<ErrorCode> CreateAsync(VirtualCluster cluster, string topic)
    {
        var created = await cluster.CallAsync(4, new CreateTopicsRequest { TimeoutMs = 10_000, Topics = [new() { Name = topic, NumPartitions = 1, ReplicationFactor = 1 }] });
        return created.Topics[0].ErrorCode;
    }

    private static async Task<ErrorCode> InitProducerAsync(VirtualCluster cluster) =>
        (await cluster.CallAsync(4, new InitProducerIdRequest { TransactionalId = null, TransactionTimeoutMs = 1000, ProducerId = -1, ProducerEpoch = -1 })).ErrorCode;
}
