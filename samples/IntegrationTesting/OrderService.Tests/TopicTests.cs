using MiniKafka;
using MiniKafka.Client.Admin;

namespace OrderService.Tests;

/// <summary>What the service does about its topic when it starts. Looked at with the library's own administrative client; Confluent's would do too.</summary>
[Collection(KafkaCollection.Name)]
public sealed class TopicTests(KafkaFixture fixture)
{
    private readonly KafkaCluster _kafka = fixture.Kafka;

    [Fact]
    public async Task A_topic_that_is_missing_is_made_with_three_partitions()
    {
        await using var service = new OrderApplication(_kafka, ("Orders:Topic", "made"), ("Orders:BillingGroup", "made"));
        using var client = service.CreateClient();

        await using var admin = _kafka.CreateAdmin();
        Assert.Equal(3, (await admin.DescribeTopicsAsync(["made"]))[0].Partitions.Count);
    }

    [Fact]
    public async Task A_topic_that_is_there_stays_as_it_is()
    {
        await using var admin = _kafka.CreateAdmin();
        await admin.CreateTopicAsync("present", partitions: 7);
        await using var service = new OrderApplication(_kafka, ("Orders:Topic", "present"), ("Orders:BillingGroup", "present"));
        await service.CreateClient().OrderAsync("anna", "coffee", 2.50m);

        Assert.Equal(7, (await admin.DescribeTopicsAsync(["present"]))[0].Partitions.Count);
    }
}
