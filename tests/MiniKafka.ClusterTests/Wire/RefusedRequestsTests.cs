using MiniKafka.Model;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.ClusterTests.Wire;

/// <summary>Requests of administrators that are wrong as a whole, or name a thing twice: which entries are told of it.</summary>
public sealed class RefusedRequestsTests
{
    private const int TimeoutMs = 10_000;

    [Fact]
    public async Task Too_many_partitions_are_told_of_every_entry_even_of_those_that_stand_twice()
    {
        await using var kafka = await KafkaCluster.StartAsync(options => options.Listen());
        using var connection = await RawConnection.ToAsync(kafka);
        var created = await connection.AskAsync(new CreateTopicsRequest { TimeoutMs = TimeoutMs, Topics = [Topic("twice", 1), Topic("twice", 1), Topic("many", 10_001)] }, 7);
        Assert.Equal(["twice", "twice", "many"], created.Topics.Select(topic => topic.Name));
        Assert.All(created.Topics, topic => Assert.Equal(ErrorCode.PolicyViolation, topic.ErrorCode));
    }

    [Fact]
    public async Task A_deletion_that_is_over_or_not_allowed_has_no_message()
    {
        await using var kafka = await KafkaCluster.StartAsync(options =>
        {
            options.Listen();
            options.Properties["delete.topic.enable"] = "false";
        });
        using var connection = await RawConnection.ToAsync(kafka);
        var request = new DeleteTopicsRequest { TimeoutMs = TimeoutMs, Topics = [new() { Name = "t" }] };
        var refused = Assert.Single((await connection.AskAsync(request, 6)).Responses);
        Assert.Equal((ErrorCode.TopicDeletionDisabled, null), (refused.ErrorCode, refused.ErrorMessage));
        var older = await connection.AskAsync(new DeleteTopicsRequest { TimeoutMs = TimeoutMs, TopicNames = ["t"] }, 2);
        Assert.Equal(ErrorCode.InvalidRequest, older.Responses[0].ErrorCode);
        request.TimeoutMs = 0;
        var late = Assert.Single((await connection.AskAsync(request, 6)).Responses);
        Assert.Equal((ErrorCode.RequestTimedOut, null), (late.ErrorCode, late.ErrorMessage));
    }

    [Fact]
    public async Task Elections_of_an_unknown_kind_are_refused_as_a_whole()
    {
        await using var kafka = await KafkaCluster.StartAsync(options =>
        {
            options.Listen();
            options.Topics.Add("t", partitions: 1);
        });
        using var connection = await RawConnection.ToAsync(kafka);
        Assert.Equal((ErrorCode.InvalidRequest, "t 42 42"), await ElectAsync(2, [new() { Topic = "t", Partitions = [0, 0] }]));
        Assert.Equal((ErrorCode.InvalidRequest, ""), await ElectAsync(2, null));
        Assert.Equal((ErrorCode.None, ""), await ElectAsync(2, []));
        Assert.Equal((ErrorCode.None, "t 84 84, t 84"), await ElectAsync(0, [new() { Topic = "t", Partitions = [0, 0] }, new() { Topic = "t", Partitions = [0] }]));

        async Task<(ErrorCode, string)> ElectAsync(sbyte kind, List<ElectLeadersRequest.TopicPartitionsData>? wanted)
        {
            var answer = await connection.AskAsync(new ElectLeadersRequest { TimeoutMs = TimeoutMs, ElectionType = kind, TopicPartitions = wanted }, 2);
            return (answer.ErrorCode, string.Join(", ", answer.ReplicaElectionResults.Select(topic => $"{topic.Topic} {string.Join(' ', topic.PartitionResult.Select(result => (int)result.ErrorCode))}")));
        }
    }

    [Fact]
    public async Task Features_are_told_of_as_often_as_they_stand_in_the_request_and_version_0_only_upgrades()
    {
        await using var kafka = await KafkaCluster.StartAsync(options => options.Listen());
        using var connection = await RawConnection.ToAsync(kafka);
        var twice = await connection.AskAsync(
            new UpdateFeaturesRequest { ValidateOnly = true, FeatureUpdates = [Update(1), Update(0)] }, 1);
        Assert.Equal(["transaction.version", "transaction.version"], twice.Results.Select(result => result.Feature));
        var lower = await connection.AskAsync(
            new UpdateFeaturesRequest { FeatureUpdates = [new() { Feature = "transaction.version", MaxVersionLevel = 1, AllowDowngrade = true }] }, 0);
        Assert.Equal(ErrorCode.InvalidUpdateVersion, lower.ErrorCode);

        static UpdateFeaturesRequest.FeatureUpdateKey Update(short level) => new() { Feature = "transaction.version", MaxVersionLevel = level, UpgradeType = 2 };
    }

    [Fact]
    public async Task A_voter_must_say_where_controllers_reach_it()
    {
        await using var kafka = await KafkaCluster.StartAsync(options => options.Listen());
        using var connection = await RawConnection.ToAsync(kafka);
        Assert.Equal(ErrorCode.InvalidRequest, await AddAsync("ANOTHER"));
        Assert.Equal(ErrorCode.RequestTimedOut, await AddAsync("CONTROLLER"));

        async Task<ErrorCode> AddAsync(string listener) => (await connection.AskAsync(
            new AddRaftVoterRequest { ClusterId = null, TimeoutMs = 1, VoterId = 99, VoterDirectoryId = new Uuid(7, 7), Listeners = [new() { Name = listener, Host = "127.0.0.1", Port = 1 }] }, 1)).ErrorCode;
    }

