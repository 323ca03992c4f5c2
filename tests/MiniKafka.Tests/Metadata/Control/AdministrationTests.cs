using MiniKafka.Metadata;
using MiniKafka.Metadata.Control;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;
using MiniKafka.Protocol.Persisted;

namespace MiniKafka.Tests.Metadata.Control;

public class AdministrationTests
{
    private static readonly QuotaEntity Alice = new([new("user", "alice")]);

    [Fact]
    public void Producer_ids_are_handed_out_in_blocks_that_do_not_overlap()
    {
        var cluster = new TestCluster(2);
        var blocks = new[] { 1, 2, 1 }.Select(broker => cluster.Do(ProducerIdControl.Allocate(cluster.Image, broker, cluster.Image.Brokers[broker].Epoch))).ToList();
        Assert.Equal([0L, 1000L, 2000L], blocks.Select(block => block.FirstProducerId));
        Assert.All(blocks, block => Assert.Equal(1000, block.Count));
        Assert.Equal(ErrorCode.StaleBrokerEpoch, ProducerIdControl.Allocate(cluster.Image, 1, 0).Response.Outcome.Code);
    }

    [Theory]
    [InlineData("user", "u", "byte_rate", 1.0, ErrorCode.InvalidRequest)]
    [InlineData("user", "u", "connection_creation_rate", 1.0, ErrorCode.InvalidRequest)]
    [InlineData("group", "u", "producer_byte_rate", 1.0, ErrorCode.InvalidRequest)]
    [InlineData("user", "", "producer_byte_rate", 1.0, ErrorCode.InvalidRequest)]
    [InlineData("user", "u", "producer_byte_rate", 0.0, ErrorCode.InvalidRequest)]
    [InlineData("user", "u", "producer_byte_rate", -1.0, ErrorCode.InvalidRequest)]
    [InlineData("user", "u", "producer_byte_rate", 1.5, ErrorCode.InvalidRequest)]
    [InlineData("user", "u", "request_percentage", 250.5, ErrorCode.None)]
    [InlineData("user", null, "producer_byte_rate", 1.0, ErrorCode.None)]
    [InlineData("ip", "10.0.0.1", "connection_creation_rate", 5.0, ErrorCode.None)]
    [InlineData("ip", "localhost", "connection_creation_rate", 5.0, ErrorCode.None)]
    [InlineData("ip", "nowhere.invalid", "connection_creation_rate", 5.0, ErrorCode.InvalidRequest)]
    [InlineData("ip", "10.0.0.1", "connection_creation_rate", 2147483648.0, ErrorCode.InvalidRequest)]
    [InlineData("user", "u", "producer_byte_rate", 2147483648.0, ErrorCode.None)]
    [InlineData("user", "u", "consumer_byte_rate", 1e300, ErrorCode.InvalidRequest)]
    [InlineData("user", "u", "controller_mutation_rate", 1e300, ErrorCode.None)]
    [InlineData("user", "u", "producer_byte_rate", 1.9999999, ErrorCode.InvalidRequest)]
    public void Quotas_are_checked(string kind, string? name, string key, double value, ErrorCode code) =>
        Assert.Equal(code, SetQuota(new TestCluster(1), new QuotaEntity([new(kind, name)]), new QuotaChange(key, value)));

    [Fact]
    public void Quotas_are_set_changed_and_removed()
    {
        var cluster = new TestCluster(1);
        SetQuota(cluster, Alice, new QuotaChange("producer_byte_rate", 1000), new QuotaChange("request_percentage", 12.5));
        SetQuota(cluster, Alice, new QuotaChange("producer_byte_rate", null), new QuotaChange("request_percentage", 50));
        Assert.Equal(50, Assert.Single(cluster.Image.Quotas[Alice]).Value);
        SetQuota(cluster, Alice, new QuotaChange("request_percentage", null));
        Assert.Empty(cluster.Image.Quotas);
        Assert.Equal(ErrorCode.None, SetQuota(cluster, Alice, new QuotaChange("request_percentage", null)));
    }

    [Fact]
    public void An_entity_that_stands_twice_is_refused_though_its_first_entry_is_done()
    {
        var cluster = new TestCluster(1);
        var results = cluster.Do(QuotaControl.Alter(
            cluster.Image,
            [new QuotaAlteration(Alice, [new QuotaChange("producer_byte_rate", 1)]), new QuotaAlteration(Alice, [new QuotaChange("consumer_byte_rate", 2)])],
            validateOnly: false));
        Assert.Equal(ErrorCode.InvalidRequest, Assert.Single(results).Outcome.Code);
        Assert.Equal("producer_byte_rate", Assert.Single(cluster.Image.Quotas[Alice]).Key);
        Assert.Equal(ErrorCode.InvalidRequest, SetQuota(cluster, Alice, new QuotaChange("request_percentage", 1), new QuotaChange("request_percentage", 1)));
        Assert.Single(cluster.Image.Quotas[Alice]);
    }

