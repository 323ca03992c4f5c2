using System.Runtime.CompilerServices;
using ApacheKafka;
using MiniKafka.Client;
using MiniKafka.Client.Admin;
using MiniKafka.CompatibilityTests.KafkaTools;
using MiniKafka.Model;

namespace MiniKafka.CompatibilityTests.OwnClients;

/// <summary>Our own administrative client on Apache Kafka's brokers, as on ours.</summary>
[Collection(ApacheKafkaCollection.Name)]
[MeetsApacheKafka]
public sealed class OwnAdminTests(RunningApacheKafka kafka, OurBrokers ours) : IClassFixture<OurBrokers>
{
    private const int MostLooks = 1000;

    [ApacheKafkaTheory]
    [InlineData(Peer.MiniKafka)]
    [InlineData(Peer.OneApacheKafka)]
    [InlineData(Peer.ThreeApacheKafkas)]
    public async Task Topics_are_made_described_grown_and_deleted(Peer peer)
    {
        await using var cluster = await PeerCluster.OfAsync(peer, kafka, ours);
        var admin = cluster.Admin();
        var topic = await cluster.MakeTopicAsync(2, ("retention.ms", "1000000"));

        await EventuallyAsync(async () => (await admin.ListTopicsAsync()).Contains(topic));
        await admin.CreatePartitionsAsync(topic, 3);
        await EventuallyAsync(async () => (await admin.DescribeTopicsAsync([topic]))[0].Partitions.Count == 3);
        var described = (await admin.DescribeTopicsAsync([topic]))[0];
        Assert.All(described.Partitions, partition => Assert.Equal(cluster.Brokers, partition.Replicas.Count));
        await ThrowsAsync(ErrorCode.InvalidPartitions, () => admin.CreatePartitionsAsync(topic, 2));
        await ThrowsAsync(ErrorCode.TopicAlreadyExists, () => admin.CreateTopicAsync(topic));
        await ThrowsAsync(ErrorCode.InvalidTopicException, () => admin.CreateTopicAsync("no good name"));
        await ThrowsAsync(ErrorCode.InvalidReplicationFactor, () => admin.CreateTopicAsync(topic + "-2", 1, 9));
        await ThrowsAsync(ErrorCode.InvalidConfig, () => admin.CreateTopicsAsync([new NewTopic(topic + "-3") { Configs = new Dictionary<string, string> { ["retention.ms"] = "soon" } }]));
        await admin.DeleteTopicsAsync([topic]);
        await EventuallyAsync(async () => !(await admin.ListTopicsAsync()).Contains(topic));
        await ThrowsAsync(ErrorCode.UnknownTopicOrPartition, () => admin.DeleteTopicsAsync([topic]));
    }

    [ApacheKafkaTheory]
    [InlineData(Peer.MiniKafka)]
    [InlineData(Peer.OneApacheKafka)]
    [InlineData(Peer.ThreeApacheKafkas)]
    public async Task Configurations_quotas_and_passwords_are_set_told_and_taken_back(Peer peer)
    {
        await using var cluster = await PeerCluster.OfAsync(peer, kafka, ours);
        var admin = cluster.Admin();
        var topic = ConfigResource.Topic(await cluster.MakeTopicAsync());
        foreach (var (resource, key, value) in new[]
        {
            (topic, "max.message.bytes", "123456"),
            (ConfigResource.AllBrokers, "log.cleaner.delete.retention.ms", "86400001"),
            (ConfigResource.Broker(1), "leader.replication.throttled.rate", "10000000"),
            (new ConfigResource(ConfigResourceType.Group, "somebody's"), "consumer.session.timeout.ms", "46000"),
            (new ConfigResource(ConfigResourceType.ClientMetrics, "watch"), "interval.ms", "60000"),
        })
        {
            await admin.IncrementalAlterConfigsAsync(resource, [new AlterConfigEntry(key, value)]);
            await EventuallyAsync(async () => (await admin.DescribeConfigsAsync(resource)).TryGetValue(key, out var entry) && (entry.Value, entry.IsDefault) == (value, false));
            await EventuallyAsync(async () => resource.Name.Length == 0 || (await admin.ListConfigResourcesAsync([resource.Type])).Contains(resource));
            await admin.IncrementalAlterConfigsAsync(resource, [new AlterConfigEntry(key, null, AlterConfigOperation.Delete)]);
        }

        await ThrowsAsync(ErrorCode.InvalidConfig, () => admin.IncrementalAlterConfigsAsync(topic, [new AlterConfigEntry("min.insync.replicas", "none")]));
        var entity = new ClientQuotaEntity(new Dictionary<string, string?> { ["user"] = "alice", ["client-id"] = null });
        await admin.AlterClientQuotasAsync([new ClientQuotaAlteration(entity, new Dictionary<string, double?> { ["request_percentage"] = 50.5 })]);
        await EventuallyAsync(async () => (await admin.DescribeClientQuotasAsync()).Any(quota => quota.Values.TryGetValue("request_percentage", out var rate) && rate == 50.5));
        await admin.AlterClientQuotasAsync([new ClientQuotaAlteration(entity, new Dictionary<string, double?> { ["request_percentage"] = null })]);
        await admin.AlterUserScramCredentialsAsync([new ScramCredentialAlteration("alice", ScramMechanism.ScramSha512, "secret", 8192)]);
        await EventuallyAsync(async () => await TellsOfAliceAsync(admin));
        await admin.AlterUserScramCredentialsAsync([new ScramCredentialAlteration("alice", ScramMechanism.ScramSha512, null)]);
    }

