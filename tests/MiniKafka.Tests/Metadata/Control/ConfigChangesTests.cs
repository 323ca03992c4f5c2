using MiniKafka.Configuration.Changes;
using MiniKafka.Metadata.Control;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;

namespace MiniKafka.Tests.Metadata.Control;

public class ConfigChangesTests
{
    private static readonly ConfigResource Topic = new(ConfigResourceType.Topic, "t");

    [Fact]
    public void Set_and_delete_change_a_topic()
    {
        var cluster = WithTopic();
        Assert.Equal(ErrorCode.None, Alter(cluster, Topic, new ConfigChange("retention.ms", ConfigOperation.Set, "1000"), new ConfigChange("segment.bytes", ConfigOperation.Set, "2097152")));
        Assert.Equal(["retention.ms=1000", "segment.bytes=2097152"], Configs(cluster, Topic));
        Assert.Equal(ErrorCode.None, Alter(cluster, Topic, new ConfigChange("retention.ms", ConfigOperation.Delete, null)));
        Assert.Equal(["segment.bytes=2097152"], Configs(cluster, Topic));
    }

    [Fact]
    public void A_topic_whose_old_segments_other_software_put_elsewhere_can_be_configured_and_only_turning_that_on_is_refused()
    {
        const string Key = "remote.storage.enable";
        var cluster = WithTopic();
        Assert.Equal(ErrorCode.InvalidConfig, Alter(cluster, Topic, new ConfigChange(Key, ConfigOperation.Set, "true")));

        cluster.SetElsewhere("t", Key, "true");
        Assert.Equal(ErrorCode.None, Alter(cluster, Topic, new ConfigChange("retention.ms", ConfigOperation.Set, "1000")));
        Assert.Equal(ErrorCode.None, Replace(cluster, (Key, "true"), ("retention.ms", "2000")));
        Assert.Equal([$"{Key}=true", "retention.ms=2000"], Configs(cluster, Topic).Order(StringComparer.Ordinal));

        Assert.Equal(ErrorCode.None, Alter(cluster, Topic, new ConfigChange(Key, ConfigOperation.Delete, null)));
        Assert.Equal(ErrorCode.InvalidConfig, Alter(cluster, Topic, new ConfigChange(Key, ConfigOperation.Set, "true")));
    }

    [Fact]
    public void Append_and_subtract_begin_at_the_default()
    {
        var cluster = WithTopic();
        Step(ConfigOperation.Append, "compact", "delete,compact");
        Step(ConfigOperation.Append, "compact", "delete,compact");
        Step(ConfigOperation.Subtract, "delete", "compact");
        Step(ConfigOperation.Append, "delete,compact", "compact,delete");
        Step(ConfigOperation.Subtract, "compact,delete", "");
        Step(ConfigOperation.Append, "compact", "compact");
        Step(ConfigOperation.Append, ",", "compact");
        Step(ConfigOperation.Append, "compact,,", "compact");
        Assert.Equal(ErrorCode.InvalidConfig, Alter(cluster, Topic, new ConfigChange("cleanup.policy", ConfigOperation.Append, "")));
        Assert.Equal(ErrorCode.InvalidConfig, Alter(cluster, Topic, new ConfigChange("cleanup.policy", ConfigOperation.Append, "shrink")));
        Assert.Equal(ErrorCode.InvalidRequest, Alter(cluster, Topic, new ConfigChange("cleanup.policy", ConfigOperation.Append, null)));
        Assert.Equal(ErrorCode.InvalidConfig, Alter(cluster, Topic, new ConfigChange("retention.ms", ConfigOperation.Append, "1")));

        // With the blank it is another word than the one that is there, and a policy may be named twice.
        Assert.Equal(ErrorCode.None, Alter(cluster, Topic, new ConfigChange("cleanup.policy", ConfigOperation.Append, " compact")));

        void Step(ConfigOperation operation, string value, string expected)
        {
            Assert.Equal(ErrorCode.None, Alter(cluster, Topic, new ConfigChange("cleanup.policy", operation, value)));
            Assert.Equal([$"cleanup.policy={expected}"], Configs(cluster, Topic));
        }
    }

    [Theory]
    [InlineData("no.such.key", 0, "1", ErrorCode.InvalidConfig)]
    [InlineData("", 0, "1", ErrorCode.InvalidConfig)]
    [InlineData("retention.ms", 0, null, ErrorCode.InvalidRequest)]
    [InlineData("retention.ms", 0, "-2", ErrorCode.InvalidConfig)]
    [InlineData("retention.ms", 0, "-1", ErrorCode.None)]
    [InlineData("retention.bytes", 0, "-5", ErrorCode.None)]
    [InlineData("retention.ms", 4, "1", ErrorCode.InvalidRequest)]
    [InlineData("no.such.key", 1, null, ErrorCode.None)]
    public void A_topics_change_is_checked(string key, int operation, string? value, ErrorCode code) =>
        Assert.Equal(code, Alter(WithTopic(), Topic, new ConfigChange(key, (ConfigOperation)operation, value)));

