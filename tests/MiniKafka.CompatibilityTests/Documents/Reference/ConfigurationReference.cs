using System.Text;
using MiniKafka.Configuration;
using MiniKafka.Configuration.Definitions;

namespace MiniKafka.CompatibilityTests.Documents.Reference;

/// <summary>Writes the reference of configuration keys from the tables that the library itself reads.</summary>
internal static class ConfigurationReference
{
    private static readonly (string Heading, ConfigTable Table, string Given)[] Tables =
    [
        ("Keys of a broker", ConfigTables.Broker, "In `KafkaClusterOptions.Properties`, or in a file for `LoadProperties`."),
        ("Keys of a topic", ConfigTables.Topic, "In `KafkaTopic.Configs`, when a topic is created, or altered later."),
        ("Keys of a group", ConfigTables.Group, "By an administrator, for a group by its name."),
        ("Keys of client metrics", ConfigTables.ClientMetrics, "By an administrator, for a subscription by its name."),
        ("Keys of a producer", ConfigTables.Producer, "In `ProducerConfig` of `MiniKafka.Client`. Confluent.Kafka's producer has librdkafka's keys instead."),
        ("Keys of a consumer", ConfigTables.Consumer, "In `ConsumerConfig` of `MiniKafka.Client`. Confluent.Kafka's consumer has librdkafka's keys instead."),
        ("Keys of an administrator", ConfigTables.Admin, "In `AdminConfig` of `MiniKafka.Client`. Confluent.Kafka's has librdkafka's keys instead."),
    ];

    public static string Render()
    {
        var text = new StringBuilder(
            """
            # Configuration keys

            Every key of Apache Kafka 4.4 is known. A key that is not listed here is unknown and fails the start, with the nearest known name in the message.
            This page is written from the tables that the library itself reads, and a test compares the two.

            What a key does here:

            - **served**: it has its effect.
            - **no effect**: it may be set and is told by DescribeConfigs, but changes nothing. A value other than the default gives a warning (`KafkaCluster.Warnings`).
            - **refused**: a value other than the default fails the start, since what it asks for is not there and to go on without it would do harm.

            The column "changes" says when a broker's key can be changed: at the start alone, for single brokers while they run, or for single brokers and for all of them.


            """.ReplaceLineEndings("\n"));
        foreach (var (heading, table, _) in Tables)
        {
            text.Append($"- [{heading}](#{heading.ToLowerInvariant().Replace(' ', '-')}): {Count(table, key => key.HasEffect)} served, ")
                .Append($"{Count(table, key => key.WithoutEffectBecause is not null)} without effect, {Count(table, key => key.RefusedBecause is not null)} refused\n");
        }

        foreach (var (heading, table, given) in Tables)
        {
            Render(text.Append($"\n## {heading}\n\n{given}\n"), table);
        }

        return text.ToString();
    }

    private static int Count(ConfigTable table, Func<ConfigKey, bool> which) => table.Keys.Count(which);

    private static void Render(StringBuilder text, ConfigTable table)
    {
        var isBroker = table == ConfigTables.Broker;
        string[] changes = isBroker ? ["changes"] : [];
        text.Head(["key", "type", "default", "range", "here", .. changes, "meaning"]);
        foreach (var key in table.Keys)
        {
            string[] cells = [Table.Code(key.Name), key.Type.ToString().ToLowerInvariant(), Default(key), key.Range?.Description ?? "", Effect(key)];
            text.Row([.. cells, .. isBroker ? [Changes(key)] : Array.Empty<string>(), key.Explanation]);
        }
    }

    private static string Effect(ConfigKey key) => key switch
    {
        { RefusedBecause: not null } => "refused",
        { WithoutEffectBecause: not null } => "no effect",
        _ => "served",
    };

    private static string Changes(ConfigKey key) => key switch
    {
        { UpdateMode: ConfigUpdateMode.ReadOnly } or { IsFixedAtStart: true } => "at the start",
        { UpdateMode: ConfigUpdateMode.PerBroker } => "per broker",
        _ => "per broker, all",
    };

    private static string Default(ConfigKey key) => key switch
    {
        { BrokerKey: { } broker, Default: var value } => $"the broker's {Table.Code(broker)}, {Table.Code(value ?? "none")}",
        { Default: null } => "none",
        { Default: "" } => "empty",
        _ => Table.Code(key.Default),
    };
}
