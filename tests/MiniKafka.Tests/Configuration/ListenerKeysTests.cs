using MiniKafka.Configuration.Definitions;
using MiniKafka.Configuration.Effective;
using MiniKafka.Model;

namespace MiniKafka.Tests.Configuration;

/// <summary>What the keys about listeners, roles and voters say together, and what is refused with which reason.</summary>
public sealed class ListenerKeysTests
{
    [Fact]
    public void Listeners_have_names_hosts_and_ports()
    {
        var settings = Settings(("listeners", "PLAINTEXT://:9092,inner://[::1]:0,CONTROLLER://127.0.0.1:9193"),
            ("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,INNER:plaintext,CONTROLLER:PLAINTEXT"), ("controller.listener.names", "CONTROLLER"));
        Assert.Equal([new("PLAINTEXT", "", 9092), new("INNER", "::1", 0), new("CONTROLLER", "127.0.0.1", 9193)], settings.Bound);
        Assert.Equal(["PLAINTEXT://:9092", "INNER://[::1]:0", "CONTROLLER://127.0.0.1:9193"], settings.Bound.Select(address => address.ToString()));
        Assert.Equal([false, false, true], settings.Bound.Select(settings.IsForControllers));
    }

    [Fact]
    public void Nothing_is_bound_without_the_key() => Assert.Empty(Settings().Bound);

    [Fact]
    public void Ports_count_up_with_the_brokers_unless_the_system_chooses_them()
    {
        Assert.Equal(9094, new ListenerAddress("PLAINTEXT", "", 9092).OfBroker(2).Port);
        Assert.Equal(0, new ListenerAddress("PLAINTEXT", "", 0).OfBroker(2).Port);
    }

    [Theory]
    [InlineData("NAME://host:port", "listeners=PLAINTEXT:/localhost:9092")]
    [InlineData("9x", "listeners=PLAINTEXT://localhost:9x")]
    [InlineData("65536", "listeners=PLAINTEXT://localhost:65536")]
    [InlineData("the name PLAINTEXT twice", "listeners=PLAINTEXT://:9092,plaintext://:9093")]
    [InlineData("the same port 9092", "listeners=PLAINTEXT://:9092,SSL://:9092")]
    [InlineData("names no security protocol for the listener INNER", "listeners=INNER://:9092")]
    [InlineData("security protocol SSL, which is not served", "listeners=PLAINTEXT://:9092,SSL://:9093")]
    [InlineData("security protocol SASL_PLAINTEXT, which is not served", "listeners=INNER://:9092", "listener.security.protocol.map=INNER:SASL_PLAINTEXT")]
    [InlineData("a list of NAME:PROTOCOL", "listener.security.protocol.map=INNER:TLS")]
    [InlineData("MEMORY", "listeners=MEMORY://:9092", "listener.security.protocol.map=MEMORY:PLAINTEXT")]
    [InlineData("has CONTROLLER, for which listeners has no address", "listeners=PLAINTEXT://:9092", "controller.listener.names=CONTROLLER")]
    [InlineData("at least one must be there for clients", "listeners=CONTROLLER://:9093", "controller.listener.names=CONTROLLER")]
    [InlineData("PLAINTEXT://0.0.0.0:9092 cannot be advertised", "listeners=PLAINTEXT://0.0.0.0:9092")]
    [InlineData("PLAINTEXT://[::]:9092 cannot be advertised", "listeners=PLAINTEXT://[::]:9092")]
    [InlineData("PLAINTEXT://0.0.0.0:9092 cannot be advertised", "listeners=PLAINTEXT://:9092", "advertised.listeners=PLAINTEXT://0.0.0.0:9092")]
    [InlineData("listeners has no OUTER", "listeners=PLAINTEXT://:9092", "advertised.listeners=OUTER://here:9092")]
    [InlineData("listeners has no PLAINTEXT: it has nothing", "advertised.listeners=PLAINTEXT://here:9092")]
    [InlineData("the name PLAINTEXT twice", "listeners=PLAINTEXT://:9092", "advertised.listeners=PLAINTEXT://here:9092,PLAINTEXT://there:9092")]
    [InlineData("at PLAINTEXT, MEMORY alone", "listeners=PLAINTEXT://:9092", "inter.broker.listener.name=INNER")]
    [InlineData("Only one of", "inter.broker.listener.name=PLAINTEXT", "listeners=PLAINTEXT://:9092", "security.inter.broker.protocol=PLAINTEXT")]
    [InlineData("process.roles is 'broker'", "process.roles=broker")]
    [InlineData("process.roles is 'controller'", "process.roles=controller")]
    [InlineData("id@host:port", "controller.quorum.voters=localhost:9093")]
    [InlineData("has the id 1 twice", "controller.quorum.voters=1@localhost:9093,1@localhost:9094")]
    public void What_cannot_be_meant_fails_the_start_and_says_why(string reason, params string[] properties)
    {
        var refused = Assert.Throws<KafkaException>(() => BrokerConfigLayers.FromProperties(
            properties.Select(property => property.Split('=', 2)).Select(pair => KeyValuePair.Create(pair[0], pair[1]))));
        Assert.Equal(ErrorCode.InvalidConfig, refused.Code);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("listeners=PLAINTEXT://127.0.0.1:9092,INNER://[::1]:9092", "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,INNER:PLAINTEXT")]
    [InlineData("listeners=PLAINTEXT://0.0.0.0:9092", "advertised.listeners=PLAINTEXT://kafka.example:9092")]
    [InlineData("listeners=PLAINTEXT://0.0.0.0:9092,CONTROLLER://0.0.0.0:9093", "controller.listener.names=CONTROLLER", "advertised.listeners=PLAINTEXT://localhost:9092")]
    [InlineData("listeners=PLAINTEXT://:9092,CONTROLLER://:9093", "controller.listener.names=CONTROLLER", "process.roles=broker,controller")]
    [InlineData("controller.quorum.voters=1@kafka-1.example:9093,2@[2001:db8::2]:9093")]
    [InlineData("inter.broker.listener.name=PLAINTEXT", "listeners=PLAINTEXT://:9092")]
    public void What_can_be_meant_is_taken_without_a_warning(params string[] properties) => Assert.Empty(
        BrokerConfigLayers.FromProperties(properties.Select(property => property.Split('=', 2)).Select(pair => KeyValuePair.Create(pair[0], pair[1]))).Warnings);

    [Fact]
    public void What_is_the_case_takes_the_place_of_what_was_given_without_being_judged_as_given()
    {
        var layers = BrokerConfigLayers.FromProperties([KeyValuePair.Create("listeners", "PLAINTEXT://:0"), KeyValuePair.Create("num.replica.fetchers", "3")]);
        var then = layers.WithFacts([KeyValuePair.Create("listeners", "PLAINTEXT://:41234"), KeyValuePair.Create("controller.listener.names", "CONTROLLER")]);
        Assert.Equal("PLAINTEXT://:41234", then.WithDynamic([], []).Effective("listeners"));
        Assert.Equal(layers.Warnings, then.Warnings);
        Assert.Null(ConfigCombinations.Contradiction(then));
    }

    private static ListenerSettings Settings(params (string Key, string Value)[] properties) =>
        new(BrokerConfigLayers.FromProperties(properties.Select(pair => KeyValuePair.Create(pair.Key, pair.Value))));
}