    [Fact]
    public void One_wrong_step_spoils_the_resource_but_not_others()
    {
        var cluster = WithTopic();
        var results = cluster.Do(cluster.Controller.Configs.Alter(
            cluster.Image,
            [
                new ConfigAlteration(Topic, [new ConfigChange("segment.bytes", ConfigOperation.Set, "2097152"), new ConfigChange("retention.ms", ConfigOperation.Set, "x")]),
                new ConfigAlteration(new ConfigResource(ConfigResourceType.Group, "g"), [new ConfigChange("consumer.session.timeout.ms", ConfigOperation.Set, "50000")]),
            ],
            validateOnly: false));
        Assert.Equal([ErrorCode.InvalidConfig, ErrorCode.None], results.Select(result => result.Outcome.Code));
        Assert.Empty(Configs(cluster, Topic));
        Assert.Single(Configs(cluster, new ConfigResource(ConfigResourceType.Group, "g")));
    }

    [Theory]
    [InlineData(2, "nope", "retention.ms", "1", ErrorCode.UnknownTopicOrPartition)]
    [InlineData(2, "nope", "retention.ms", "x", ErrorCode.InvalidConfig)]
    [InlineData(2, "a b", "retention.ms", "1", ErrorCode.InvalidTopicException)]
    [InlineData(2, "", "retention.ms", "1", ErrorCode.InvalidRequest)]
    [InlineData(4, "99", "log.retention.ms", "1", ErrorCode.BrokerIdNotRegistered)]
    [InlineData(4, "one", "log.retention.ms", "1", ErrorCode.InvalidRequest)]
    [InlineData(4, "1", "log.retention.ms", "1", ErrorCode.None)]
    [InlineData(4, "1", "num.partitions", "3", ErrorCode.InvalidRequest)]
    [InlineData(4, "1", "no.such.key", "3", ErrorCode.None)]
    [InlineData(4, "1", "listeners", "PLAINTEXT://127.0.0.1:1", ErrorCode.InvalidRequest)]
    [InlineData(4, "", "listeners", "PLAINTEXT://127.0.0.1:1", ErrorCode.InvalidRequest)]
    [InlineData(4, "", "log.cleaner.threads", "-1", ErrorCode.InvalidRequest)]
    [InlineData(4, "1", "leader.replication.throttled.rate", "1000", ErrorCode.None)]
    [InlineData(4, "1", "leader.replication.throttled.rate", "-1", ErrorCode.InvalidRequest)]
    [InlineData(4, "1", "ssl.enabled.protocols", "TLSv1.3,TLSv1.3", ErrorCode.InvalidRequest)]
    [InlineData(4, "1", "listener.name.x.no.such.key", "1", ErrorCode.None)]
    [InlineData(4, "", "listener.name.x.no.such.key", "1", ErrorCode.InvalidRequest)]
    [InlineData(4, "", "listener.name.x.max.connections", "1", ErrorCode.None)]
    [InlineData(4, "1", "listener.name.x.connections.max.reauth.ms", "1", ErrorCode.None)]
    [InlineData(4, "1", "connections.max.reauth.ms", "1", ErrorCode.InvalidRequest)]
    [InlineData(4, "1", "min.insync.replicas", "1", ErrorCode.InvalidConfig)]
    [InlineData(4, "", "min.insync.replicas", "2", ErrorCode.None)]
    [InlineData(8, "", "x", "INFO", ErrorCode.InvalidRequest)]
    [InlineData(8, "99", "x", "INFO", ErrorCode.InvalidRequest)]
    [InlineData(16, "", "interval.ms", "1000", ErrorCode.InvalidRequest)]
    [InlineData(16, "m", "interval.ms", "99", ErrorCode.InvalidRequest)]
    [InlineData(16, "m", "interval.ms", "x", ErrorCode.InvalidConfig)]
    [InlineData(16, "m", "no.such.key", "1", ErrorCode.InvalidRequest)]
    [InlineData(16, "m", "match", "client_id=[", ErrorCode.InvalidConfig)]
    [InlineData(16, "m", "match", "colour=red", ErrorCode.InvalidConfig)]
    [InlineData(16, "m", "match", "client_id=.*", ErrorCode.None)]
    [InlineData(16, "m", "match", "client_id=", ErrorCode.InvalidConfig)]
    [InlineData(16, "m", "match", "client_id=a=b", ErrorCode.InvalidConfig)]
    [InlineData(16, "m", "match", "client_id=a,client_id=a", ErrorCode.InvalidConfig)]
    [InlineData(16, "m", "metrics", "a,b,a", ErrorCode.InvalidConfig)]
    [InlineData(16, "m", "metrics", "a,,b", ErrorCode.InvalidConfig)]
    [InlineData(16, "m", "metrics", "", ErrorCode.None)]
    [InlineData(32, "", "consumer.session.timeout.ms", "50000", ErrorCode.InvalidRequest)]
    [InlineData(32, "g", "consumer.session.timeout.ms", "1", ErrorCode.InvalidConfig)]
    [InlineData(32, "g", "consumer.session.timeout.ms", "100000000", ErrorCode.InvalidConfig)]
    [InlineData(32, "g", "consumer.heartbeat.interval.ms", "60000", ErrorCode.InvalidConfig)]
    [InlineData(32, "g", "share.auto.offset.reset", "middle", ErrorCode.InvalidConfig)]
    [InlineData(32, "g", "share.auto.offset.reset", "by_duration:PT1H", ErrorCode.None)]
    [InlineData(32, "g", "share.auto.offset.reset", "by_duration:pt1h", ErrorCode.None)]
    [InlineData(32, "g", "share.auto.offset.reset", "EARLIEST", ErrorCode.InvalidConfig)]
    [InlineData(32, "g", "share.auto.offset.reset", "by_duration:-PT1H", ErrorCode.InvalidConfig)]
    [InlineData(4, "1", "principal.builder.class", "no.such.Class", ErrorCode.InvalidRequest)]
    [InlineData(32, "g", "retention.ms", "1", ErrorCode.InvalidConfig)]
    [InlineData(32, "g", "streams.num.standby.replicas", "2", ErrorCode.None)]
    [InlineData(32, "g", "streams.num.standby.replicas", "3", ErrorCode.InvalidConfig)]
    [InlineData(0, "x", "retention.ms", "1", ErrorCode.InvalidRequest)]
    [InlineData(64, "x", "retention.ms", "1", ErrorCode.InvalidRequest)]
    public void Each_kind_of_resource_has_its_rules(int type, string name, string key, string value, ErrorCode code) =>
        Assert.Equal(code, Alter(WithTopic(), new ConfigResource((ConfigResourceType)type, name), new ConfigChange(key, ConfigOperation.Set, value)));

