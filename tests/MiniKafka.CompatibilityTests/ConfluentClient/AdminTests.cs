using MiniKafka.CompatibilityTests.Clients;

namespace MiniKafka.CompatibilityTests.ConfluentClient;

using Confluent.Kafka;
using Confluent.Kafka.Admin;

public sealed class AdminTests
{
    private const string Topic = "orders";
    private static readonly ConfigResource TopicResource = new() { Type = ResourceType.Topic, Name = Topic };
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_created_topic_is_listed_with_its_partitions()
    {
        await using var broker = await BrokerUnderTest.StartAsync();
        using var admin = ConfluentClients.Admin(broker.BootstrapServers);

        await admin.CreateTopicsAsync([new TopicSpecification { Name = Topic, NumPartitions = 3, ReplicationFactor = 1 }]);

        var topic = Assert.Single(admin.GetMetadata(Patience).Topics, topic => topic.Topic == Topic);
        Assert.Equal([0, 1, 2], topic.Partitions.Select(partition => partition.PartitionId).Order());
    }

    [Fact]
    public async Task A_topic_cannot_be_created_twice()
    {
        await using var broker = await BrokerUnderTest.StartAsync((Topic, 1));
        using var admin = ConfluentClients.Admin(broker.BootstrapServers);

        var error = await Assert.ThrowsAsync<CreateTopicsException>(
            () => admin.CreateTopicsAsync([new TopicSpecification { Name = Topic, NumPartitions = 1, ReplicationFactor = 1 }]));

        Assert.Equal(ErrorCode.TopicAlreadyExists, error.Results[0].Error.Code);
    }

    [Fact]
    public async Task A_deleted_topic_is_gone()
    {
        await using var broker = await BrokerUnderTest.StartAsync((Topic, 1));
        using var admin = ConfluentClients.Admin(broker.BootstrapServers);

        await admin.DeleteTopicsAsync([Topic]);

        Assert.DoesNotContain(admin.GetMetadata(Patience).Topics, topic => topic.Topic == Topic);
    }

    [Fact]
    public async Task A_topic_gains_partitions_and_never_loses_any()
    {
        await using var broker = await BrokerUnderTest.StartAsync((Topic, 1));
        using var admin = ConfluentClients.Admin(broker.BootstrapServers);

        await admin.CreatePartitionsAsync([new PartitionsSpecification { Topic = Topic, IncreaseTo = 4 }]);
        Assert.Equal(4, admin.GetMetadata(Topic, Patience).Topics[0].Partitions.Count);

        var error = await Assert.ThrowsAsync<CreatePartitionsException>(
            () => admin.CreatePartitionsAsync([new PartitionsSpecification { Topic = Topic, IncreaseTo = 2 }]));
        Assert.Equal(ErrorCode.InvalidPartitions, error.Results[0].Error.Code);
    }

    [Fact]
    public async Task Configs_are_described_with_where_they_come_from()
    {
        await using var broker = await BrokerUnderTest.StartAsync();
        using var admin = ConfluentClients.Admin(broker.BootstrapServers);
        await admin.CreateTopicsAsync([new TopicSpecification { Name = Topic, NumPartitions = 1, ReplicationFactor = 1, Configs = new() { ["retention.ms"] = "60000" } }]);

        var entries = (await admin.DescribeConfigsAsync([TopicResource]))[0].Entries;

        Assert.Equal("60000", entries["retention.ms"].Value);
        Assert.Equal(ConfigSource.DynamicTopicConfig, entries["retention.ms"].Source);
        Assert.Equal("1048588", entries["max.message.bytes"].Value);
        Assert.True(entries["max.message.bytes"].IsDefault);
    }

    [Fact]
    public async Task Altered_configs_replace_those_of_before()
    {
        await using var broker = await BrokerUnderTest.StartAsync((Topic, 1));
        using var admin = ConfluentClients.Admin(broker.BootstrapServers);

        await admin.AlterConfigsAsync(new() { [TopicResource] = [new ConfigEntry { Name = "retention.ms", Value = "1000" }] });
        await admin.AlterConfigsAsync(new() { [TopicResource] = [new ConfigEntry { Name = "segment.bytes", Value = "1048576" }] });

        var entries = (await admin.DescribeConfigsAsync([TopicResource]))[0].Entries;
        Assert.Equal("1048576", entries["segment.bytes"].Value);
        Assert.Equal("604800000", entries["retention.ms"].Value);
    }

