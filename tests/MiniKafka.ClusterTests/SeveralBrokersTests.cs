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
        await Eventually(() => kafka.Nodes.All(node =>
            node.View.Image.Brokers.Count == 3
            && node.View.Image.Brokers.Values.All(broker => !broker.IsFenced)
            && node.View.Image.Topics.ContainsKey("orders")));
        var leaders = kafka.Nodes[0].View.Image.Topics["orders"].Partitions.Values.Select(partition => partition.Leader).Distinct().Order();
        Assert.Equal([0, 1, 2], leaders);
    }

    [Fact]
    public async Task Controllers_agree_on_one_leader()
    {
        await using var kafka = await KafkaCluster.StartAsync(options => options.BrokerCount = 3);
        await Eventually(() => kafka.Nodes.Select(node => node.Controller!.Quorum.LeaderAndEpoch).Distinct().Count() == 1);
        Assert.Single(kafka.Nodes, node => node.Controller!.Active.IsActive);
        Assert.All(kafka.Nodes, node => Assert.Equal([0, 1, 2], node.Controller!.Quorum.Voters.Ids));
    }

    [Fact]
    public async Task Fourth_broker_follows_the_metadata_without_a_vote()
    {
        await using var kafka = await KafkaCluster.StartAsync(options => options.BrokerCount = 4);
        await Eventually(() => kafka.Nodes.All(node => node.View.Image.Brokers.Count == 4));
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
        var directory = Directory.CreateTempSubdirectory("minikafka");
        try
        {
            for (var round = 0; round < 2; round++)
            {
                await using var kafka = await KafkaCluster.StartAsync(options =>
                {
                    options.BrokerCount = 3;
                    options.DataDirectory = directory.FullName;
                    options.Topics.Add("kept", partitions: 3, replicationFactor: 1);
                });
                await Eventually(() => kafka.Nodes.All(node =>
                    node.View.Image.Topics.TryGetValue("kept", out var topic) && topic.Partitions.Values.All(partition => partition.HasLeader)));
            }
        }
        finally
        {
            directory.Delete(recursive: true);
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
        await Eventually(() => kafka.Nodes.All(node =>
            node.View.Image.Topics["orders"].Partitions.Values.All(partition => partition.Isr.Length == 3)));
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
        await Eventually(() => kafka.Nodes[0].View.Image.Topics["orders"].Partitions.Values.All(partition => partition.Isr.Length == 3));
        var addresses = kafka.BootstrapServers;
        var victim = kafka.Brokers.First(broker => !broker.Node!.Controller!.Active.IsActive);
        await victim.KillAsync();
        await Eventually(() => kafka.Nodes.All(node => node.View.Image.Brokers[victim.Id].IsFenced
            && node.View.Image.Topics["orders"].Partitions.Values.All(partition => partition.HasLeader && partition.Leader != victim.Id)));
        await victim.StartAsync();
        Assert.Equal(addresses, kafka.BootstrapServers);
        await Eventually(() => kafka.Nodes.All(node => node.View.Image.Topics["orders"].Partitions.Values.All(partition => partition.Isr.Length == 3)));
    }

    [Fact]
    public async Task Killed_controller_is_replaced_and_the_cluster_goes_on_deciding()
    {
        await using var kafka = await KafkaCluster.StartAsync(options => options.BrokerCount = 3);
        var victim = kafka.Brokers.First(broker => broker.Node!.Controller!.Active.IsActive);
        await victim.KillAsync();
        await Eventually(() => kafka.Nodes.Any(node => node.Controller!.Active.IsActive));
        await kafka.Nodes[0].CreateTopicsAsync([new Metadata.Control.NewTopic("afterwards", 2, 2)]);
        await victim.StartAsync();
        await Eventually(() => victim.Node!.View.Image.Topics.ContainsKey("afterwards"));
    }

    [Fact]
    public async Task Stopped_broker_hands_over_what_it_leads()
    {
        await using var kafka = await KafkaCluster.StartAsync(options =>
        {
            options.BrokerCount = 3;
            options.Topics.Add("orders", partitions: 3, replicationFactor: 3);
        });
        await Eventually(() => kafka.Nodes[0].View.Image.Topics["orders"].Partitions.Values.All(partition => partition.Isr.Length == 3));
        await kafka.Brokers[1].StopAsync();
        Assert.False(kafka.Brokers[1].IsRunning);
        await Eventually(() => kafka.Nodes.All(node => node.View.Image.Topics["orders"].Partitions.Values.All(partition => partition.HasLeader && partition.Leader != 1)));
        await kafka.Brokers[1].StartAsync();
        await Eventually(() => kafka.Nodes.All(node => node.View.Image.Topics["orders"].Partitions.Values.All(partition => partition.Isr.Length == 3)));
    }

    [Fact]
    public async Task Single_broker_that_was_killed_leads_its_partitions_again()
    {
        await using var kafka = await KafkaCluster.StartAsync(options => options.Topics.Add("orders", partitions: 2, replicationFactor: 1));
        await kafka.Brokers[0].KillAsync();
        await kafka.Brokers[0].StartAsync();
        await Eventually(() => kafka.Nodes[0].View.Image.Topics["orders"].Partitions.Values.All(partition => partition.Leader == kafka.Brokers[0].Id));
    }

    private static async Task Eventually(Func<bool> condition)
    {
        for (var i = 0; i < 1000 && !Holds(condition); i++)
        {
            await Task.Delay(10);
        }

        Assert.True(condition());
    }

    /// <summary>A node that has not heard of a topic yet does not fulfil a condition on it.</summary>
    private static bool Holds(Func<bool> condition)
    {
        try
        {
            return condition();
        }
        catch (KeyNotFoundException)
        {
            return false;
        }
    }
}