    [Theory]
    [InlineData(2, "t", "leader.replication.throttled.replicas")]
    [InlineData(4, "1", "no.such.key")]
    [InlineData(32, "g", "share.auto.offset.reset")]
    public void A_value_that_does_not_fit_is_refused_before_it_is_looked_at(int type, string name, string key)
    {
        var cluster = WithTopic();
        var resource = new ConfigResource((ConfigResourceType)type, name);
        Assert.Equal(ErrorCode.InvalidConfig, Alter(cluster, resource, new ConfigChange(key, ConfigOperation.Set, new string('1', 32_768))));
        Assert.Equal(type == 4 ? ErrorCode.None : ErrorCode.InvalidConfig, Alter(cluster, resource, new ConfigChange(key, ConfigOperation.Set, new string('1', 32_767))));
        Assert.Equal(ErrorCode.InvalidConfig, cluster.Create("new", configs: ("no.such.key", new string('1', 32_768))).Outcome.Code);
    }

    [Fact]
    public void Names_types_and_meaning_of_a_metrics_subscription_are_judged_in_this_order()
    {
        var resource = new ConfigResource(ConfigResourceType.ClientMetrics, "m");
        ConfigChange tooShort = new("interval.ms", ConfigOperation.Set, "1"), twice = new("metrics", ConfigOperation.Set, "a,a"), unknown = new("z", ConfigOperation.Set, "");
        Assert.Equal(ErrorCode.InvalidConfig, Alter(WithTopic(), resource, tooShort, twice));
        Assert.Equal(ErrorCode.InvalidRequest, Alter(WithTopic(), resource, tooShort, twice, unknown));
    }

    [Fact]
    public void A_resource_that_stands_twice_is_refused_both_times()
    {
        var cluster = WithTopic();
        var change = new ConfigAlteration(Topic, [new ConfigChange("retention.ms", ConfigOperation.Set, "1")]);
        Assert.All(
            cluster.Do(cluster.Controller.Configs.Alter(cluster.Image, [change, change], false)),
            result => Assert.Equal(ErrorCode.InvalidRequest, result.Outcome.Code));
        Assert.Empty(Configs(cluster, Topic));
    }

