using MiniKafka.Configuration;
using MiniKafka.Configuration.Changes;
using MiniKafka.Configuration.Definitions;
using MiniKafka.Configuration.Describing;
using MiniKafka.Configuration.Effective;
using MiniKafka.Model;

namespace MiniKafka.Tests.Configuration;

/// <summary>Secrets, and what may be one, are shown nowhere: neither in values nor in what gave them, in warnings or in refusals.</summary>
public class SecrecyTests
{
    private const string Secret = "s3cret";

    public static TheoryData<string> Passwords { get; } = [.. ConfigTables.Broker.Keys.Where(key => key.Type == ConfigType.Password).Select(key => key.Name)];

    [Theory]
    [InlineData("my.secret.thing")]
    [InlineData("listener.name.x.foo.bar")]
    [InlineData("listener.name.x.ssl.key.password")]
    [InlineData("listener.name.sasl_ssl.plain.sasl.jaas.config")]
    [MemberData(nameof(Passwords))]
    public void A_secret_of_a_broker_is_described_without_its_value(string name)
    {
        var layers = Layers().WithDynamic([new(name, Secret)], [new(name, Secret)]);
        if (!layers.Dynamic.ContainsKey(name))
        {
            // Some may not be given at the start.
            layers = Layers().WithFacts([Pair(name)]);
        }

        IReadOnlyList<DescribedConfig> described = [.. ConfigDescriber.Broker(layers, [name]), .. ConfigDescriber.AllBrokers(layers, [name])];
        Assert.NotEmpty(described);
        Assert.All(described, config =>
        {
            Assert.True(config.IsSensitive);
            Assert.Null(config.Value);
            Assert.NotEmpty(config.Synonyms);
            Assert.All(config.Synonyms, synonym => Assert.Null(synonym.Value));
        });
        Assert.DoesNotContain(Secret, string.Join(' ', layers.Warnings.Concat(layers.WarningsSince(Layers()))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_refusal_of_a_name_that_is_not_known_keeps_its_value_back()
    {
        Assert.DoesNotContain(Secret, Assert.Throws<KafkaException>(() => Layers(Pair("my.secret.thing"))).Message, StringComparison.Ordinal);
        foreach (var table in new[] { ConfigTables.Producer, ConfigTables.Consumer, ConfigTables.Admin })
        {
            var refused = Assert.Throws<KafkaException>(() => ClientProperties.Of(table, [new("ssl.key.passwort", Secret)]));
            Assert.DoesNotContain(Secret, refused.Message, StringComparison.Ordinal);
            Assert.Contains("ssl.key.password", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_refusal_of_a_change_keeps_secrets_back()
    {
        var refused = ConfigValidation.Broker([new("ssl.key.password", Secret), new("my.secret.thing", Secret)], ofAllBrokers: false);
        Assert.DoesNotContain(Secret, refused!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, ConfigValidation.Topic([new("my.secret.thing", Secret)], Layers())!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, ConfigValidation.Group([new("my.secret.thing", Secret)], Layers())!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, ClientMetricsValidation.Problem(new Dictionary<string, string> { ["my.secret.thing"] = Secret })!.Message, StringComparison.Ordinal);
    }

    private static KeyValuePair<string, string> Pair(string name) => new(name, Secret);

    private static BrokerConfigLayers Layers(params IEnumerable<KeyValuePair<string, string>> properties) => BrokerConfigLayers.FromProperties(properties);
}
