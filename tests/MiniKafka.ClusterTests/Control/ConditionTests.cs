using MiniKafka.Model;

namespace MiniKafka.ClusterTests.Control;

public sealed class ConditionTests
{
    [Fact]
    public async Task Started_cluster_has_topics_that_every_broker_knows_with_leaders()
    {
        await using var kafka = await KafkaCluster.StartAsync(options =>
        {
            options.BrokerCount = 5;
            options.Topics.Add("many", partitions: 40, replicationFactor: 3);
            options.Topics.Add("few", partitions: 1, replicationFactor: 5);
        });
        Assert.All(kafka.Nodes, node => Assert.All(
            node.View.Image.Topics["many"].Partitions.Values.Concat(node.View.Image.Topics["few"].Partitions.Values), partition => Assert.True(partition.HasLeader)));
    }

    [Fact]
    public async Task Wait_for_a_leader_ends_when_somebody_makes_the_topic()
    {
        await using var kafka = await KafkaCluster.StartAsync(options => options.BrokerCount = 3);
        var waiting = kafka.WaitForLeaderAsync("later", 1);
        Assert.False(waiting.IsCompleted);
        await using var admin = kafka.CreateAdmin();
        await admin.CreateTopicAsync("later", partitions: 2, replicationFactor: 1);
        var leader = await waiting;
        Assert.All(kafka.Nodes, node => Assert.Equal(leader.Id, node.View.Image.Topics["later"].Partitions[1].Leader));
    }

    [Fact]
    public async Task Killed_leader_is_not_waited_for_though_nobody_has_noticed_yet()
    {
        await using var kafka = await ClusterOfThree.StartAsync();
        var leader = (await kafka.LeadersAsync())[0];
        await leader.KillAsync();
        var next = await kafka.WaitForLeaderAsync(ClusterOfThree.Topic, 0);
        Assert.NotEqual(leader, next);
        Assert.Equal(next, await kafka.WaitForLeaderAsync(ClusterOfThree.Topic, 0, otherThan: leader));
    }

    [Fact]
    public async Task Next_controller_is_waited_for()
    {
        await using var kafka = await ClusterOfThree.StartAsync();
        var first = await kafka.WaitForControllerAsync();
        var second = kafka.WaitForControllerAsync(otherThan: first);
        Assert.False(second.IsCompleted);
        await first.KillAsync();
        Assert.Equal(await second, await kafka.WaitForControllerAsync());
    }

    [Fact]
    public async Task Wait_is_given_up_when_its_token_is_cancelled()
    {
        await using var kafka = await KafkaCluster.StartAsync();
        using var giveUp = new CancellationTokenSource();
        var waiting = kafka.WaitForLeaderAsync("nothing", 0, cancellationToken: giveUp.Token);
        await giveUp.CancelAsync();
        Assert.Equal(giveUp.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting)).CancellationToken);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => kafka.WaitForControllerAsync(cancellationToken: giveUp.Token));
    }

    [Fact]
    public async Task Wait_that_takes_too_long_fails_and_says_what_is_the_case_instead()
    {
        await using var kafka = await KafkaCluster.StartAsync(options =>
        {
            options.BrokerCount = 2;
            options.Topics.Add("orders", partitions: 1, replicationFactor: 2);
            options.WaitTimeout = TimeSpan.FromMilliseconds(20);
        });
        var leader = kafka.Nodes[0].View.Image.Partition("orders", 0)!.Leader;
        await FailsAsync(() => kafka.WaitForLeaderAsync("odrers", 0), "Waited 0.02 s for a leader of odrers-0 in vain: there is no topic 'odrers', but 'orders'.");
        await FailsAsync(() => kafka.WaitForLeaderAsync("orders", 4), "Waited 0.02 s for a leader of orders-4 in vain: the topic 'orders' has 1 partition.");
        await FailsAsync(
            () => kafka.WaitForLeaderAsync("orders", 0, otherThan: kafka.Brokers[leader]),
            $"Waited 0.02 s for a leader other than broker {leader} of orders-0 in vain: brokers 0, 1 see broker {leader} as its leader in epoch 0, replicas ");
        await FailsAsync(() => kafka.WaitForIsrAsync("orders", 0, 3), "Waited 0.02 s for 3 in-sync replicas of orders-0 in vain: brokers 0, 1 see broker ");
        await FailsAsync(() => kafka.WaitForIsrAsync("orders", 0, [kafka.Brokers[0]]), "Waited 0.02 s for the in-sync replicas 0 of orders-0 in vain: ");
        var controller = kafka.Nodes.Single(node => node.Knowledge.IsActiveController).NodeId;
        await FailsAsync(
            () => kafka.WaitForControllerAsync(otherThan: kafka.Brokers[controller]),
            $"Waited 0.02 s for an active controller other than that of broker {controller} in vain: ");
        await Task.WhenAll(kafka.Brokers.Select(broker => broker.KillAsync()));
        await FailsAsync(() => kafka.WaitForControllerAsync(), "Waited 0.02 s for an active controller in vain: broker 0 does not run; broker 1 does not run.");

        static async Task FailsAsync(Func<Task> wait, string message) =>
            Assert.StartsWith(message, (await Assert.ThrowsAsync<TimeoutException>(wait)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wait_lasts_thirty_seconds_unless_told_otherwise()
    {
        Assert.Equal(TimeSpan.FromSeconds(30), new KafkaClusterOptions().WaitTimeout);
        await using var kafka = await KafkaCluster.StartAsync(options => options.WaitTimeout = Timeout.InfiniteTimeSpan);
        Assert.Equal(kafka.Brokers[0], await kafka.WaitForControllerAsync());
        var refused = await Assert.ThrowsAsync<KafkaException>(() => KafkaCluster.StartAsync(options => options.WaitTimeout = TimeSpan.Zero));
        Assert.Contains("WaitTimeout is 00:00:00", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wait_fails_and_names_its_aim_when_the_cluster_is_disposed_of()
    {
        var kafka = await KafkaCluster.StartAsync(options => options.Topics.Add("orders"));
        var waiting = kafka.WaitForIsrAsync("orders", 0, 2);
        await kafka.DisposeAsync();
        Assert.Contains("2 in-sync replicas of orders-0", (await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting)).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => kafka.WaitForControllerAsync());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => kafka.Brokers[0].StartAsync());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => kafka.AddBrokerAsync());
    }

    [Fact]
    public async Task Start_is_given_up_when_its_token_is_cancelled()
    {
        using var giveUp = new CancellationTokenSource();
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => KafkaCluster.StartAsync(options => options.Topics.Add("orders"), giveUp.Token));
    }
}
