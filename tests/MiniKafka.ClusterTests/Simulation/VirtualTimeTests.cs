using MiniKafka.Runtime.Simulation;

namespace MiniKafka.ClusterTests.Simulation;

/// <summary>The very class that users have, in virtual time: everything it does runs on the one thread of a simulation.</summary>
public class VirtualTimeTests
{
    [Fact]
    public void A_cluster_starts_survives_its_leader_and_ends() => Run(async (kafka, host) =>
    {
        var leader = await kafka.WaitForLeaderAsync("orders", 0);
        var began = host.Elapsed;
        await leader.PauseAsync();
        var next = await kafka.WaitForLeaderAsync("orders", 0, leader);
        Assert.NotSame(leader, next);

        // A paused broker is noticed by missing heartbeats alone.
        Assert.InRange(host.Elapsed - began, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(20));
        await leader.KillAsync();
        Assert.Equal(KafkaBrokerState.Stopped, leader.State);
        await leader.StartAsync();
        await kafka.WaitForIsrAsync("orders", 0, 3);
        Assert.Equal(3, (await kafka.AddBrokerAsync()).Id);
        await next.StopAsync();
        await kafka.WaitForControllerAsync();
    });

    [Fact]
    public void A_wait_ends_by_the_clock_of_the_cluster() => Run(async (kafka, host) =>
    {
        var began = host.Elapsed;
        var late = await Assert.ThrowsAsync<TimeoutException>(() => kafka.WaitForLeaderAsync("nothing", 0));
        Assert.Contains("nothing-0", late.Message, StringComparison.Ordinal);
        Assert.Equal(30, (host.Elapsed - began).TotalSeconds, tolerance: 0.001);
    });

    [Fact]
    public void The_same_seed_starts_the_same_cluster()
    {
        Assert.Equal(Trace(), Trace());

        static ulong Trace()
        {
            var traced = 0UL;
            Run(async (kafka, host) =>
            {
                await (await kafka.WaitForLeaderAsync("orders", 0)).KillAsync();
                await kafka.WaitForIsrAsync("orders", 0, 2);
                traced = host.TraceHash;
            });
            return traced;
        }
    }

    private static void Run(Func<KafkaCluster, SimulatedLoopHost, Task> test)
    {
        var host = new SimulatedLoopHost(seed: 1);
        VirtualTime.Run(
            host,
            options =>
            {
                options.BrokerCount = 3;
                options.Topics.Add("orders", partitions: 1, replicationFactor: 3);
            },
            kafka => test(kafka, host));
    }
}
