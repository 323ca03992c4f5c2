using MiniKafka.Client;
using MiniKafka.ClusterTests.Wire;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.ClusterTests.Control;

public sealed class LinkTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Isolated_leader_is_replaced_and_follows_when_its_links_are_healed(bool isController)
    {
        await using var kafka = await ClusterOfThree.StartAsync();
        var controller = await kafka.WaitForControllerAsync();
        var leaders = await kafka.LeadersAsync();
        var partition = Array.FindIndex(leaders, leader => leader == controller == isController);
        var isolated = leaders[partition];
        kafka.Links.Around(isolated).Cut();
        var next = await kafka.WaitForLeaderAsync(ClusterOfThree.Topic, partition, otherThan: isolated);
        await kafka.WaitForIsrAsync(ClusterOfThree.Topic, partition, kafka.Brokers.Except([isolated]));
        Assert.Equal(isolated.Id, isolated.Node!.View.Image.Topics[ClusterOfThree.Topic].Partitions[partition].Leader);
        await using (var producer = kafka.CreateProducer<string, string>(new ProducerConfig { RequestTimeoutMs = 500, SocketConnectionSetupTimeoutMs = 500 }))
        {
            await producer.ProduceAsync(new TopicPartition(ClusterOfThree.Topic, partition), new Message<string, string> { Value = "kept" });
        }

        kafka.Links.HealAll();
        await kafka.WaitForIsrAsync(ClusterOfThree.Topic, partition, 3);
        Assert.Equal(next, await kafka.WaitForLeaderAsync(ClusterOfThree.Topic, partition));
        Assert.Equal(["kept"], await kafka.ValuesAsync(partition));
    }

    [Fact]
    public async Task Follower_that_hears_nothing_from_its_leader_falls_out_of_sync_and_comes_back()
    {
        await using var kafka = await ClusterOfThree.StartAsync(options => options.Properties["replica.lag.time.max.ms"] = "500");
        var controller = await kafka.WaitForControllerAsync();
        var leaders = await kafka.LeadersAsync();
        var partition = Array.FindIndex(leaders, leader => leader != controller);
        var leader = leaders[partition];
        var follower = kafka.Brokers.Single(broker => broker != leader && broker != controller);
        var link = kafka.Links.OneWay(leader, follower);
        link.Cut();
        await using var producer = kafka.CreateProducer<string, string>();
        var sending = producer.ProduceAsync(new TopicPartition(ClusterOfThree.Topic, partition), new Message<string, string> { Value = "not followed" });
        await kafka.WaitForIsrAsync(ClusterOfThree.Topic, partition, [leader, controller]);
        await sending;
        Assert.All(kafka.Nodes, node => Assert.False(node.View.Image.Brokers[follower.Id].IsFenced));
        link.Heal();
        await kafka.WaitForIsrAsync(ClusterOfThree.Topic, partition, 3);
    }

    [Fact]
    public async Task Broker_that_is_killed_behind_a_cut_is_missed_by_its_heartbeats_only()
    {
        await using var kafka = await ClusterOfThree.StartAsync(options => options.Properties["broker.session.timeout.ms"] = "3600000");
        await kafka.LeadersAsync();
        var controller = await kafka.WaitForControllerAsync();
        var victim = kafka.Brokers.First(broker => broker != controller);
        kafka.Links.Around(victim).Cut();
        await victim.KillAsync();
        await using var admin = kafka.CreateAdmin(new AdminConfig { RequestTimeoutMs = 500, SocketConnectionSetupTimeoutMs = 500 });
        await admin.CreateTopicAsync("meanwhile", partitions: 1, replicationFactor: 1);
        Assert.False(controller.Node!.View.Image.Brokers[victim.Id].IsFenced);
        kafka.Links.HealAll();
        await kafka.WaitForIsrAsync(ClusterOfThree.Topic, 0, 2);
        Assert.True(controller.Node!.View.Image.Brokers[victim.Id].IsFenced);
    }

    [Fact]
    public async Task Client_in_this_process_is_cut_off_by_its_id()
    {
        await using var kafka = await KafkaCluster.StartAsync(options => options.Topics.Add("orders"));
        await using var cut = kafka.CreateProducer<string, string>(new ProducerConfig { ClientId = "unlucky" });
        await using var other = kafka.CreateProducer<string, string>(new ProducerConfig { ClientId = "lucky" });
        Assert.Equal(0, (await cut.ProduceAsync("orders", new Message<string, string> { Value = "a" })).Offset);
        var link = kafka.Links.Between(LinkEnd.Client("unlucky"), kafka.Brokers[0]);
        link.Cut();
        var sending = cut.ProduceAsync("orders", new Message<string, string> { Value = "b" });
        Assert.Equal(1, (await other.ProduceAsync("orders", new Message<string, string> { Value = "c" })).Offset);
        Assert.False(sending.IsCompleted);
        link.Heal();
        Assert.Equal(2, (await sending).Offset);
        kafka.Links.Between(kafka.Brokers[0], LinkEnd.AllClients).Cut();
        var (first, second) = (cut.ProduceAsync("orders", new Message<string, string>()), other.ProduceAsync("orders", new Message<string, string>()));
        await kafka.Host.CreateLoop("turn").InvokeAsync(() => Task.CompletedTask);
        Assert.False(first.IsCompleted || second.IsCompleted);
        kafka.Links.HealAll();
        await Task.WhenAll(first, second);
    }

    [Fact]
    public async Task Client_over_tcp_is_cut_off_by_its_id_one_way_and_both()
    {
        await using var kafka = await KafkaCluster.StartAsync(options => options.Listen());
        using var raw = await RawConnection.ToAsync(kafka);
        kafka.Links.OneWay(kafka.Brokers[0], LinkEnd.Client("raw")).Cut();
        var creating = raw.CallAsync(new CreateTopicsRequest { TimeoutMs = 5_000, Topics = [new() { Name = "heard", NumPartitions = 1, ReplicationFactor = 1 }] }, version: 5);
        await kafka.WaitForLeaderAsync("heard", 0);
        Assert.False(creating.IsCompleted);
        kafka.Links.HealAll();
        Assert.Equal(ErrorCode.None, (await creating).Topics[0].ErrorCode);
        kafka.Links.Between(LinkEnd.Client("raw"), kafka.Brokers[0]).Cut();
        creating = raw.CallAsync(new CreateTopicsRequest { TimeoutMs = 5_000, Topics = [new() { Name = "unheard", NumPartitions = 1, ReplicationFactor = 1 }] }, version: 5);
        await using var admin = new AdminClient(new AdminConfig { BootstrapServers = kafka.BootstrapServers, ClientId = "other" });
        await admin.CreateTopicAsync("other", partitions: 1, replicationFactor: 1);
        Assert.Equal(["heard", "other"], (await admin.ListTopicsAsync()).Order());
        kafka.Links.HealAll();
        Assert.Equal(ErrorCode.None, (await creating).Topics[0].ErrorCode);
    }

    [Fact]
    public async Task Broker_stops_in_good_time_though_a_client_over_tcp_is_cut_off()
    {
        await using var kafka = await KafkaCluster.StartAsync(options => options.Listen());
        using var raw = await RawConnection.ToAsync(kafka);
        Assert.NotEmpty((await raw.CallAsync(new ApiVersionsRequest(), version: 0)).ApiKeys);
        kafka.Links.Around(kafka.Brokers[0]).Cut();
        await raw.SendAsync(new ApiVersionsRequest(), version: 0);
        await kafka.Brokers[0].StopAsync();
        Assert.True(await raw.IsClosedByBrokerAsync());
    }

    [Fact]
    public async Task Slow_link_changes_nothing_but_the_time()
    {
        await using var kafka = await ClusterOfThree.StartAsync();
        foreach (var broker in kafka.Brokers)
        {
            kafka.Links.Around(broker).SetDelay(TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(3));
        }

        await using var producer = kafka.CreateProducer<string, string>();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(number =>
            producer.ProduceAsync(new TopicPartition(ClusterOfThree.Topic, 1), new Message<string, string> { Value = $"{number}" })));
        Assert.Equal(Enumerable.Range(0, 50).Select(number => $"{number}"), await kafka.ValuesAsync(partition: 1));
    }

    [Fact]
    public async Task Links_exist_between_brokers_of_one_cluster_and_to_clients_only()
    {
        await using var kafka = await KafkaCluster.StartAsync(options => options.BrokerCount = 2);
        await using var other = await KafkaCluster.StartAsync();
        Assert.Throws<ArgumentException>(() => kafka.Links.Between(kafka.Brokers[0], kafka.Brokers[0]));
        Assert.Throws<ArgumentException>(() => kafka.Links.Between(kafka.Brokers[0], other.Brokers[0]));
        Assert.Throws<ArgumentException>(() => kafka.Links.Around(other.Brokers[0]));
        Assert.Throws<ArgumentException>(() => kafka.Links.OneWay(LinkEnd.Client("a"), LinkEnd.AllClients));
    }
}
