using System.Collections.Immutable;
using MiniKafka.Configuration;
using MiniKafka.Configuration.Definitions;
using MiniKafka.Configuration.Describing;
using MiniKafka.Configuration.Effective;

namespace MiniKafka.Tests.Configuration;

/// <summary>What DescribeConfigs answers here against what Apache Kafka was recorded to answer.</summary>
public class RecordedConfigsTests
{
    private static readonly string[] DecidedOtherwise = ["group.initial.rebalance.delay.ms"];

    /// <summary>Stands in the properties file, but the recorded broker was started without it.</summary>
    private const string NotGivenWhenRecorded = "auto.create.topics.enable";

    private static readonly string[] OfTheMachine =
    [
        "node.id", "broker.id", "log.dir", "log.dirs", "metadata.log.dir", "listeners", "advertised.listeners", "controller.listener.names",
        "controller.quorum.voters", "controller.quorum.bootstrap.servers", "listener.security.protocol.map", "inter.broker.listener.name",
        "process.roles", "early.start.listeners", "controller.quorum.auto.join.enable", "cordoned.log.dirs",
    ];

    private static readonly ImmutableSortedDictionary<string, string> NoOverrides = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    [SharedFact]
    public void Every_broker_key_is_listed_with_its_recorded_value_type_source_and_flags()
    {
        var recorded = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var step in Recorded.Scenario("configs", "configs: every broker config with its default, type and flags"))
        {
            foreach (var entry in step.GetProperty("answer").GetProperty("value").EnumerateObject())
            {
                recorded.Add(entry.Name, entry.Value.GetString()!);
            }
        }

        var here = ConfigDescriber.Broker(OneBroker(), null)
            .Where(key => key.Name != "leader.imbalance.per.broker.percentage")
            .ToDictionary(key => key.Name, key => Line(key, withValue: !OfTheMachine.Contains(key.Name)));
        Assert.Equal(recorded.Keys, here.Keys.Order(StringComparer.Ordinal));
        Assert.All(recorded.Where(pair => !DecidedOtherwise.Contains(pair.Key)), pair => Assert.Equal(pair.Key + " " + pair.Value, pair.Key + " " + here[pair.Key]));
    }

    [SharedFact]
    public void Every_topic_key_is_listed_with_its_recorded_value_type_and_source()
    {
        var recorded = Recorded.Step("configs", "configs: every topic config with its default, type and source", 0).GetProperty("answer").GetProperty("value");

        var here = ConfigDescriber.Topic(OneBroker(), NoOverrides, null);

        Assert.Equal(
            recorded.EnumerateObject().Select(entry => $"{entry.Name} {entry.Value}").Order(StringComparer.Ordinal),
            here.Select(key => $"{key.Name} {Line(key, withValue: true)}").Order(StringComparer.Ordinal));
    }

    [SharedFact]
    public void Every_topic_key_has_its_recorded_synonyms()
    {
        var recorded = Recorded.Step("configs", "configs: every topic config with its synonyms", 0).GetProperty("answer").GetProperty("value");

        var here = ConfigDescriber.Topic(OneBroker(), NoOverrides, null);

        Assert.Equal(
            recorded.EnumerateObject().Select(entry => $"{entry.Name}: {entry.Value}").Order(StringComparer.Ordinal),
            here.Select(key => $"{key.Name}: {Synonyms(key)}").Order(StringComparer.Ordinal));
    }

    [SharedFact]
    public void Every_group_key_is_listed_with_its_recorded_value_type_and_synonyms()
    {
        var recorded = Recorded.Step("configs", "configs: every group config with its default and type", 0).GetProperty("answer").GetProperty("value");

        var here = ConfigDescriber.Group(OneBroker(), NoOverrides, null);

        Assert.Equal(
            recorded.EnumerateObject().Select(entry => $"{entry.Name} {entry.Value}").Order(StringComparer.Ordinal),
            here.Select(key => $"{key.Name} {Line(key, withValue: true)}: {Synonyms(key)}").Order(StringComparer.Ordinal));
    }

    /// <summary>The broker of the records: its properties file, and the in-sync minimum that a new cluster writes into its metadata.</summary>
    private static BrokerConfigLayers OneBroker() => BrokerConfigLayers
        .FromProperties(ServerProperties.Parse(File.ReadAllText(Recorded.File("fidelity/one-broker.properties"))).Where(pair => pair.Key != NotGivenWhenRecorded))
        .WithDynamic([new("min.insync.replicas", "1")], []);

    private static string Line(DescribedConfig key, bool withValue)
    {
        List<string> words = [key.Type.ToString().ToLowerInvariant()];
        if (withValue)
        {
            words.Add(Source(key.Source));
        }

        if (key.IsReadOnly)
        {
            words.Add("read-only");
        }

        if (key.IsSensitive)
        {
            words.Add("sensitive");
        }

        return $"{(withValue ? (key.Value ?? "null") + " " : "")}({string.Join(", ", words)})";
    }

    private static string Synonyms(DescribedConfig key) =>
        string.Join(", ", key.Synonyms.Select(synonym => $"{synonym.Name} = {synonym.Value} ({Source(synonym.Source)})"));

    private static string Source(ConfigSource source) => source switch
    {
        ConfigSource.Topic => "topic",
        ConfigSource.DynamicBroker => "dynamic broker",
        ConfigSource.DynamicDefaultBroker => "dynamic default broker",
        ConfigSource.StaticBroker => "static broker",
        ConfigSource.Group => "group",
        _ => "default",
    };
}
