using MiniKafka.Model;
using MiniKafka.Runtime.Simulation;

namespace MiniKafka.Tests.Replication;

public class ReplicationTests
{
    [Fact]
    public void Followers_get_what_the_leader_has_and_acks_all_waits_for_them() => Run(async simulation =>
    {
        Assert.Equal(ErrorCode.None, await simulation.ProduceAsync());
        Assert.Equal(ErrorCode.None, await simulation.ProduceAsync());
        await simulation.SettleAsync();
        Assert.All(simulation.Brokers, broker => Assert.Equal(2, broker.Partition!.Log.HighWatermark));
    });

    [Fact]
    public void A_follower_that_is_silent_leaves_the_ISR_and_comes_back_when_it_has_caught_up() => Run(async simulation =>
    {
        await simulation.ProduceAsync();
        var follower = simulation.Committed.Isr[^1];
        simulation.Broker(follower).IsPaused = true;
        Assert.Equal(ErrorCode.RequestTimedOut, await simulation.ProduceAsync(timeoutMs: 100));
        await simulation.DelayAsync(5_000);
        Assert.DoesNotContain(follower, simulation.Committed.Isr);
        Assert.Equal(ErrorCode.None, await simulation.ProduceAsync());

        simulation.Broker(follower).IsPaused = false;
        await simulation.DelayAsync(3_000);
        Assert.Contains(follower, simulation.Committed.Isr);
    });

    [Fact]
    public void Without_enough_replicas_in_sync_a_write_is_refused_before_the_append() => Run(async simulation =>
    {
        foreach (var follower in simulation.Committed.Isr.Skip(1).ToList())
        {
            await simulation.KillAsync(follower);
        }

        await simulation.DelayAsync(100);
        Assert.Equal(ErrorCode.NotEnoughReplicas, await simulation.ProduceAsync());
        Assert.Equal(ErrorCode.None, await simulation.ProduceAsync(Acks.Leader));
    });

    [Fact]
    public void Below_the_in_sync_minimum_the_high_watermark_stands_still() => Run(async simulation =>
    {
        await simulation.ProduceAsync();
        var leader = simulation.Leader!.Partition!.Log;
        foreach (var follower in simulation.Committed.Isr.Skip(1).ToList())
        {
            await simulation.KillAsync(follower);
        }

        await simulation.DelayAsync(100);
        await simulation.ProduceAsync(Acks.Leader);
        Assert.Equal((1, 2), (leader.HighWatermark, leader.LogEndOffset));
    });

    [Fact]
    public void Another_replica_leads_after_a_crash_and_what_was_acknowledged_is_there() => Run(async simulation =>
    {
        await simulation.ProduceAsync();
        var first = simulation.Committed.Leader;
        await simulation.KillAsync(first);
        await simulation.DelayAsync(100);
        Assert.NotEqual(first, simulation.Committed.Leader);
        Assert.Equal(ErrorCode.None, await simulation.ProduceAsync());
        await simulation.SettleAsync();
        simulation.AssertNothingIsLost();
    });

    [Fact]
    public void A_leader_that_diverged_cuts_off_what_nobody_else_has() => Run(async simulation =>
    {
        await simulation.ProduceAsync();
        var first = simulation.Committed.Leader;
        foreach (var other in simulation.Brokers.Where(broker => broker.Id != first))
        {
            simulation.Cut(other.Id, first);
        }

        // What was under way is over by then; these reach the first leader alone.
        await simulation.DelayAsync(1_000);
        await simulation.ProduceAsync(Acks.Leader);
        await simulation.ProduceAsync(Acks.Leader);
        await simulation.KillAsync(first);
        await simulation.DelayAsync(100);
        Assert.Equal(ErrorCode.None, await simulation.ProduceAsync());
        await simulation.SettleAsync();
        simulation.AssertNothingIsLost();
        Assert.All(simulation.Brokers, broker => Assert.Equal(2, broker.Partition!.Log.LogEndOffset));
    });

    [Fact]
    public void A_replica_that_lost_its_disk_gets_everything_again() => Run(async simulation =>
    {
        for (var i = 0; i < 5; i++)
        {
            await simulation.ProduceAsync();
        }

        var leader = simulation.Committed.Leader;
        await simulation.KillAsync(leader, losesDisk: true);
        await simulation.DelayAsync(100);
        await simulation.SettleAsync();
        simulation.AssertNothingIsLost();
        Assert.Equal(5, simulation.Broker(leader).Partition!.Log.LogEndOffset);
    });

    private static void Run(Func<ReplicationSimulation, Task> test)
    {
        var host = new SimulatedLoopHost(1);
        host.Run(async () =>
        {
            var simulation = new ReplicationSimulation(host, seed: 1, brokers: 3);
            await simulation.StartAsync();
            await simulation.DelayAsync(50);
            await test(simulation);
            simulation.AssertInvariants();
        });
    }
}
