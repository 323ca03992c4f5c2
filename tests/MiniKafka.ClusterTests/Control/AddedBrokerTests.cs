using MiniKafka.Client;
using MiniKafka.Client.Admin;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using StrictReplay;

namespace MiniKafka.ClusterTests.Control;

public sealed class AddedBrokerTests : IDisposable
{
    private readonly JudgedFolder _directory = new("minikafka");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Added_broker_takes_over_a_partition_by_reassignment()
    {
        await using var kafka = await ClusterOfThree.StartAsync();
        await FillAsync(kafka);
        var added = await kafka.AddBrokerAsync();
        Assert.Equal((3, added), (added.Id, kafka.Brokers[3]));
        await MoveAsync(kafka, added);
        Assert.Equal(Enumerable.Range(0, 100).Select(number => $"{number}"), await kafka.ValuesAsync(partition: 0));
    }

    [Fact]
    public async Task Broker_is_added_to_a_single_one_and_listens_on_a_port_of_its_own()
    {
        await using var kafka = await KafkaCluster.StartAsync(options => options.Listen());
        await kafka.AddBrokerAsync();
        Assert.Equal(2, kafka.BootstrapServers.Split(',').Distinct().Count());
        await using var admin = kafka.CreateAdmin();
        await admin.CreateTopicAsync("orders", partitions: 1, replicationFactor: 2);
        await kafka.WaitForIsrAsync("orders", 0, kafka.Brokers);
    }

    [Fact]
    public async Task Added_broker_says_that_it_is_no_controller()
    {
        await using var kafka = await KafkaCluster.StartAsync();
        await kafka.AddBrokerAsync();
        await using var admin = kafka.CreateAdmin();
        Assert.Equal("broker,controller", (await admin.DescribeConfigsAsync(new ConfigResource(ConfigResourceType.Broker, "0")))["process.roles"].Value);
        Assert.Equal("broker", (await admin.DescribeConfigsAsync(new ConfigResource(ConfigResourceType.Broker, "1")))["process.roles"].Value);
    }

    [Fact]
    public async Task Added_broker_that_is_killed_comes_back_with_its_replicas()
    {
        await using var kafka = await ClusterOfThree.StartAsync();
        var added = await kafka.AddBrokerAsync();
        await MoveAsync(kafka, added);
        await added.KillAsync();
        await added.StartAsync();
        await kafka.WaitForIsrAsync(ClusterOfThree.Topic, 0, [added]);
        Assert.Equal(added, await kafka.WaitForLeaderAsync(ClusterOfThree.Topic, 0));
    }

    [Fact]
    public async Task Added_broker_is_there_at_the_next_start_with_its_data()
    {
        await using (var kafka = await ClusterOfThree.StartAsync(options => options.DataDirectory = _directory.FullName))
        {
            await FillAsync(kafka);
            await MoveAsync(kafka, await kafka.AddBrokerAsync());
        }

        await using var again = await ClusterOfThree.StartAsync(options =>
        {
            options.DataDirectory = _directory.FullName;
            options.Topics.Clear();
        });
        Assert.Equal([0, 1, 2, 3], again.Brokers.Select(broker => broker.Id));
        Assert.Equal(again.Brokers[3], await again.WaitForLeaderAsync(ClusterOfThree.Topic, 0));
        Assert.Equal(100, (await again.ValuesAsync(partition: 0)).Count);
    }

    [Fact]
    public async Task Data_directory_that_holds_more_brokers_starts_all_of_them_and_larger_counts_add_new_ones()
    {
        foreach (var count in new[] { 2, 1, 4 })
        {
            await using var kafka = await KafkaCluster.StartAsync(options =>
            {
                options.BrokerCount = count;
                options.DataDirectory = _directory.FullName;
                options.Topics.Add("kept", partitions: 2, replicationFactor: 2);
            });
            Assert.Equal(Math.Max(2, count), kafka.Brokers.Count);
            Assert.Equal(count == 1 ? 1 : 0, kafka.Warnings.Count(warning => warning.Contains("holds 2 brokers, and BrokerCount is 1", StringComparison.Ordinal)));
            await kafka.WaitForIsrAsync("kept", 1, 2);
            Assert.All(kafka.Nodes, node => Assert.Equal([0, 1], node.Controller!.Quorum.Voters.Ids));
        }
    }

    [Fact]
    public async Task Data_directory_of_a_single_broker_has_no_room_for_others()
    {
        await using (var kafka = await KafkaCluster.StartAsync(options => options.DataDirectory = _directory.FullName))
        {
            Assert.Equal(ErrorCode.InvalidConfig, (await Assert.ThrowsAsync<KafkaException>(() => kafka.AddBrokerAsync())).Code);
            Assert.Single(kafka.Brokers);
        }

        var failure = await Assert.ThrowsAsync<KafkaException>(() => KafkaCluster.StartAsync(options =>
        {
            options.BrokerCount = 3;
            options.DataDirectory = _directory.FullName;
        }));
        Assert.Contains(_directory.FullName, failure.Message, StringComparison.Ordinal);
    }

    private static async Task FillAsync(KafkaCluster kafka)
    {
        await using var producer = kafka.CreateProducer<string, string>();
        await Task.WhenAll(Enumerable.Range(0, 100).Select(number =>
            producer.ProduceAsync(new TopicPartition(ClusterOfThree.Topic, 0), new Message<string, string> { Value = $"{number}" })));
    }

    /// <summary>Makes a broker the only replica of partition 0.</summary>
    private static async Task MoveAsync(KafkaCluster kafka, KafkaBroker broker)
    {
        var loop = kafka.Host.CreateLoop("raw client");
        var answer = await loop.InvokeAsync(async () =>
        {
            await using var client = await kafka.ConnectAsync(broker, loop);
            return await client.CallAsync(new AlterPartitionReassignmentsRequest
            {
                TimeoutMs = 10_000,
                Topics = [new() { Name = ClusterOfThree.Topic, Partitions = [new() { PartitionIndex = 0, Replicas = [broker.Id] }] }],
            });
        });
        Assert.Equal(ErrorCode.None, answer.Responses[0].Partitions[0].ErrorCode);
        await kafka.WaitForIsrAsync(ClusterOfThree.Topic, 0, [broker]);
    }
}
