using System.Text.Json;
using ApacheKafka;

namespace MiniKafka.CompatibilityTests.Groups;

/// <summary>A member on the Java client of Apache Kafka, which commits what it read before it is told of more.</summary>
internal sealed class JavaMember : GroupMember
{
    private static readonly Dictionary<string, string> Assignors = new(StringComparer.Ordinal)
    {
        ["range"] = "RangeAssignor",
        ["roundrobin"] = "RoundRobinAssignor",
        ["sticky"] = "StickyAssignor",
        ["cooperative-sticky"] = "CooperativeStickyAssignor",
    };

    private readonly ApacheKafkaConsumer _consumer;

    public JavaMember(string bootstrapServers, string topic, string group, string assignor, string? instanceId)
    {
        string[] arguments =
        [
            "--bootstrap-server", bootstrapServers, "--topic", topic, "--group-id", group, "--session-timeout", "6000", "--reset-policy", "earliest",
            "--group-protocol", "classic", "--assignment-strategy", $"org.apache.kafka.clients.consumer.{Assignors[assignor]}",
        ];
        _consumer = new ApacheKafkaConsumer(instanceId is null ? arguments : [.. arguments, "--group-instance-id", instanceId], Hear);
    }

    public override Task StopAsync() => _consumer.StopAsync();

    public override Task KillAsync() => _consumer.KillAsync();

    public override ValueTask DisposeAsync() => _consumer.DisposeAsync();

    public override string ToString() => _consumer.ToString();

    private void Hear(string line)
    {
        using var heard = JsonDocument.Parse(line);
        var name = heard.RootElement.GetProperty("name").GetString();
        if (name is "partitions_assigned")
        {
            Gained(Partitions(heard.RootElement));
        }
        else if (name is "partitions_revoked")
        {
            Lost(Partitions(heard.RootElement));
        }
        else if (name is "records_consumed")
        {
            foreach (var read in heard.RootElement.GetProperty("partitions").EnumerateArray())
            {
                for (var offset = read.GetProperty("minOffset").GetInt64(); offset <= read.GetProperty("maxOffset").GetInt64(); offset++)
                {
                    Read(read.GetProperty("partition").GetInt32(), offset);
                }
            }
        }
    }

    private static IEnumerable<int> Partitions(JsonElement told) => told.GetProperty("partitions").EnumerateArray().Select(partition => partition.GetProperty("partition").GetInt32()).ToList();
}
