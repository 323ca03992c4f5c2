using MiniKafka;

namespace OrderService.Tests;

/// <summary>These tests share a cluster with those of <see cref="TopicTests"/>: one is started for all classes of the collection.</summary>
[Collection(KafkaCollection.Name)]
public sealed class BillingTests(KafkaFixture fixture)
{
    private readonly KafkaCluster _kafka = fixture.Kafka;

    [Fact]
    public async Task What_was_ordered_is_on_the_bill()
    {
        await using var service = new OrderApplication(_kafka, ("Orders:Topic", "bill"), ("Orders:BillingGroup", "bill"));
        var client = service.CreateClient();
        await client.OrderAsync("anna", "coffee", 2.50m);
        await client.OrderAsync("anna", "cake", 4m);
        await client.OrderAsync("ben", "tea", 2m);

        // The worker has done all that was in the topic when it has committed all that is in the topic.
        await _kafka.WaitForCommittedAsync("bill", "bill");
        Assert.Equal(new Bill(2, 6.50m), await client.BillAsync("anna"));
        Assert.Equal(new Bill(1, 2m), await client.BillAsync("ben"));
    }

    [Fact]
    public async Task Two_instances_of_the_service_share_the_work_and_one_goes_on_alone()
    {
        (string, string)[] settings = [("Orders:Topic", "shared"), ("Orders:BillingGroup", "shared")];
        await using var one = new OrderApplication(_kafka, settings);
        await using var two = new OrderApplication(_kafka, settings);
        var (first, second) = (one.CreateClient(), two.CreateClient());

        // Both workers have joined, and the rebalance is over.
        await _kafka.WaitForGroupAsync("shared", stable: true, members: 2);
        for (var number = 0; number < 20; number++)
        {
            await first.OrderAsync($"customer {number}", "coffee", 1m);
        }

        await _kafka.WaitForCommittedAsync("shared", "shared");
        var counts = await Task.WhenAll(Enumerable.Range(0, 20).Select(async number =>
            ((await first.BillAsync($"customer {number}")).Orders, (await second.BillAsync($"customer {number}")).Orders)));
        Assert.All(counts, count => Assert.Equal(1, count.Item1 + count.Item2));

        // One of them stops, as at a deployment: it leaves the group, and the other has all partitions.
        await two.DisposeAsync();
        await _kafka.WaitForGroupAsync("shared", stable: true, members: 1);
        await first.OrderAsync("late", "coffee", 1m);
        await _kafka.WaitForCommittedAsync("shared", "shared");
        Assert.Equal(1, (await first.BillAsync("late")).Orders);
    }
}