    [Fact]
    public void The_first_wrong_part_of_a_filter_is_told()
    {
        QuotaFilterComponent user = new("user", 0, "a"), group = new("group", 0, "g");
        Assert.Equal(ErrorCode.InvalidRequest, QuotaFilter.Find(new TestCluster(1).Image, [user, user, group], false, out _).Code);
        Assert.Equal(ErrorCode.UnsupportedVersion, QuotaFilter.Find(new TestCluster(1).Image, [user, group, user], false, out _).Code);
    }

    [Fact]
    public void Quotas_are_found_by_their_parts()
    {
        var cluster = new TestCluster(1);
        var both = new QuotaEntity([new("user", "alice"), new("client-id", "c")]);
        var byDefault = new QuotaEntity([new("user", "alice"), new("client-id", null)]);
        foreach (var entity in new[] { Alice, both, byDefault })
        {
            SetQuota(cluster, entity, new QuotaChange("producer_byte_rate", 1));
        }

        var user = new QuotaFilterComponent("user", 0, "alice");
        Assert.Equal(3, Find(cluster, false, user));
        Assert.Equal(1, Find(cluster, true, user));
        Assert.Equal(1, Find(cluster, false, user, new QuotaFilterComponent("client-id", 1, null)));
        Assert.Equal(2, Find(cluster, false, user, new QuotaFilterComponent("client-id", 2, null)));
        Assert.Equal(3, Find(cluster, false));
        Assert.Equal(0, Find(cluster, true));
        Assert.Equal(ErrorCode.UnsupportedVersion, QuotaFilter.Find(cluster.Image, [new QuotaFilterComponent("group", 0, "g")], false, out _).Code);
        Assert.Equal(ErrorCode.InvalidRequest, QuotaFilter.Find(cluster.Image, [new QuotaFilterComponent("user", 3, "a")], false, out _).Code);
    }

    [Fact]
    public void Scram_credentials_come_and_go()
    {
        var cluster = new TestCluster(1);
        Assert.Equal(ErrorCode.None, Scram(cluster, upsertions: [new ScramUpsertion("u", 1, 4096, [1], new byte[32])]));
        Assert.Equal(ErrorCode.None, Scram(cluster, upsertions: [new ScramUpsertion("u", 2, 8192, [1], new byte[64])]));
        Assert.Equal([32, 64], cluster.Image.ScramCredentials["u"].Values.Select(credential => credential.ServerKey.Length));
        Assert.Equal(ErrorCode.None, Scram(cluster, [new ScramDeletion("u", 1)]));
        Assert.Equal(ErrorCode.None, Scram(cluster, [new ScramDeletion("u", 2)]));
        Assert.Empty(cluster.Image.ScramCredentials);
        Assert.Equal(ErrorCode.ResourceNotFound, Scram(cluster, [new ScramDeletion("u", 1)]));
    }

    [Theory]
    [InlineData("u", 1, 4095, ErrorCode.UnacceptableCredential)]
    [InlineData("u", 1, 16385, ErrorCode.UnacceptableCredential)]
    [InlineData("u", 0, 4096, ErrorCode.UnsupportedSaslMechanism)]
    [InlineData("u", 3, 4096, ErrorCode.UnsupportedSaslMechanism)]
    [InlineData("", 1, 4096, ErrorCode.UnacceptableCredential)]
    public void Scram_credentials_are_checked(string user, sbyte mechanism, int iterations, ErrorCode code) =>
        Assert.Equal(code, Scram(new TestCluster(1), upsertions: [new ScramUpsertion(user, mechanism, iterations, [1], [1])]));

    [Fact]
    public void One_credential_of_a_user_is_changed_per_request()
    {
        var cluster = new TestCluster(1);
        ScramUpsertion first = new("u", 1, 4096, [1], [1]), second = new("u", 2, 4096, [1], [1]), wrong = new("u", 2, 1, [1], [1]);
        Assert.Equal(ErrorCode.DuplicateResource, Scram(cluster, upsertions: [first, first]));
        Assert.Equal(ErrorCode.DuplicateResource, Scram(cluster, upsertions: [first, second]));
        Assert.Equal(ErrorCode.DuplicateResource, Scram(cluster, upsertions: [first, wrong]));
        Assert.Equal(ErrorCode.UnacceptableCredential, Scram(cluster, upsertions: [wrong, first]));
        Assert.Equal(ErrorCode.ResourceNotFound, Scram(cluster, [new ScramDeletion("u", 1)], [first]));
        Assert.Empty(cluster.Image.ScramCredentials);
        Scram(cluster, upsertions: [first]);
        Assert.Equal(ErrorCode.DuplicateResource, Scram(cluster, [new ScramDeletion("u", 1), new ScramDeletion("u", 2)]));
        Assert.Equal(ErrorCode.DuplicateResource, Scram(cluster, [new ScramDeletion("u", 1)], [second]));
        Assert.Single(cluster.Image.ScramCredentials["u"]);
    }

