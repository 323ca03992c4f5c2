using MiniKafka.Client;
using MiniKafka.ClusterTests.Simulation;
using MiniKafka.Model;
using MiniKafka.Runtime.Simulation;

namespace MiniKafka.ClusterTests.Clients;

public sealed class HangingBrokerTests
{
    /// <summary>The first of the brokers hangs: once that was noticed, whoever has another connection goes on without waiting for it.</summary>
    [Fact]
    public void A_broker_that_hangs_is_not_waited_for_with_every_question()
    {
        var host = new SimulatedLoopHost(seed: 1);
        VirtualTime.Run(host, static options => options.BrokerCount = 3, async kafka =>
        {
            await using var admin = kafka.CreateAdmin(new AdminConfig { RequestTimeoutMs = 1_000, DefaultApiTimeoutMs = 1_000 });
            await admin.DescribeClusterAsync();
            await kafka.Brokers[0].PauseAsync();
            await Assert.ThrowsAsync<KafkaException>(() => admin.DescribeClusterAsync());
            await admin.DescribeClusterAsync();
            var began = host.Elapsed;
            await admin.DescribeClusterAsync();
            await admin.ListTopicsAsync();
            Assert.InRange(host.Elapsed - began, TimeSpan.Zero, TimeSpan.FromMilliseconds(500));
            kafka.Brokers[0].Resume();
        });
    }
}
