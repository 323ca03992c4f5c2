using System.Net;
using System.Text.Json;
using Confluent.Kafka;
using MiniKafka;

namespace OrderService.Tests;

/// <summary>The tests of this class share one cluster, which is started for them and disposed of after the last.</summary>
public sealed class PlacingOrdersTests(KafkaFixture fixture) : IClassFixture<KafkaFixture>
{
    private readonly KafkaCluster _kafka = fixture.Kafka;

    [Fact]
    public async Task An_order_is_written_to_the_topic_under_the_name_of_its_customer()
    {
        await using var service = new OrderApplication(_kafka);
        Assert.Equal(HttpStatusCode.Accepted, (await service.CreateClient().OrderAsync("anna", "coffee", 2.50m)).StatusCode);

        // Whoever wants to see what the service wrote reads it with a client, as everybody would.
        using var consumer = new ConsumerBuilder<string, string>(new ConsumerConfig { BootstrapServers = _kafka.BootstrapServers, GroupId = "test" }).Build();
        consumer.Assign(Enumerable.Range(0, 3).Select(partition => new TopicPartitionOffset("orders", partition, Offset.Beginning)));
        var written = consumer.Consume(TimeSpan.FromSeconds(30)).Message;
        Assert.Equal("anna", written.Key);
        Assert.Equal("coffee", JsonSerializer.Deserialize<Order>(written.Value)!.Item);
    }

    [Fact]
    public async Task All_of_many_orders_at_once_are_written()
    {
        await using var admin = _kafka.CreateAdmin();
        await admin.CreateTopicAsync("rush-hour", partitions: 6);
        await using var service = new OrderApplication(_kafka, ("Orders:Topic", "rush-hour"), ("Orders:BillingGroup", "rush-hour"));
        var client = service.CreateClient();
        await Task.WhenAll(Enumerable.Range(0, 10).Select(number => client.OrderAsync($"customer {number}", "coffee", 2.50m)));

        // Waits instead of sleeping: it completes with the tenth record, and after 30 s it fails and says how many there are.
        await _kafka.WaitForRecordsAsync("rush-hour", 10);
    }
}
