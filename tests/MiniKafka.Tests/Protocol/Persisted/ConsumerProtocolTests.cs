using System.Globalization;
using System.Text.Json;
using MiniKafka.Protocol.Persisted;

namespace MiniKafka.Tests.Protocol.Persisted;

/// <summary>What members of a classic group tell each other, against bytes of Apache Kafka's own client.</summary>
public class ConsumerProtocolTests
{
    [SharedFact]
    public void Subscriptions_and_assignments_of_every_version_have_the_bytes_of_the_real_client()
    {
        foreach (var row in Rows())
        {
            var bytes = Convert.FromHexString(row.GetProperty("bytes").GetString()!);
            var version = (short)((bytes[0] << 8) | bytes[1]);

            var written = row.TryGetProperty("partitions", out var partitions)
                ? VersionedData.Encode(Assignment(row, partitions), version)
                : VersionedData.Encode(Subscription(row), version);

            Assert.Equal(Convert.ToHexString(bytes), Convert.ToHexString(written));
        }
    }

    [Fact]
    public void A_subscription_of_a_version_to_come_is_read_as_the_newest_known()
    {
        var bytes = VersionedData.Encode(new ConsumerProtocolSubscription { Topics = ["a"], GenerationId = 7 }, 3);
        bytes[1] = 9;

        var subscription = VersionedData.Decode<ConsumerProtocolSubscription>((byte[])[.. bytes, 1, 2, 3]);

        Assert.Equal(["a"], subscription.Topics);
        Assert.Equal(7, subscription.GenerationId);
    }

    private static ConsumerProtocolSubscription Subscription(JsonElement row)
    {
        var subscription = new ConsumerProtocolSubscription
        {
            Topics = [.. row.GetProperty("topics").EnumerateArray().Select(topic => topic.GetString()!)],
            UserData = Convert.FromHexString(row.GetProperty("userData").GetString()!),
            GenerationId = row.GetProperty("generation").GetInt32(),
            RackId = row.GetProperty("rack").GetString(),
        };
        foreach (var (topic, partitions) in ByTopic(row.GetProperty("owned")))
        {
            subscription.OwnedPartitions.Add(new() { Topic = topic, Partitions = partitions });
        }

        if (row.GetProperty("subscriptionVersion").GetInt16() < 1)
        {
            subscription.OwnedPartitions.Clear();
        }

        return subscription;
    }

    private static ConsumerProtocolAssignment Assignment(JsonElement row, JsonElement partitions)
    {
        var assignment = new ConsumerProtocolAssignment { UserData = Convert.FromHexString(row.GetProperty("userData").GetString()!) };
        foreach (var (topic, numbers) in ByTopic(partitions))
        {
            assignment.AssignedPartitions.Add(new() { Topic = topic, Partitions = numbers });
        }

        return assignment;
    }

    private static IEnumerable<(string Topic, List<int> Partitions)> ByTopic(JsonElement names) => names.EnumerateArray()
        .Select(name => name.GetString()!.Split('-'))
        .GroupBy(parts => parts[0], parts => int.Parse(parts[1], CultureInfo.InvariantCulture))
        .Select(group => (group.Key, group.ToList()));

    private static List<JsonElement> Rows()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(SharedFactAttribute.PathOf("golden", "vectors", "vectors.json")));
        return [.. json.RootElement.GetProperty("consumerProtocol").EnumerateArray().Select(row => row.Clone())];
    }
}
