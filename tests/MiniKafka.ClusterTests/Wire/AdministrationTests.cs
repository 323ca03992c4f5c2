using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.ClusterTests.Wire;

/// <summary>Administration as a cluster answers it on the wire, where one broker alone would not show it.</summary>
public sealed class AdministrationTests
{
    private const sbyte BrokerType = 4;
    private const sbyte LoggerType = 8;

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task A_request_that_leaves_no_time_is_over_before_its_turn_comes(int timeoutMs)
    {
        await using var kafka = await KafkaCluster.StartAsync(options =>
        {
            options.Listen();
            options.Topics.Add("t", partitions: 1);
        });
        using var connection = await RawConnection.ToAsync(kafka);
        var created = await connection.AskAsync(
            new CreateTopicsRequest { TimeoutMs = timeoutMs, Topics = [new() { Name = "new", NumPartitions = 1, ReplicationFactor = 1 }] }, 7);
        Assert.Equal(ErrorCode.RequestTimedOut, created.Topics[0].ErrorCode);
        var deleted = await connection.AskAsync(new DeleteTopicsRequest { TimeoutMs = timeoutMs, Topics = [new() { Name = "t" }] }, 6);
        Assert.Equal(ErrorCode.RequestTimedOut, deleted.Responses[0].ErrorCode);
        var grown = await connection.AskAsync(new CreatePartitionsRequest { TimeoutMs = timeoutMs, Topics = [new() { Name = "t", Count = 2, Assignments = null }] }, 3);
        Assert.Equal(ErrorCode.RequestTimedOut, grown.Results[0].ErrorCode);
        var elected = await connection.AskAsync(new ElectLeadersRequest { TimeoutMs = timeoutMs, TopicPartitions = null }, 2);
        Assert.Equal(ErrorCode.RequestTimedOut, elected.ErrorCode);
        var moved = await connection.AskAsync(
            new AlterPartitionReassignmentsRequest { TimeoutMs = timeoutMs, Topics = [new() { Name = "t", Partitions = [new() { PartitionIndex = 0, Replicas = [0] }] }] }, 1);
        Assert.Equal((ErrorCode.RequestTimedOut, ErrorCode.RequestTimedOut), (moved.ErrorCode, moved.Responses[0].Partitions[0].ErrorCode));
        Assert.Equal(["t"], kafka.Nodes[0].View.Image.Topics.Keys);
        Assert.Single(kafka.Nodes[0].View.Image.Topics["t"].Partitions);
    }