    [Fact]
    public async Task A_wrong_cursor_is_told_of_every_topic_as_often_as_it_stands_there()
    {
        await using var kafka = await KafkaCluster.StartAsync(options => options.Listen());
        using var connection = await RawConnection.ToAsync(kafka);
        var described = await connection.AskAsync(
            new DescribeTopicPartitionsRequest { Topics = [new() { Name = "t" }, new() { Name = "t" }], Cursor = new() { TopicName = "u", PartitionIndex = 0 } }, 0);
        Assert.Equal(["t 42", "t 42"], described.Topics.Select(topic => $"{topic.Name} {(int)topic.ErrorCode}"));
    }

    [Fact]
    public async Task A_resource_that_stands_twice_or_names_a_key_twice_is_refused_before_anything_else()
    {
        const sbyte Broker = 4, Loggers = 8, Unknown = 99;
        await using var kafka = await KafkaCluster.StartAsync(options => options.Listen());
        using var connection = await RawConnection.ToAsync(kafka);
        Assert.Equal([42, 42], await AlterAsync(Resource(Loggers, "x"), Resource(Loggers, "x")));
        Assert.Equal([42, 42], await AlterAsync(Resource(Broker, "log.cleaner.backoff.ms"), Resource(Broker, "log.cleaner.backoff.ms")));
        Assert.Equal([42], await AlterAsync(Resource(Loggers, "x", "x")));
        Assert.Equal([42, 40], await AlterAsync(Resource(Unknown, "x"), Resource(Loggers, "x")));

        static IncrementalAlterConfigsRequest.AlterConfigsResource Resource(sbyte type, params string[] keys) =>
            new() { ResourceType = type, ResourceName = "0", Configs = [.. keys.Select(key => new IncrementalAlterConfigsRequest.AlterableConfig { Name = key, Value = "1" })] };

        async Task<List<int>> AlterAsync(params IncrementalAlterConfigsRequest.AlterConfigsResource[] resources) =>
            [.. (await connection.AskAsync(new IncrementalAlterConfigsRequest { Resources = [.. resources] }, 1)).Responses.Select(response => (int)response.ErrorCode)];
    }

    [Fact]
    public async Task A_brokers_loggers_are_described_and_changed()
    {
        const sbyte Loggers = 8;
        await using var kafka = await KafkaCluster.StartAsync(options => options.Listen());
        using var connection = await RawConnection.ToAsync(kafka);
        Assert.Equal(("INFO", 6), await LevelAsync());
        var changed = await connection.AskAsync(
            new IncrementalAlterConfigsRequest { Resources = [new() { ResourceType = Loggers, ResourceName = "0", Configs = [new() { Name = "root", Value = "WARN" }] }] }, 1);
        Assert.Equal(ErrorCode.None, changed.Responses[0].ErrorCode);
        Assert.Equal(("WARN", 6), await LevelAsync());

        async Task<(string?, int)> LevelAsync()
        {
            var described = await connection.AskAsync(
                new DescribeConfigsRequest { Resources = [new() { ResourceType = Loggers, ResourceName = "0", ConfigurationKeys = ["root"] }] }, 4);
            var root = Assert.Single(described.Results[0].Configs);
            return (root.Value, root.ConfigSource);
        }
    }

    [Fact]
    public async Task Producers_of_a_topic_with_an_impossible_name_are_not_looked_for()
    {
        await using var kafka = await KafkaCluster.StartAsync(options => options.Listen());
        using var connection = await RawConnection.ToAsync(kafka);
        var described = await connection.AskAsync(
            new DescribeProducersRequest { Topics = [new() { Name = "a b", PartitionIndexes = [0] }, new() { Name = "nope", PartitionIndexes = [0] }] }, 0);
        Assert.Equal([ErrorCode.InvalidTopicException, ErrorCode.UnknownTopicOrPartition], described.Topics.Select(topic => topic.Partitions[0].ErrorCode));
    }

    [Fact]
    public async Task Pushed_metrics_that_do_not_decompress_are_invalid()
    {
        await using var kafka = await KafkaCluster.StartAsync(options => options.Listen());
        using var connection = await RawConnection.ToAsync(kafka);
        var told = await connection.AskAsync(new GetTelemetrySubscriptionsRequest(), 0);
        var push = new PushTelemetryRequest
        {
            ClientInstanceId = told.ClientInstanceId, SubscriptionId = told.SubscriptionId, CompressionType = 1, Metrics = [1, 2, 3],
        };
        Assert.Equal(ErrorCode.InvalidRecord, (await connection.AskAsync(push, 0)).ErrorCode);
        push.SubscriptionId++;
        push.Terminating = true;
        Assert.Equal(ErrorCode.UnknownSubscriptionId, (await connection.AskAsync(push, 0)).ErrorCode);
        Assert.Equal(told.SubscriptionId, (await connection.AskAsync(new GetTelemetrySubscriptionsRequest { ClientInstanceId = told.ClientInstanceId }, 0)).SubscriptionId);
    }

    private static CreateTopicsRequest.CreatableTopic Topic(string name, int partitions) => new() { Name = name, NumPartitions = partitions, ReplicationFactor = 1 };
}