    [Fact]
    public async Task A_config_value_out_of_range_is_refused()
    {
        await using var broker = await BrokerUnderTest.StartAsync((Topic, 1));
        using var admin = ConfluentClients.Admin(broker.BootstrapServers);

        var error = await Assert.ThrowsAsync<AlterConfigsException>(
            () => admin.AlterConfigsAsync(new() { [TopicResource] = [new ConfigEntry { Name = "max.message.bytes", Value = "-5" }] }));

        Assert.Equal(ErrorCode.InvalidConfig, error.Results[0].Error.Code);
    }

    [Fact]
    public async Task Deleted_records_move_the_low_watermark()
    {
        await using var broker = await BrokerUnderTest.StartAsync((Topic, 1));
        using (var producer = ConfluentClients.Producer(broker.BootstrapServers))
        {
            for (var i = 0; i < 5; i++)
            {
                await producer.ProduceAsync(new TopicPartition(Topic, 0), new Message<string, string> { Value = $"v{i}" });
            }
        }

        using var admin = ConfluentClients.Admin(broker.BootstrapServers);
        var deleted = await admin.DeleteRecordsAsync([new TopicPartitionOffset(Topic, 0, 3)]);

        Assert.Equal(3, deleted[0].Offset.Value);
        using var consumer = ConfluentClients.Consumer(broker.BootstrapServers);
        Assert.Equal((3, 5), consumer.Watermarks(new TopicPartition(Topic, 0)));
    }

    [Fact]
    public async Task Incrementally_altered_configs_leave_the_others_alone()
    {
        await using var broker = await BrokerUnderTest.StartAsync((Topic, 1));
        using var admin = ConfluentClients.Admin(broker.BootstrapServers);

        await admin.IncrementalAlterConfigsAsync(Setting("retention.ms", "1000"));
        await admin.IncrementalAlterConfigsAsync(Setting("segment.bytes", "1048576"));

        var entries = (await admin.DescribeConfigsAsync([TopicResource]))[0].Entries;
        Assert.Equal("1048576", entries["segment.bytes"].Value);
        Assert.Equal("1000", entries["retention.ms"].Value);

        static Dictionary<ConfigResource, List<ConfigEntry>> Setting(string name, string value)
            => new() { [TopicResource] = [new ConfigEntry { Name = name, Value = value, IncrementalOperation = AlterConfigOpType.Set }] };
    }

    [Fact]
    public async Task The_cluster_describes_itself()
    {
        await using var broker = await BrokerUnderTest.StartAsync();
        using var admin = ConfluentClients.Admin(broker.BootstrapServers);

        var cluster = await admin.DescribeClusterAsync();

        Assert.Single(cluster.Nodes);
        Assert.NotEmpty(cluster.ClusterId);
    }

    [Fact]
    public async Task A_topic_describes_its_partitions()
    {
        await using var broker = await BrokerUnderTest.StartAsync((Topic, 2));
        using var admin = ConfluentClients.Admin(broker.BootstrapServers);

        var described = await admin.DescribeTopicsAsync(TopicCollection.OfTopicNames([Topic]));

        Assert.Equal([0, 1], described.TopicDescriptions[0].Partitions.Select(partition => partition.Partition));
    }

    [Fact]
    public async Task Offsets_are_listed_for_the_admin_too()
    {
        await using var broker = await BrokerUnderTest.StartAsync((Topic, 1));
        using var admin = ConfluentClients.Admin(broker.BootstrapServers);

        var listed = await admin.ListOffsetsAsync([new TopicPartitionOffsetSpec { TopicPartition = new TopicPartition(Topic, 0), OffsetSpec = OffsetSpec.Latest() }]);

        Assert.Equal(0, listed.ResultInfos[0].TopicPartitionOffsetError.Offset.Value);
    }
}
