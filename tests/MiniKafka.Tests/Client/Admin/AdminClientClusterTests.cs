using MiniKafka.Client;
using MiniKafka.Client.Admin;
using MiniKafka.Client.Serialization;
using MiniKafka.Model;

namespace MiniKafka.Tests.Client.Admin;

public sealed class AdminClientClusterTests : IAsyncLifetime
{
    private static readonly TopicPartition Orders = new("orders", 0);
    private KafkaCluster _kafka = null!;
    private AdminClient _admin = null!;

    public async Task InitializeAsync()
    {
        _kafka = await KafkaCluster.StartAsync(options =>
        {
            options.BrokerCount = 3;
            options.Topics.Add("orders", partitions: 1, replicationFactor: 2);
        });
        _admin = _kafka.CreateAdmin();
    }

    public async Task DisposeAsync()
    {
        await _admin.DisposeAsync();
        await _kafka.DisposeAsync();
    }

    [Fact]
    public async Task Partitions_are_moved_and_the_preferred_replica_is_elected()
    {
        var before = Assert.Single((await _admin.DescribeTopicsAsync(["orders"]))[0].Partitions);
        int[] target = [.. Enumerable.Range(0, 3).Except(before.Replicas), before.Replicas[0]];

        await _admin.AlterPartitionReassignmentsAsync([KeyValuePair.Create<TopicPartition, IReadOnlyList<int>?>(Orders, target)]);

        // While it lasts the move is listed; in the end the partition has the new replicas and nothing is under way.
        await UntilAsync(async () =>
        {
            foreach (var (partition, move) in await _admin.ListPartitionReassignmentsAsync())
            {
                Assert.Equal(Orders, partition);
                Assert.Equal([target[0]], move.AddingReplicas);
            }

            var now = (await _admin.DescribeTopicsAsync(["orders"]))[0].Partitions[0];
            return now.Replicas.SequenceEqual(target) && now.Isr.Count == 2 && (await _admin.ListPartitionReassignmentsAsync()).Count == 0;
        });
        if ((await _admin.DescribeTopicsAsync(["orders"]))[0].Partitions[0].Leader != target[0])
        {
            Assert.Equal([Orders], await _admin.ElectLeadersAsync(ElectionType.Preferred, [Orders]));
        }

        Assert.Equal(target[0], (await _admin.DescribeTopicsAsync(["orders"]))[0].Partitions[0].Leader);
        Assert.Empty(await _admin.ElectLeadersAsync());
    }

