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
        var waiting = kafka.WaitForLeaderAsync("nothing", 0, giveUp.Token);
        await giveUp.CancelAsync();
        Assert.Equal(giveUp.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting)).CancellationToken);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => kafka.WaitForControllerAsync(giveUp.Token));
    }

    [Fact]
    public async Task Wait_fails_and_names_its_aim_when_the_cluster_is_disposed_of()
    {
        var kafka = await KafkaCluster.StartAsync(options => options.Topics.Add("orders"));
        var waiting = kafka.WaitForIsrAsync("orders", 0, 2);
        await kafka.DisposeAsync();
        Assert.Contains("2 in-sync replicas of orders-0", (await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting)).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => kafka.WaitForControllerAsync());
        await Assert.ThrowsAsync<ObjectDisposedException>(kafka.Brokers[0].StartAsync);
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
