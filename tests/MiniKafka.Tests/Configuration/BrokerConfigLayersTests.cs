using System.Collections.Immutable;
using MiniKafka.Configuration;
using MiniKafka.Configuration.Definitions;
using MiniKafka.Configuration.Describing;
using MiniKafka.Configuration.Effective;
using MiniKafka.Model;

namespace MiniKafka.Tests.Configuration;

public class BrokerConfigLayersTests
{
    [Fact]
    public void An_unknown_key_is_refused_with_the_nearest_known_one()
    {
        var error = Refused("log.retention.hour=1");
        Assert.Contains("'log.retention.hour'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'log.retention.hours'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("num.partitions=0", "num.partitions", "0", "at least 1")]
    [InlineData("num.partitions=x", "num.partitions", "x", "at least 1")]
    [InlineData("compression.type=zip", "compression.type", "zip", "gzip")]
    [InlineData("log.cleanup.policy=compact,shrink", "log.cleanup.policy", "shrink", "compact, delete")]
    [InlineData("auto.create.topics.enable=yes", "auto.create.topics.enable", "yes", "true or false")]
    public void A_bad_value_is_refused_with_key_value_and_what_is_allowed(string line, string key, string value, string allowed)
    {
        var error = Refused(line);
        Assert.Equal(ErrorCode.InvalidConfig, error.Code);
        Assert.Contains(key, error.Message, StringComparison.Ordinal);
        Assert.Contains(value, error.Message, StringComparison.Ordinal);
        Assert.Contains(allowed, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_topics_cleanup_policy_may_name_a_word_twice_and_a_brokers_may_not()
    {
        Assert.Null(ConfigTables.Topic["cleanup.policy"].Check("delete,delete"));
        Assert.Equal("compact,delete", ConfigTables.Topic["cleanup.policy"].Normalize("compact, delete,compact"));
        Assert.Equal("Configuration 'log.cleanup.policy' values must not be duplicated.", ConfigTables.Broker["log.cleanup.policy"].Check("delete,delete"));
    }

    [Theory]
    [InlineData("group.min.session.timeout.ms=2000000")]
    [InlineData("node.id=1\nbroker.id=2")]
    [InlineData("group.consumer.session.timeout.ms=44999")]
    [InlineData("broker.heartbeat.interval.ms=9001")]
    public void A_contradiction_is_refused(string lines) => Refused(lines);

    [Fact]
    public void A_password_is_kept_out_of_messages() =>
        Assert.DoesNotContain("secret-text", Refused("ssl.key.password=secret-text").Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("ssl.client.auth=required")]
    [InlineData("authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer")]
    [InlineData("sasl.enabled.mechanisms=PLAIN")]
    [InlineData("listener.name.outer.ssl.keystore.location=/keys")]
    [InlineData("listener.name.outer.scram-sha-256.sasl.jaas.config=secret-text")]
    [InlineData("security.inter.broker.protocol=SASL_SSL")]
    [InlineData("delegation.token.secret.key=secret-text")]
    [InlineData("create.topic.policy.class.name=com.example.Policy")]
    [InlineData("config.providers=file")]
    public void What_would_leave_a_broker_more_open_than_it_says_fails_the_start(string line)
    {
        var refused = Refused(line);
        Assert.Contains(line.Split('=')[0], refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-text", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("listener.name.x.ssl.key.password", "ssl.key.password")]
    [InlineData("listener.name.x.max.connections", "max.connections")]
    [InlineData("listener.name.x.no.such.key", "no.such.key")]
    public void Key_of_a_listener_has_no_documentation_and_the_plain_key_behind_it(string name, string plain)
    {
        var layers = Layers("").WithDynamic([], [new(name, "1"), new(plain, "2")]);
        var described = Assert.Single(ConfigDescriber.Broker(layers, [name]));
        Assert.Null(described.Documentation);
        Assert.Equal([name, plain], described.Synonyms.Select(synonym => synonym.Name).Distinct());
    }

    [Fact]
    public void What_is_refused_may_be_given_with_its_default() => Assert.Empty(Layers("ssl.client.auth=none\nauthorizer.class.name=\nsecurity.inter.broker.protocol=PLAINTEXT").Warnings);

    [Fact]
    public void A_key_without_effect_warns_when_it_is_not_at_its_default()
    {
        var warning = Assert.Single(Layers("num.replica.fetchers=4\nrequest.timeout.ms=30000\nnum.partitions=3").Warnings);
        Assert.Contains("num.replica.fetchers", warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 168 * 3_600_000L)]
    [InlineData("log.retention.hours=2", 2 * 3_600_000L)]
    [InlineData("log.retention.hours=2\nlog.retention.minutes=3", 180_000L)]
    [InlineData("log.retention.hours=2\nlog.retention.minutes=3\nlog.retention.ms=4", 4L)]
    [InlineData("log.retention.ms=-1", -1L)]
    public void Retention_in_milliseconds_goes_before_minutes_before_hours(string lines, long expected)
    {
        Assert.Equal(expected, Layers(lines).Config.LogRetentionMs);
        Assert.Equal(expected, TopicConfig.Of(Layers(lines), NoOverrides).RetentionMs);
    }

    [Fact]
    public void A_topics_own_value_goes_before_the_brokers() =>
        Assert.Equal(5, TopicConfig.Of(Layers("log.retention.ms=4"), NoOverrides.Add("retention.ms", "5")).RetentionMs);

    [Fact]
    public void A_dynamic_value_of_the_broker_goes_before_that_of_all_brokers_before_the_static_one()
    {
        var layers = Layers("message.max.bytes=1");
        Assert.Equal("1", layers.Effective("message.max.bytes"));
        Assert.Equal("2", layers.WithDynamic([new("message.max.bytes", "2")], []).Effective("message.max.bytes"));
        Assert.Equal("3", layers.WithDynamic([new("message.max.bytes", "2")], [new("message.max.bytes", "3")]).Effective("message.max.bytes"));
    }

    [Fact]
    public void A_dynamic_value_of_a_read_only_key_is_left_out() =>
        Assert.Equal(1, Layers("").WithDynamic([new("num.partitions", "9")], []).Config.NumPartitions);

    [Fact]
    public void Listener_keys_are_known_by_their_last_part()
    {
        var layers = Layers("listener.name.sasl_plaintext.scram-sha-512.socket.listen.backlog.size=3000\nlistener.name.x.max.connections=5");
        Assert.Equal("3000", layers.Effective("listener.name.sasl_plaintext.scram-sha-512.socket.listen.backlog.size"));
        Assert.All(layers.Warnings, warning => Assert.Contains("Listeners have no values of their own", warning, StringComparison.Ordinal));
        Assert.Equal(2, layers.Warnings.Count);
        Refused("listener.name.x.max.connections=many");
        Refused("listener.name.x.no.such.key=1");
    }

    [Theory]
    [InlineData("1", "1.0")]
    [InlineData(" 0.50", "0.5")]
    [InlineData("0", "0.0")]
    [InlineData("1e-4", "1.0E-4")]
    [InlineData("0.000123", "1.23E-4")]
    [InlineData("10000000", "1.0E7")]
    [InlineData("1234567.5", "1234567.5")]
    public void Numbers_with_a_fraction_are_shown_as_Java_shows_them(string text, string shown) => Assert.Equal(shown, ConfigText.Normalize(ConfigType.Double, text));

    [Fact]
    public void What_was_set_for_all_brokers_is_shown_as_it_was_given()
    {
        var layers = Layers("").WithDynamic([new("log.retention.ms", " 1000 ")], []);
        Assert.Equal(" 1000 ", Assert.Single(ConfigDescriber.AllBrokers(layers, null)).Value);
        Assert.Equal("1000", Assert.Single(ConfigDescriber.Broker(layers, ["log.retention.ms"])).Value);
    }

    [Fact]
    public void Throttled_rates_are_shown_when_they_are_set()
    {
        const string Rate = "leader.replication.throttled.rate";
        Assert.Empty(ConfigDescriber.Broker(Layers(""), [Rate]));
        var shown = Assert.Single(ConfigDescriber.Broker(Layers("").WithDynamic([], [new(Rate, "5")]), [Rate]));
        Assert.Equal(("5", ConfigType.Long, false, false), (shown.Value, shown.Type, shown.IsReadOnly, shown.IsSensitive));
    }

    [Fact]
    public void What_is_given_for_one_listener_is_shown_as_read_only() =>
        Assert.True(Assert.Single(ConfigDescriber.Broker(Layers("listener.name.x.max.connections=5"), ["listener.name.x.max.connections"])).IsReadOnly);

    [Fact]
    public void Every_default_is_a_valid_value_and_every_key_is_documented()
    {
        foreach (var table in new[] { ConfigTables.Broker, ConfigTables.Topic, ConfigTables.Group, ConfigTables.ClientMetrics })
        {
            Assert.All(table.Keys, key => Assert.True(key.Default is null || key.Check(key.Default) is null || key.Name is "broker.id", key.Name));
            Assert.All(table.Keys, key => Assert.NotEmpty(key.Documentation));
        }
    }

    private static ImmutableSortedDictionary<string, string> NoOverrides { get; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    private static BrokerConfigLayers Layers(string properties) => BrokerConfigLayers.FromProperties(ServerProperties.Parse(properties));

    private static KafkaException Refused(string properties) => Assert.Throws<KafkaException>(() => Layers(properties));
}