    [ApacheKafkaTheory]
    [InlineData(Peer.MiniKafka)]
    [InlineData(Peer.OneApacheKafka)]
    [InlineData(Peer.ThreeApacheKafkas)]
    public async Task Groups_and_records_are_looked_after(Peer peer)
    {
        await using var cluster = await PeerCluster.OfAsync(peer, kafka, ours);
        var admin = cluster.Admin();
        var group = $"group-{Guid.NewGuid():N}";
        var partition = new TopicPartition(await cluster.MakeTopicAsync(), 0);
        var producer = cluster.Producer();
        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => producer.ProduceAsync(partition, new Message<string?, string?> { Value = $"{i}" })));

        Assert.Equal(9, Assert.Single(await admin.DescribeProducersAsync(partition)).LastSequence);
        Assert.Equal(new WatermarkOffsets(0, 10), (await admin.ListOffsetsAsync([partition]))[partition]);
        await using (var consumer = cluster.Consumer(config => config.GroupId = group))
        {
            consumer.Subscribe(partition.Topic);
            await consumer.CommitAsync(consumer.Take(3)[^1]);
            var described = await admin.DescribeGroupAsync(group);
            Assert.Equal(("Stable", "consumer", "range"), (described.State, described.ProtocolType, described.Assignor));
            Assert.Equal([partition], Assert.Single(described.Members).Assignment);
            await ThrowsAsync(ErrorCode.NonEmptyGroup, () => admin.DeleteGroupAsync(group));
        }

        Assert.Contains(await admin.ListGroupsAsync(), listing => listing.GroupId == group && listing.State == "Empty");
        await admin.AlterGroupOffsetsAsync(group, [new TopicPartitionOffset(partition, 7)]);
        Assert.Equal(7, (await admin.ListGroupOffsetsAsync(group))[partition].Offset);
        await admin.DeleteGroupOffsetsAsync(group, [partition]);
        Assert.Empty(await admin.ListGroupOffsetsAsync(group));
        await admin.DeleteGroupAsync(group);
        Assert.DoesNotContain(await admin.ListGroupsAsync(), listing => listing.GroupId == group);
        await ThrowsAsync(ErrorCode.GroupIdNotFound, () => admin.DeleteGroupAsync(group));
    }

    [ApacheKafkaTheory]
    [InlineData(Peer.MiniKafka)]
    [InlineData(Peer.OneApacheKafka)]
    [InlineData(Peer.ThreeApacheKafkas)]
    public async Task Static_members_that_went_are_taken_out_of_their_group(Peer peer)
    {
        await using var cluster = await PeerCluster.OfAsync(peer, kafka, ours);
        var admin = cluster.Admin();
        var group = $"group-{Guid.NewGuid():N}";
        var partition = new TopicPartition(await cluster.MakeTopicAsync(), 0);
        await cluster.Producer().ProduceAsync(partition, new Message<string?, string?> { Value = "v" });
        await using (var consumer = cluster.Consumer(config => (config.GroupId, config.GroupInstanceId) = (group, "desk")))
        {
            consumer.Subscribe(partition.Topic);
            consumer.Take(1);
            Assert.Equal("desk", Assert.Single((await admin.DescribeGroupAsync(group)).Members).GroupInstanceId);
        }

        Assert.Single((await admin.DescribeGroupAsync(group)).Members);
        await ThrowsAsync(ErrorCode.UnknownMemberId, () => admin.RemoveGroupMembersAsync(group, ["table"]));
        await admin.RemoveGroupMembersAsync(group, ["desk"]);
        Assert.Empty((await admin.DescribeGroupAsync(group)).Members);
        await ThrowsAsync(ErrorCode.UnknownMemberId, () => admin.RemoveGroupMembersAsync(group, ["desk"]));
        await admin.DeleteGroupAsync(group);
        await ThrowsAsync(ErrorCode.UnknownMemberId, () => admin.RemoveGroupMembersAsync(group, ["desk"]));
    }

    [ApacheKafkaFact]
    public async Task Quotas_are_told_in_the_same_order()
    {
        await using var here = await PeerCluster.OfAsync(Peer.MiniKafka, kafka, ours);
        await using var there = await PeerCluster.OfAsync(Peer.OneApacheKafka, kafka, ours);
        Assert.Equal(await QuotasAsync(there.Admin()), await QuotasAsync(here.Admin()));
    }

    /// <summary>In which order quotas are told, of all and of some, while they come and go.</summary>
    private static async Task<List<string>> QuotasAsync(AdminClient admin)
    {
        Assert.Empty(await admin.DescribeClientQuotasAsync());
        string?[] users = ["u7", "u3", null, "u5", "u1", "u9", "u2", "u22", "u31"];
        var told = new List<string>();
        foreach (var user in users)
        {
            await AlterAsync(new() { ["user"] = user }, 1, "request_percentage", "producer_byte_rate", "controller_mutation_rate");
            await AlterAsync(new() { ["user"] = user, ["client-id"] = "c" }, 1, "consumer_byte_rate", "producer_byte_rate");
        }

        await AlterAsync(new() { ["user"] = "u3" }, null, "request_percentage", "producer_byte_rate", "controller_mutation_rate");
        foreach (var filters in new ClientQuotaFilter[][] { [], [new("client-id", ClientQuotaMatch.Exact, "c")], [new("user")], [new("user"), new("client-id", ClientQuotaMatch.Exact, "c")] })
        {
            told.AddRange((await admin.DescribeClientQuotasAsync(filters)).Select(Line));
        }

        foreach (var user in users)
        {
            await AlterAsync(new() { ["user"] = user }, null, "request_percentage", "producer_byte_rate", "controller_mutation_rate");
            await AlterAsync(new() { ["user"] = user, ["client-id"] = "c" }, null, "consumer_byte_rate", "producer_byte_rate");
        }

        return told;

        async Task AlterAsync(Dictionary<string, string?> entity, double? value, params string[] keys)
        {
            await admin.AlterClientQuotasAsync([new ClientQuotaAlteration(new ClientQuotaEntity(entity), keys.ToDictionary(key => key, _ => value))]);
            await EventuallyAsync(async () => (await admin.DescribeClientQuotasAsync()).Any(quota => quota.Entity.Names.Count == entity.Count && !quota.Entity.Names.Except(entity).Any()) == value.HasValue);
        }

        static string Line(ClientQuotas quotas) =>
            $"{string.Join(',', quotas.Entity.Names.Select(part => $"{part.Key}={part.Value}"))} {string.Join(',', quotas.Values.Keys)}";
    }

    [ApacheKafkaTheory]
    [InlineData(Peer.MiniKafka)]
    [InlineData(Peer.OneApacheKafka)]
    [InlineData(Peer.ThreeApacheKafkas)]
    public async Task The_cluster_tells_who_it_is(Peer peer)
    {
        await using var cluster = await PeerCluster.OfAsync(peer, kafka, ours);
        var admin = cluster.Admin();
        var partition = new TopicPartition(await cluster.MakeTopicAsync(), 0);

        var described = await admin.DescribeClusterAsync();
        Assert.Equal(Enumerable.Range(1, cluster.Brokers), described.Brokers.Select(broker => broker.NodeId));
        var quorum = await admin.DescribeMetadataQuorumAsync();
        Assert.Equal(Enumerable.Range(1, cluster.Brokers), quorum.Voters.Select(voter => voter.NodeId));
        Assert.Contains(quorum.LeaderId, quorum.Voters.Select(voter => voter.NodeId));
        Assert.True((await admin.DescribeFeaturesAsync())["metadata.version"].Finalized > 0);
        await EventuallyAsync(async () => (await admin.DescribeLogDirsAsync(1)) is [{ Error: ErrorCode.None } directory]
            && directory.Replicas.Any(replica => replica.TopicPartition == partition));
        Assert.Empty(await admin.ListPartitionReassignmentsAsync());
        await ThrowsAsync(ErrorCode.BrokerIdNotRegistered, () => admin.UnregisterBrokerAsync(77));
    }

    [ApacheKafkaTheory]
    [InlineData(Peer.MiniKafka)]
    [InlineData(Peer.ThreeApacheKafkas)]
    public async Task Replicas_and_leaders_move_where_they_are_told_to(Peer peer)
    {
        await using var cluster = await PeerCluster.OfAsync(peer, kafka, ours);
        var admin = cluster.Admin();
        var topic = $"topic-{Guid.NewGuid():N}";
        var partition = new TopicPartition(topic, 0);
        await admin.CreateTopicsAsync([new NewTopic(topic) { Assignments = [[1, 2]] }]);

        await admin.AlterPartitionReassignmentsAsync([KeyValuePair.Create<TopicPartition, IReadOnlyList<int>?>(partition, [3, 1])]);
        await EventuallyAsync(async () => !(await admin.ListPartitionReassignmentsAsync()).ContainsKey(partition));
        await ElectAsync(admin, partition);
        await EventuallyAsync(async () => (await admin.DescribeTopicsAsync([topic]))[0].Partitions[0] is { Leader: 3, Replicas: [3, 1] });
        await ThrowsAsync(ErrorCode.NoReassignmentInProgress, () => admin.AlterPartitionReassignmentsAsync([KeyValuePair.Create<TopicPartition, IReadOnlyList<int>?>(partition, null)]));
        await ThrowsAsync(ErrorCode.InvalidReplicaAssignment, () => admin.AlterPartitionReassignmentsAsync([KeyValuePair.Create<TopicPartition, IReadOnlyList<int>?>(partition, [1, 1])]));
    }

    /// <summary>The preferred leader, unless it leads already.</summary>
    private static async Task ElectAsync(AdminClient admin, TopicPartition partition)
    {
        if ((await admin.DescribeTopicsAsync([partition.Topic]))[0].Partitions[0].Leader != 3)
        {
            Assert.Equal([partition], await admin.ElectLeadersAsync(ElectionType.Preferred, [partition]));
        }
    }

    private static async Task<bool> TellsOfAliceAsync(AdminClient admin)
    {
        try
        {
            return Assert.Single(await admin.DescribeUserScramCredentialsAsync(["alice"])).Credentials[ScramMechanism.ScramSha512] == 8192;
        }
        catch (KafkaException unknown) when (unknown.Code == ErrorCode.ResourceNotFound)
        {
            return false;
        }
    }

    /// <summary>What the controller has decided, each broker hears a moment later.</summary>
    private static async Task EventuallyAsync(Func<Task<bool>> holds, [CallerArgumentExpression(nameof(holds))] string what = "")
    {
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        for (var looks = 0; !await holds(); looks++)
        {
            Assert.True(looks < MostLooks, what);
            await look.WaitForNextTickAsync();
        }
    }

    private static async Task ThrowsAsync(ErrorCode code, Func<Task> call) => Assert.Equal(code, (await Assert.ThrowsAsync<KafkaException>(call)).Code);
}
