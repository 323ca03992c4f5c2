using MiniKafka.Client;
using MiniKafka.Client.Admin;
using MiniKafka.Model;
using MiniKafka.Tests.Client.Consumers;

namespace MiniKafka.Tests.Client.Admin;

public sealed class AdminClientTests : IAsyncLifetime
{
    private KafkaCluster _kafka = null!;
    private AdminClient _admin = null!;

    public async Task InitializeAsync()
    {
        _kafka = await KafkaCluster.StartAsync(options => options.Properties["offsets.topic.replication.factor"] = "1");
        _admin = _kafka.CreateAdmin();
    }

    public async Task DisposeAsync()
    {
        await _admin.DisposeAsync();
        await _kafka.DisposeAsync();
    }

    [Fact]
    public async Task Topics_are_created_grown_described_and_deleted()
    {
        await _admin.CreateTopicsAsync([new NewTopic("orders", 2) { Configs = new Dictionary<string, string> { ["retention.ms"] = "1000" } }]);
        await _admin.CreatePartitionsAsync("orders", 3);

        var topic = Assert.Single(await _admin.DescribeTopicsAsync(["orders"]));
        Assert.Equal(3, topic.Partitions.Count);
        Assert.Equal(["orders"], await _admin.ListTopicsAsync());
        Assert.Equal("1000", (await _admin.DescribeConfigsAsync(ConfigResource.Topic("orders")))["retention.ms"].Value);

        await _admin.DeleteTopicsAsync(["orders"]);
        Assert.Empty(await _admin.ListTopicsAsync());
    }

