using MiniKafka;

namespace OrderService.Tests;

/// <summary>
/// A cluster costs milliseconds, so that a test may as well have one of its own, with everything in it just as the test wants it: the same names of
/// topics and groups as in production, and nobody else's records. Ports are free ones, and clusters know nothing of each other.
/// </summary>
public sealed class OwnClusterTests
{
    [Fact]
    public Task Clusters_side_by_side_know_nothing_of_each_other() => Task.WhenAll(Enumerable.Range(1, 4).Select(async orders =>
    {
        await using var kafka = await KafkaCluster.StartAsync(o =>
        {
            o.Listen();
            o.Topics.Add("orders", partitions: 3);
        });
        await using var service = new OrderApplication(kafka);
        var client = service.CreateClient();
        for (var number = 0; number < orders; number++)
        {
            await client.OrderAsync("anna", "coffee", 1m);
        }

        await kafka.WaitForRecordsAsync("orders", orders);
        await kafka.WaitForCommittedAsync("billing", "orders");
        Assert.Equal(new Bill(orders, orders), await client.BillAsync("anna"));
    }));
}
