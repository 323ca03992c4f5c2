using MiniKafka.Model;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.ClusterTests.Wire;

/// <summary>What clients are told of topics, where not all of them, or not all their brokers, are there.</summary>
public sealed class MetadataTests
{
    private const int AllOfATopic = 0b1101_1111_1000;

    [Fact]
    public async Task Names_do_not_count_beside_an_id()
    {
        await using var kafka = await KafkaCluster.StartAsync(options =>
        {
            options.Listen();
            options.Topics.Add("named", partitions: 1);
            options.Topics.Add("meant", partitions: 1);
        });
        using var connection = await RawConnection.ToAsync(kafka);
        var id = kafka.Nodes[0].View.Image.Topics["meant"].Id;
        var unknown = new Uuid(1, 2);
        var told = await connection.AskAsync(
            new MetadataRequest { Topics = [new() { Name = "named" }, new() { Name = "named", TopicId = id }, new() { Name = null, TopicId = unknown }] }, 12);
        Assert.Equal([("meant", id, ErrorCode.None), (null, unknown, ErrorCode.UnknownTopicId)], told.Topics.Select(topic => (topic.Name, topic.TopicId, topic.ErrorCode)));
    }

    [Fact]
    public async Task What_may_be_done_with_a_topic_is_told_though_it_is_not_there()
    {
        await using var kafka = await KafkaCluster.StartAsync(options => options.Listen());
        using var connection = await RawConnection.ToAsync(kafka);
        var request = new MetadataRequest { Topics = [new() { Name = "nope" }], AllowAutoTopicCreation = false, IncludeTopicAuthorizedOperations = true };
        Assert.Equal((ErrorCode.UnknownTopicOrPartition, AllOfATopic), await ToldAsync());
        request.IncludeTopicAuthorizedOperations = false;
        Assert.Equal((ErrorCode.UnknownTopicOrPartition, int.MinValue), await ToldAsync());

        async Task<(ErrorCode Error, int Operations)> ToldAsync()
        {
            var told = await connection.AskAsync(request, 12);
            return (told.Topics[0].ErrorCode, told.Topics[0].TopicAuthorizedOperations);
        }
    }

    [Fact]
    public async Task Replicas_of_a_broker_that_is_gone_are_offline_and_to_the_oldest_clients_not_there()
    {
        await using var kafka = await KafkaCluster.StartAsync(options =>
        {
            options.Listen();
            options.BrokerCount = 3;
        });
        using var connection = await RawConnection.ToAsync(kafka.Brokers[0]);
        var made = await connection.AskAsync(new CreateTopicsRequest { Topics = [Assigned("everywhere", 0, 1, 2), Assigned("lone", 2)] }, 7);
        Assert.All(made.Topics, topic => Assert.Equal(ErrorCode.None, topic.ErrorCode));
        await kafka.WaitForIsrAsync("everywhere", 0, 3);
        await kafka.Brokers[2].KillAsync();
        await kafka.WaitForIsrAsync("everywhere", 0, 2);

        foreach (short version in new short[] { 0, 5, 12 })
        {
            var told = await connection.AskAsync(new MetadataRequest { Topics = [new() { Name = "everywhere" }, new() { Name = "lone" }] }, version);
            var (everywhere, lone) = (told.Topics[0].Partitions[0], told.Topics[1].Partitions[0]);
            Assert.Equal(version == 0 ? ErrorCode.ReplicaNotAvailable : ErrorCode.None, everywhere.ErrorCode);
            Assert.Equal(version == 0 ? [0, 1] : [0, 1, 2], everywhere.ReplicaNodes);
            Assert.Equal(version == 0 ? [] : [2], everywhere.OfflineReplicas);
            Assert.Equal((ErrorCode.LeaderNotAvailable, -1), (lone.ErrorCode, lone.LeaderId));
        }

        var described = await connection.AskAsync(new DescribeTopicPartitionsRequest { Topics = [new() { Name = "lone" }], ResponsePartitionLimit = 10 }, 0);
        var partition = described.Topics[0].Partitions[0];
        Assert.Equal((ErrorCode.None, -1), (partition.ErrorCode, partition.LeaderId));
        Assert.Equal([2], partition.OfflineReplicas);
    }

    private static CreateTopicsRequest.CreatableTopic Assigned(string name, params int[] brokers) => new()
    {
        Name = name, NumPartitions = -1, ReplicationFactor = -1, Assignments = [new() { PartitionIndex = 0, BrokerIds = [.. brokers] }],
    };
}