    [Fact]
    public async Task A_move_that_is_not_under_way_cannot_be_cancelled_and_an_unknown_partition_not_be_moved()
    {
        var none = await Assert.ThrowsAsync<KafkaException>(() => _admin.AlterPartitionReassignmentsAsync([KeyValuePair.Create<TopicPartition, IReadOnlyList<int>?>(Orders, null)]));
        Assert.Equal(ErrorCode.NoReassignmentInProgress, none.Code);
        var unknown = await Assert.ThrowsAsync<KafkaException>(() => _admin.ElectLeadersAsync(ElectionType.Preferred, [new TopicPartition("nowhere", 3)]));
        Assert.Contains("nowhere-3", unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quotas_are_set_described_and_removed()
    {
        var anna = ClientQuotaEntity.User("anna");
        await _admin.AlterClientQuotasAsync(
        [
            new ClientQuotaAlteration(anna, new Dictionary<string, double?> { ["producer_byte_rate"] = 1000, ["consumer_byte_rate"] = 2000 }),
            new ClientQuotaAlteration(ClientQuotaEntity.ClientId(null), new Dictionary<string, double?> { ["request_percentage"] = 50 }),
        ]);

        var quotas = await DescribedAsync([new ClientQuotaFilter("user", ClientQuotaMatch.Exact, "anna")], 2);
        Assert.Equal(anna.Names, quotas.Entity.Names);
        Assert.Equal((1000d, 2000d), (quotas.Values["producer_byte_rate"], quotas.Values["consumer_byte_rate"]));
        Assert.Equal(2, (await _admin.DescribeClientQuotasAsync()).Count);

        await _admin.AlterClientQuotasAsync([new ClientQuotaAlteration(anna, new Dictionary<string, double?> { ["producer_byte_rate"] = null })]);
        Assert.Equal(["consumer_byte_rate"], (await DescribedAsync([new ClientQuotaFilter("user")], 1)).Values.Keys);
        var wrong = await Assert.ThrowsAsync<KafkaException>(() => _admin.AlterClientQuotasAsync([new ClientQuotaAlteration(anna, new Dictionary<string, double?> { ["nonsense"] = 1 })]));
        Assert.Contains("anna", wrong.Message, StringComparison.Ordinal);

        async Task<ClientQuotas> DescribedAsync(IReadOnlyList<ClientQuotaFilter> filters, int values)
        {
            IReadOnlyList<ClientQuotas> found = [];
            await UntilAsync(async () => (found = await _admin.DescribeClientQuotasAsync(filters)) is [{ Values: var all }] && all.Count == values);
            return found[0];
        }
    }

    [Fact]
    public async Task Passwords_are_set_described_and_removed()
    {
        await _admin.AlterUserScramCredentialsAsync(
        [
            new ScramCredentialAlteration("anna", ScramMechanism.ScramSha256, "secret"),
            new ScramCredentialAlteration("anna", ScramMechanism.ScramSha512, "secret", 8192),
        ]);
        await UntilAsync(async () => await _admin.DescribeUserScramCredentialsAsync() is [{ Credentials.Count: 2 }]);
        var anna = Assert.Single(await _admin.DescribeUserScramCredentialsAsync(["anna"]));
        Assert.Equal((4096, 8192), (anna.Credentials[ScramMechanism.ScramSha256], anna.Credentials[ScramMechanism.ScramSha512]));

        await _admin.AlterUserScramCredentialsAsync([new ScramCredentialAlteration("anna", ScramMechanism.ScramSha512, null)]);
        await UntilAsync(async () => await _admin.DescribeUserScramCredentialsAsync(["anna"]) is [{ Credentials.Count: 1 }]);
        var few = await Assert.ThrowsAsync<KafkaException>(() => _admin.AlterUserScramCredentialsAsync([new ScramCredentialAlteration("bob", ScramMechanism.ScramSha256, "x", 10)]));
        Assert.Contains("bob", few.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Features_are_described_and_a_level_nobody_knows_is_refused()
    {
        var features = await _admin.DescribeFeaturesAsync();
        var metadata = features["metadata.version"];
        Assert.InRange(metadata.Finalized, metadata.MinSupported, metadata.MaxSupported);
        await _admin.UpdateFeaturesAsync([new FeatureUpdate("metadata.version", metadata.Finalized)], validateOnly: true);
        var refused = await Assert.ThrowsAsync<KafkaException>(() => _admin.UpdateFeaturesAsync([new FeatureUpdate("metadata.version", short.MaxValue)]));
        Assert.False(refused.IsRetriable);
        await _admin.UpdateFeaturesAsync([new FeatureUpdate("transaction.version", 1, FeatureUpgradeType.SafeDowngrade)]);
        await UntilAsync(async () => (await _admin.DescribeFeaturesAsync())["transaction.version"].Finalized == 1);
    }

    [Fact]
    public async Task The_quorum_is_described()
    {
        var quorum = await _admin.DescribeMetadataQuorumAsync();
        Assert.Equal([0, 1, 2], quorum.Voters.Select(voter => voter.NodeId));
        Assert.Contains(quorum.Voters, voter => voter.NodeId == quorum.LeaderId && voter.LogEndOffset >= quorum.HighWatermark);
        Assert.Empty(quorum.Observers);
    }

    [Fact]
    public async Task A_node_gets_a_vote_and_loses_it_again()
    {
        var added = await _kafka.AddBrokerAsync();
        QuorumReplica? observer = null;
        await UntilAsync(async () => (observer = (await _admin.DescribeMetadataQuorumAsync()).Observers.FirstOrDefault(node => node.NodeId == added.Id)) is not null);
        RaftVoterEndpoint[] endpoints = [new("CONTROLLER", "127.0.0.1", 9093)];

        await _admin.AddRaftVoterAsync(added.Id, observer!.DirectoryId, endpoints);
        Assert.Equal([0, 1, 2, added.Id], (await _admin.DescribeMetadataQuorumAsync()).Voters.Select(voter => voter.NodeId));
        Assert.Equal(ErrorCode.DuplicateVoter, (await Assert.ThrowsAsync<KafkaException>(() => _admin.AddRaftVoterAsync(added.Id, observer.DirectoryId, endpoints))).Code);

        await _admin.RemoveRaftVoterAsync(added.Id, observer.DirectoryId);
        Assert.Equal([0, 1, 2], (await _admin.DescribeMetadataQuorumAsync()).Voters.Select(voter => voter.NodeId));
        Assert.Equal(ErrorCode.VoterNotFound, (await Assert.ThrowsAsync<KafkaException>(() => _admin.RemoveRaftVoterAsync(added.Id, observer.DirectoryId))).Code);
    }

    [Fact]
    public async Task Producers_with_sequence_numbers_are_described()
    {
        await using var producer = _kafka.CreateProducer<Null, string>();
        for (var i = 0; i < 3; i++)
        {
            await producer.ProduceAsync("orders", new Message<Null, string> { Value = "v" });
        }

        var state = Assert.Single(await _admin.DescribeProducersAsync(Orders));
        Assert.Equal((2, 0, (long?)null), (state.LastSequence, state.ProducerEpoch, state.TransactionStartOffset));
        await using var hasty = _kafka.CreateAdmin(new AdminConfig { RequestTimeoutMs = 100, DefaultApiTimeoutMs = 100 });
        await Assert.ThrowsAsync<KafkaException>(() => hasty.DescribeProducersAsync(new TopicPartition("orders", 7)));
    }

    [Fact]
    public async Task What_has_a_configuration_is_listed()
    {
        await _admin.IncrementalAlterConfigsAsync(new ConfigResource(ConfigResourceType.Group, "workers"), [new AlterConfigEntry("consumer.session.timeout.ms", "46000")]);
        await UntilAsync(async () => (await _admin.ListConfigResourcesAsync([ConfigResourceType.Group])) is [{ Name: "workers" }]);
        Assert.Contains(ConfigResource.Topic("orders"), await _admin.ListConfigResourcesAsync([ConfigResourceType.Topic]));
    }

    [Fact]
    public async Task A_stopped_broker_is_taken_out_for_good()
    {
        await _kafka.Brokers[2].StopAsync();
        await _admin.UnregisterBrokerAsync(2);
        await UntilAsync(async () => (await _admin.DescribeClusterAsync()).Brokers.All(broker => broker.NodeId != 2));
        var unknown = await Assert.ThrowsAsync<KafkaException>(() => _admin.UnregisterBrokerAsync(77));
        Assert.Contains("77", unknown.Message, StringComparison.Ordinal);
    }

    /// <summary>What a broker answers follows what the controller decided a moment later.</summary>
    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await holds())
        {
            deadline.Token.ThrowIfCancellationRequested();
        }
    }
}