    [Fact]
    public async Task A_topic_that_exists_is_refused_with_its_name()
    {
        await _admin.CreateTopicAsync("orders");
        var failure = await Assert.ThrowsAsync<KafkaException>(() => _admin.CreateTopicAsync("orders"));
        Assert.Equal(ErrorCode.TopicAlreadyExists, failure.Code);
        Assert.Contains("orders", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>With all the time in the world, asking again would go on for ever.</summary>
    [Fact]
    public async Task What_was_decided_is_not_asked_for_again()
    {
        await using var patient = _kafka.CreateAdmin(new AdminConfig { DefaultApiTimeoutMs = int.MaxValue });
        Func<Task>[] calls =
        [
            () => patient.CreatePartitionsAsync("nowhere", 3),
            () => patient.DeleteTopicsAsync(["nowhere"]),
            () => patient.AlterPartitionReassignmentsAsync([KeyValuePair.Create<TopicPartition, IReadOnlyList<int>?>(new TopicPartition("nowhere", 0), [0])]),
            () => patient.DescribeTopicsAsync(["nowhere"]),
            () => patient.DescribeConfigsAsync(ConfigResource.Topic("nowhere")),
        ];
        foreach (var call in calls)
        {
            var refused = await Assert.ThrowsAsync<KafkaException>(() => call().WaitAsync(TimeSpan.FromSeconds(30)));
            Assert.Equal(ErrorCode.UnknownTopicOrPartition, refused.Code);
            Assert.Contains("nowhere", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Topics_are_created_and_deleted_over_connections_that_break()
    {
        var broker = _kafka.Brokers[0];
        await using var admin = _kafka.CreateAdmin();
        await admin.ListTopicsAsync();
        await broker.KillAsync();
        var created = admin.CreateTopicAsync("later");
        var deleted = admin.DeleteTopicsAsync(["nowhere"]);
        await broker.StartAsync();
        await created;
        Assert.Equal(ErrorCode.UnknownTopicOrPartition, (await Assert.ThrowsAsync<KafkaException>(() => deleted)).Code);
        Assert.Equal(["later"], await admin.ListTopicsAsync());
    }

    [Fact]
    public async Task Configurations_are_changed_key_by_key()
    {
        await _admin.CreateTopicAsync("orders");
        var orders = ConfigResource.Topic("orders");

        await _admin.IncrementalAlterConfigsAsync(orders, [new AlterConfigEntry("retention.ms", "5000"), new AlterConfigEntry("cleanup.policy", "compact")]);
        await _admin.IncrementalAlterConfigsAsync(orders, [new AlterConfigEntry("retention.ms", null, AlterConfigOperation.Delete)]);

        var configs = await _admin.DescribeConfigsAsync(orders);
        Assert.True(configs["retention.ms"].IsDefault);
        Assert.Equal("compact", configs["cleanup.policy"].Value);
        await Assert.ThrowsAsync<KafkaException>(() => _admin.IncrementalAlterConfigsAsync(orders, [new AlterConfigEntry("retention.ms", "soon")]));
    }

    [Fact]
    public async Task A_configuration_tells_where_values_come_from_and_details_where_they_are_asked_for()
    {
        await _admin.CreateTopicAsync("orders");
        var orders = ConfigResource.Topic("orders");
        await _admin.IncrementalAlterConfigsAsync(orders, [new AlterConfigEntry("segment.bytes", "1048576")]);

        var brief = (await _admin.DescribeConfigsAsync(orders))["segment.bytes"];
        Assert.Equal((ConfigSource.DynamicTopic, ConfigType.Int, null, 0), (brief.Source, brief.Type, brief.Documentation, brief.Synonyms.Count));

        var whole = (await _admin.DescribeConfigsAsync(orders, includeDetails: true))["segment.bytes"];
        Assert.NotNull(whole.Documentation);
        Assert.Equal(new ConfigSynonym("segment.bytes", "1048576", ConfigSource.DynamicTopic), whole.Synonyms[0]);
        Assert.Equal(("log.segment.bytes", ConfigSource.Default), (whole.Synonyms[^1].Name, whole.Synonyms[^1].Source));
    }

    [Fact]
    public async Task A_broker_describes_its_own_configuration() =>
        Assert.Contains("num.partitions", (await _admin.DescribeConfigsAsync(ConfigResource.Broker(0))).Keys);

    [Fact]
    public async Task The_cluster_is_described()
    {
        var cluster = await _admin.DescribeClusterAsync();
        Assert.Equal(0, Assert.Single(cluster.Brokers).NodeId);
        Assert.NotEmpty(cluster.ClusterId);
    }

    [Fact]
    public async Task Records_are_deleted_up_to_an_offset()
    {
        await _admin.CreateTopicAsync("orders");
        var partition = new TopicPartition("orders", 0);
        await using var writer = new BatchWriter(_kafka);
        await writer.AppendAsync(partition, "0", "1", "2");

        Assert.Equal(2, await _admin.DeleteRecordsAsync(new TopicPartitionOffset(partition, 2)));

        Assert.Equal(new WatermarkOffsets(2, 3), (await _admin.ListOffsetsAsync([partition]))[partition]);
        Assert.Equal(3, await _admin.DeleteRecordsAsync(new TopicPartitionOffset(partition, Offset.End)));
    }

    [Fact]
    public async Task Offsets_of_a_group_without_members_are_set_listed_and_deleted()
    {
        await _admin.CreateTopicAsync("orders", 2);
        TopicPartitionOffset[] offsets = [new("orders", 0, 4), new("orders", 1, 5)];

        await _admin.AlterGroupOffsetsAsync("g", offsets);

        Assert.Equal([4L, 5L], (await _admin.ListGroupOffsetsAsync("g")).Values.Select(place => place.Offset));
        Assert.Equal(("g", "classic"), (Assert.Single(await _admin.ListGroupsAsync()).GroupId, (await _admin.ListGroupsAsync())[0].Type));
        var described = await _admin.DescribeGroupAsync("g");
        Assert.Empty(described.Members);
        Assert.Equal(("classic", 0, null), (described.Type, described.Coordinator, described.Epoch));
        await _admin.DeleteGroupOffsetsAsync("g", [new TopicPartition("orders", 0)]);
        Assert.Equal([new TopicPartition("orders", 1)], (await _admin.ListGroupOffsetsAsync("g")).Keys);
        await _admin.DeleteGroupAsync("g");
        Assert.Empty(await _admin.ListGroupsAsync());
    }

    [Fact]
    public async Task A_topic_takes_its_offsets_with_it_and_the_next_of_its_name_has_none()
    {
        await _admin.CreateTopicAsync("orders");
        await _admin.AlterGroupOffsetsAsync("g", [new TopicPartitionOffset("orders", 0, 5)]);
        await _admin.DeleteTopicsAsync(["orders"]);
        await _admin.CreateTopicAsync("orders");
        Assert.Empty(await _admin.ListGroupOffsetsAsync("g"));
    }
}
