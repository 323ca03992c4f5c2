using StrictReplay;

namespace MiniKafka.ClusterTests;

public sealed class SeveralBrokersTests
{
    [Fact]
    public async Task Every_broker_knows_all_brokers_and_the_topics()
    {
        await using var kafka = await KafkaCluster.StartAsync(options =>
        {
            options.BrokerCount = 3;
            options.Topics.Add("orders", partitions: 6, replicationFactor: 1);
        });
        Assert.Equal(3, kafka.Nodes.Count);
        Assert.All(kafka.Nodes, node =>
        {
            Assert.Equal(3, node.View.Image.Brokers.Values.Count(broker => !broker.IsFenced));
            Assert.True(node.View.Image.Topics.ContainsKey("orders"));
        });
        var leaders = kafka.Nodes[0].View.Image.Topics["orders"].Partitions.Values.Select(partition => partition.Leader).Distinct().Order();
        Assert.Equal([0, 1, 2], leaders);
    }

    [Fact]
    public async Task Controllers_agree_on_one_leader()
    {
        await using var kafka = await KafkaCluster.StartAsync(options => options.BrokerCount = 3);
        await kafka.WaitForControllerAsync();
        Assert.Single(kafka.Nodes, node => node.Controller!.Active.IsActive);
        Assert.All(kafka.Nodes, node => Assert.Equal([0, 1, 2], node.Controller!.Quorum.Voters.Ids));
    }

    [Fact]
    public async Task Fourth_broker_follows_the_metadata_without_a_vote()
    {
        await using var kafka = await KafkaCluster.StartAsync(options => options.BrokerCount = 4);
        Assert.All(kafka.Nodes, node => Assert.Equal(4, node.View.Image.Brokers.Count));
        Assert.All(kafka.Nodes, node => Assert.Equal([0, 1, 2], node.Controller!.Quorum.Voters.Ids));
    }

    [Fact]
    public async Task Topic_is_made_through_a_broker_whose_controller_is_not_active()
    {
        await using var kafka = await KafkaCluster.StartAsync(options => options.BrokerCount = 3);
        var passive = kafka.Nodes.First(node => !node.Controller!.Active.IsActive);
        await passive.CreateTopicsAsync([new Metadata.Control.NewTopic("from-afar", 3, 1)]);
        Assert.True(passive.View.Image.Topics.ContainsKey("from-afar"));
    }

    [Fact]
    public async Task Cluster_with_data_on_disk_comes_back_with_its_topics()
    {
        using var directory = new JudgedFolder("minikafka");
        for (var round = 0; round < 2; round++)
        {
            await using var kafka = await KafkaCluster.StartAsync(options =>
            {
                options.BrokerCount = 3;
                options.DataDirectory = directory.FullName;
                options.Topics.Add("kept", partitions: 3, replicationFactor: 1);
            });
            Assert.All(kafka.Nodes, node => Assert.All(node.View.Image.Topics["kept"].Partitions.Values, partition => Assert.True(partition.HasLeader)));
        }
    }

    [Fact]
    public async Task Replicas_of_a_topic_are_all_in_sync()
    {
        await using var kafka = await KafkaCluster.StartAsync(options =>
        {
            options.BrokerCount = 3;
            options.Topics.Add("orders", partitions: 3, replicationFactor: 3);
        });
        await InSyncAsync(kafka, 3);
    }

    [Fact]
    public async Task Killed_broker_is_fenced_by_its_broken_connection_and_comes_back_under_its_addresses()
    {
        await using var kafka = await KafkaCluster.StartAsync(options =>
        {
            options.BrokerCount = 3;
            options.Listen();
            options.Topics.Add("orders", partitions: 3, replicationFactor: 3);
        });
        await InSyncAsync(kafka, 3);
        var addresses = kafka.BootstrapServers;
        var victim = kafka.Brokers.First(broker => !broker.Node!.Controller!.Active.IsActive);
        await victim.KillAsync();
        await InSyncAsync(kafka, 2);
        Assert.All(kafka.Nodes, node => Assert.True(node.View.Image.Brokers[victim.Id].IsFenced));
        await victim.StartAsync();
        Assert.Equal(addresses, kafka.BootstrapServers);
        await InSyncAsync(kafka, 3);
    }

    [Fact]
    public async Task Broker_that_comes_back_from_a_kill_is_another_incarnation()
    {
        await using var kafka = await KafkaCluster.StartAsync(options => options.BrokerCount = 3);
        var before = kafka.Nodes[0].View.Image.Brokers[2].IncarnationId;
        await kafka.Brokers[2].KillAsync();
        await kafka.Brokers[2].StartAsync();
        Assert.NotEqual(before, kafka.Brokers[2].Node!.View.Image.Brokers[2].IncarnationId);
    }

    [Fact]
    public async Task Killed_controller_is_replaced_and_the_cluster_goes_on_deciding()
    {
        await using var kafka = await KafkaCluster.StartAsync(options => options.BrokerCount = 3);
        var victim = kafka.Brokers.First(broker => broker.Node!.Controller!.Active.IsActive);
        await victim.KillAsync();
        await kafka.WaitForControllerAsync();
        await kafka.Nodes[0].CreateTopicsAsync([new Metadata.Control.NewTopic("afterwards", 2, 2)]);
        await victim.StartAsync();
        await kafka.WaitForIsrAsync("afterwards", 0, 2);
        Assert.True(victim.Node!.View.Image.Topics.ContainsKey("afterwards"));
    }

    [Fact]
    public async Task Killed_controller_is_fenced_by_the_next_one_which_never_had_its_connection()
    {
        await using var kafka = await KafkaCluster.StartAsync(options =>
        {
            options.BrokerCount = 3;
            options.Properties["broker.session.timeout.ms"] = "600000";
        });
        var victim = kafka.Brokers.First(broker => broker.Node!.Controller!.Active.IsActive);
        await victim.KillAsync();
        var next = await kafka.WaitForControllerAsync();
        await kafka.UntilAsync(() => next.Node!.View.Image.Brokers[victim.Id].IsFenced, "a fence for the killed broker");

        Assert.All(kafka.Nodes, node => Assert.False(next.Node!.View.Image.Brokers[node.NodeId].IsFenced));
    }

    [Fact]
    public async Task Stopped_broker_hands_over_what_it_leads()
    {
        await using var kafka = await KafkaCluster.StartAsync(options =>
        {
            options.BrokerCount = 3;
            options.Topics.Add("orders", partitions: 3, replicationFactor: 3);
        });
        await InSyncAsync(kafka, 3);
        await kafka.Brokers[1].StopAsync();
        Assert.False(kafka.Brokers[1].IsRunning);
        Assert.All(kafka.Nodes, node => Assert.DoesNotContain(node.View.Image.Topics["orders"].Partitions.Values, partition => partition.Leader == 1));
        await kafka.Brokers[1].StartAsync();
        await InSyncAsync(kafka, 3);
    }

    [Fact]
    public async Task Single_broker_that_was_killed_leads_its_partitions_again()
    {
        await using var kafka = await KafkaCluster.StartAsync(options => options.Topics.Add("orders", partitions: 2, replicationFactor: 1));
        await kafka.Brokers[0].KillAsync();
        await kafka.Brokers[0].StartAsync();
        await Task.WhenAll(kafka.WaitForLeaderAsync("orders", 0), kafka.WaitForLeaderAsync("orders", 1));
    }

    private static Task InSyncAsync(KafkaCluster kafka, int count) =>
        Task.WhenAll(Enumerable.Range(0, 3).Select(partition => kafka.WaitForIsrAsync("orders", partition, count)));
}