    [Theory]
    [InlineData("no.such.feature", 1, 1, ErrorCode.InvalidUpdateVersion)]
    [InlineData("no.such.feature", 0, 2, ErrorCode.InvalidUpdateVersion)]
    [InlineData("metadata.version", 30, 1, ErrorCode.None)]
    [InlineData("metadata.version", 999, 1, ErrorCode.InvalidUpdateVersion)]
    [InlineData("metadata.version", 0, 3, ErrorCode.InvalidUpdateVersion)]
    [InlineData("transaction.version", 1, 1, ErrorCode.InvalidUpdateVersion)]
    [InlineData("transaction.version", 1, 2, ErrorCode.None)]
    [InlineData("transaction.version", -1, 1, ErrorCode.InvalidUpdateVersion)]
    [InlineData("transaction.version", 2, 9, ErrorCode.InvalidUpdateVersion)]
    [InlineData("transaction.version", 2, 0, ErrorCode.InvalidUpdateVersion)]
    [InlineData("kraft.version", 1, 1, ErrorCode.None)]
    [InlineData("kraft.version", 1, 2, ErrorCode.None)]
    [InlineData("kraft.version", 0, 1, ErrorCode.InvalidUpdateVersion)]
    [InlineData("kraft.version", 0, 3, ErrorCode.InvalidUpdateVersion)]
    [InlineData("kraft.version", 2, 1, ErrorCode.InvalidUpdateVersion)]
    public void Feature_levels_are_checked(string feature, short level, sbyte kind, ErrorCode code)
    {
        var cluster = new TestCluster(1);
        Assert.Equal(code, cluster.Do(cluster.Controller.Features.Update(cluster.Image, 1, 1, [new FeatureUpdate(feature, level, kind)], false)).Code);
    }

    [Fact]
    public void One_wrong_feature_spoils_them_all()
    {
        var cluster = new TestCluster(1);
        cluster.Do(cluster.Controller.Features.Update(cluster.Image, 1, 1, [new FeatureUpdate("transaction.version", 1, 2), new FeatureUpdate("nope", 1, 1)], false));
        Assert.Equal(2, cluster.Image.FeatureLevel("transaction.version"));
    }

    [Theory]
    [InlineData(2, "Unsupported metadata.version downgrade from 30 to 22. Refusing to perform the requested downgrade because it might delete metadata information.")]
    [InlineData(3, "Unsupported metadata.version downgrade from 30 to 22. Unsafe metadata downgrade is not supported in this version.")]
    public void A_lower_metadata_version_is_refused_with_both_levels(sbyte kind, string reason)
    {
        var cluster = new TestCluster(1);
        var outcome = cluster.Do(cluster.Controller.Features.Update(cluster.Image, 1, 1, [new FeatureUpdate("metadata.version", 22, kind)], false));
        Assert.Equal($"The update failed for all features since the following feature had an error: {reason}", outcome.Message);
    }

    [Fact]
    public void Eligible_leaders_are_forgotten_with_their_feature_where_there_are_any()
    {
        var cluster = new TestCluster(3, "min.insync.replicas=2");
        cluster.Create("t", 1, 3, configs: ("min.insync.replicas", "2"));
        Assert.Equal([typeof(FeatureLevelRecord)], Off());

        foreach (var replica in cluster.Partition("t").Replicas.Skip(1))
        {
            cluster.Fence(replica);
        }

        Assert.Equal([typeof(FeatureLevelRecord), typeof(ClearElrRecord)], Off());

        IEnumerable<Type> Off() => cluster.Controller.Features.Update(cluster.Image, 1, 1, [new FeatureUpdate(ClusterFeatures.EligibleLeaderReplicas, 0, 2)], false)
            .Records.Select(record => record.GetType());
    }

    [Fact]
    public void Sessions_end_when_nothing_is_heard_and_a_broker_goes_when_the_others_know()
    {
        var sessions = new BrokerSessions(1000);
        sessions.Touch(1, 0, 10);
        sessions.Touch(2, 500, 5);
        Assert.Equal(1000, sessions.NextExpiryMs);
        Assert.Equal([1], sessions.Expired(1200));
        Assert.True(sessions.IsLive(2, 1200));
        sessions.Leaves(1, 8);
        Assert.False(sessions.AreOthersCaughtUp(1, 600));
        sessions.Touch(2, 600, 8);
        Assert.True(sessions.AreOthersCaughtUp(1, 600));
    }

    private static ErrorCode SetQuota(TestCluster cluster, QuotaEntity entity, params QuotaChange[] changes) =>
        cluster.Do(QuotaControl.Alter(cluster.Image, [new QuotaAlteration(entity, changes)], false))[0].Outcome.Code;

    private static int Find(TestCluster cluster, bool isStrict, params QuotaFilterComponent[] components)
    {
        Assert.True(QuotaFilter.Find(cluster.Image, components, isStrict, out var found).IsSuccess);
        return found.Count;
    }

    private static ErrorCode Scram(TestCluster cluster, ScramDeletion[]? deletions = null, ScramUpsertion[]? upsertions = null) =>
        cluster.Do(ScramControl.Alter(cluster.Image, deletions ?? [], upsertions ?? []))[0].Outcome.Code;
}