    [Fact]
    public async Task A_broker_takes_changes_of_its_own_keys_and_loggers_alone()
    {
        await using var kafka = await KafkaCluster.StartAsync(options =>
        {
            options.Listen();
            options.BrokerCount = 3;
        });
        for (var asked = 0; asked < 3; asked++)
        {
            using var connection = await RawConnection.ToAsync(kafka.Brokers[asked]);
            for (var meant = 0; meant < 3; meant++)
            {
                var expected = asked == meant ? ErrorCode.None : ErrorCode.InvalidRequest;
                Assert.Equal(expected, await AlterAsync(connection, BrokerType, $"{meant}", "log.cleaner.backoff.ms", "15001"));
                Assert.Equal(expected, await ReplaceAsync(connection, $"{meant}", "log.cleaner.backoff.ms", "15001"));
                Assert.Equal(asked == meant ? ErrorCode.InvalidConfig : ErrorCode.InvalidRequest, await AlterAsync(connection, LoggerType, $"{meant}", "x", "INFO"));
            }

            Assert.Equal(ErrorCode.InvalidRequest, await AlterAsync(connection, BrokerType, $"{asked}", "num.io.threads", "17"));
            Assert.Equal(ErrorCode.None, await AlterAsync(connection, BrokerType, "", "num.io.threads", "16"));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Loggers_are_described_with_an_empty_documentation_whoever_asks_for_it(bool isAskedFor)
    {
        await using var kafka = await KafkaCluster.StartAsync(options => options.Listen());
        using var connection = await RawConnection.ToAsync(kafka);
        var described = await connection.AskAsync(
            new DescribeConfigsRequest
            {
                IncludeDocumentation = isAskedFor,
                Resources = [new() { ResourceType = LoggerType, ResourceName = "0", ConfigurationKeys = null }, new() { ResourceType = BrokerType, ResourceName = "0", ConfigurationKeys = null }],
            },
            4);
        Assert.Equal([""], described.Results[0].Configs.Select(config => config.Documentation).Distinct());
        Assert.All(described.Results[1].Configs, config => Assert.Equal(isAskedFor, config.Documentation is not null));
    }

    [Fact]
    public async Task Deleted_records_are_gone_from_every_replica_when_the_answer_comes()
    {
        await using var kafka = await KafkaCluster.StartAsync(options =>
        {
            options.Listen();
            options.BrokerCount = 3;
            options.Topics.Add("t", partitions: 1, replicationFactor: 3);
        });
        await using (var producer = kafka.CreateProducer<string, string>(new() { Acks = Acks.All }))
        {
            for (var i = 0; i < 5; i++)
            {
                await producer.ProduceAsync("t", new() { Value = $"{i}" });
            }
        }

        var id = new TopicPartition("t", 0);
        using var connection = await RawConnection.ToAsync(kafka.Brokers[kafka.Nodes[0].View.Image.Topics["t"].Partitions[0].Leader]);
        var deleted = await connection.AskAsync(
            new DeleteRecordsRequest { TimeoutMs = 30_000, Topics = [new() { Name = "t", Partitions = [new() { PartitionIndex = 0, Offset = 3 }] }] }, 2);
        Assert.Equal((ErrorCode.None, 3L), (deleted.Topics[0].Partitions[0].ErrorCode, deleted.Topics[0].Partitions[0].LowWatermark));
        Assert.All(kafka.Nodes, node => Assert.Equal(3, node.Replicas.Find(id)!.Log.LogStartOffset));
    }

    [Fact]
    public async Task Telemetry_is_answered_though_nobody_is_told_of_it()
    {
        await using var kafka = await KafkaCluster.StartAsync(options => options.Listen());
        using var connection = await RawConnection.ToAsync(kafka);
        var served = await connection.AskAsync(new ApiVersionsRequest { ClientSoftwareName = "raw", ClientSoftwareVersion = "1" }, 4);
        Assert.DoesNotContain(served.ApiKeys, api => api.ApiKey is (short)ApiKey.GetTelemetrySubscriptions or (short)ApiKey.PushTelemetry);
        var told = await connection.AskAsync(new GetTelemetrySubscriptionsRequest(), 0);
        Assert.Equal((ErrorCode.None, 300_000, 1_048_576), (told.ErrorCode, told.PushIntervalMs, told.TelemetryMaxBytes));
        Assert.NotEqual(Uuid.Zero, told.ClientInstanceId);
        var push = new PushTelemetryRequest { ClientInstanceId = told.ClientInstanceId, SubscriptionId = told.SubscriptionId + 1, Metrics = [1] };
        Assert.Equal(ErrorCode.UnknownSubscriptionId, (await connection.AskAsync(push, 0)).ErrorCode);
        push.SubscriptionId = told.SubscriptionId;
        Assert.Equal(ErrorCode.ThrottlingQuotaExceeded, (await connection.AskAsync(push, 0)).ErrorCode);
        push.ClientInstanceId = Uuid.Zero;
        Assert.Equal(ErrorCode.InvalidRequest, (await connection.AskAsync(push, 0)).ErrorCode);
    }

    private static async Task<ErrorCode> AlterAsync(RawConnection connection, sbyte type, string name, string key, string value) =>
        (await connection.AskAsync(
            new IncrementalAlterConfigsRequest { ValidateOnly = true, Resources = [new() { ResourceType = type, ResourceName = name, Configs = [new() { Name = key, Value = value }] }] }, 1))
        .Responses[0].ErrorCode;

    private static async Task<ErrorCode> ReplaceAsync(RawConnection connection, string name, string key, string value) =>
        (await connection.AskAsync(
            new AlterConfigsRequest { ValidateOnly = true, Resources = [new() { ResourceType = BrokerType, ResourceName = name, Configs = [new() { Name = key, Value = value }] }] }, 2))
        .Responses[0].ErrorCode;
}