    [Fact]
    public void Replacing_leaves_only_what_is_named()
    {
        var cluster = WithTopic();
        Alter(cluster, Topic, new ConfigChange("retention.ms", ConfigOperation.Set, "1000"));
        Replace(cluster, ("max.message.bytes", "1000"));
        Assert.Equal(["max.message.bytes=1000"], Configs(cluster, Topic));
        Assert.Equal(ErrorCode.InvalidRequest, Replace(cluster, ("retention.ms", null)));
        Assert.Equal(ErrorCode.InvalidRequest, Replace(cluster, ("retention.ms", "1"), ("retention.ms", "2")));
        Assert.Equal(ErrorCode.InvalidConfig, Replace(cluster, ("retention.ms", "x")));
        Assert.Equal(ErrorCode.None, Replace(cluster));
        Assert.Empty(Configs(cluster, Topic));
    }

    [Fact]
    public void Only_validating_changes_nothing()
    {
        var cluster = WithTopic();
        var results = cluster.Do(cluster.Controller.Configs.Alter(
            cluster.Image, [new ConfigAlteration(Topic, [new ConfigChange("retention.ms", ConfigOperation.Set, "1")])], validateOnly: true));
        Assert.Equal(ErrorCode.None, results[0].Outcome.Code);
        Assert.Empty(Configs(cluster, Topic));
    }

    [Fact]
    public void With_eligible_leaders_the_in_sync_minimum_is_one_for_all_brokers_and_stays()
    {
        var (cluster, one, all) = (new TestCluster(1), new ConfigResource(ConfigResourceType.Broker, "1"), new ConfigResource(ConfigResourceType.Broker, ""));
        var two = new ConfigChange("min.insync.replicas", ConfigOperation.Set, "2");
        var none = new ConfigChange("min.insync.replicas", ConfigOperation.Delete, null);
        Assert.Equal(ErrorCode.InvalidConfig, Alter(cluster, one, two));
        Assert.Equal(ErrorCode.InvalidConfig, Alter(cluster, one, none));
        Assert.Equal(ErrorCode.InvalidConfig, Replace(cluster, one, ("min.insync.replicas", "2")));
        Assert.Equal(ErrorCode.None, Replace(cluster, one, ("log.retention.ms", "1")));
        Assert.Equal(ErrorCode.None, Alter(cluster, all, two));
        Assert.Equal(ErrorCode.InvalidConfig, Alter(cluster, all, none));
        Assert.Equal(ErrorCode.InvalidConfig, Replace(cluster, all));
        Assert.Equal(["min.insync.replicas=2"], Configs(cluster, all));
        Assert.Equal(["log.retention.ms=1"], Configs(cluster, one));
    }

    [Fact]
    public void Switching_eligible_leaders_on_leaves_one_in_sync_minimum()
    {
        var (cluster, one, all) = (new TestCluster(1, "min.insync.replicas=3"), new ConfigResource(ConfigResourceType.Broker, "1"), new ConfigResource(ConfigResourceType.Broker, ""));
        Switch(0);
        Assert.Equal(ErrorCode.None, Alter(cluster, all, new ConfigChange("min.insync.replicas", ConfigOperation.Delete, null)));
        Assert.Equal(ErrorCode.None, Alter(cluster, one, new ConfigChange("min.insync.replicas", ConfigOperation.Set, "2")));
        var records = Switch(1);
        Assert.Equal(["ConfigRecord", "ConfigRecord", "FeatureLevelRecord"], records);
        Assert.Equal(["min.insync.replicas=3"], Configs(cluster, all));
        Assert.Empty(Configs(cluster, one));

        IEnumerable<string> Switch(short level)
        {
            var switched = cluster.Controller.Features.Update(
                cluster.Image, 1, 1, [new FeatureUpdate("eligible.leader.replicas.version", level, (sbyte)(level == 0 ? 2 : 1))], false);
            Assert.Equal(ErrorCode.None, cluster.Do(switched).Code);
            return switched.Records.Select(record => record.GetType().Name);
        }
    }

    private static TestCluster WithTopic()
    {
        var cluster = new TestCluster(1);
        cluster.Create("t");
        return cluster;
    }

    private static ErrorCode Alter(TestCluster cluster, ConfigResource resource, params ConfigChange[] changes) =>
        cluster.Do(cluster.Controller.Configs.Alter(cluster.Image, [new ConfigAlteration(resource, changes)], false))[0].Outcome.Code;

    private static ErrorCode Replace(TestCluster cluster, params (string Key, string? Value)[] configs) => Replace(cluster, Topic, configs);

    private static ErrorCode Replace(TestCluster cluster, ConfigResource resource, params (string Key, string? Value)[] configs) => cluster.Do(cluster.Controller.Configs.Alter(
        cluster.Image, [new ConfigAlteration(resource, [.. configs.Select(config => new ConfigChange(config.Key, ConfigOperation.Set, config.Value))]) { Replaces = true }], false))[0].Outcome.Code;

    private static List<string> Configs(TestCluster cluster, ConfigResource resource) =>
        [.. cluster.Image.ConfigsOf(resource.Type, resource.Name).Select(pair => $"{pair.Key}={pair.Value}")];
}
