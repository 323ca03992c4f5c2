using MiniKafka.Client;
using MiniKafka.ClusterTests.Simulation;
using MiniKafka.Model;
using MiniKafka.Runtime.Simulation;

namespace MiniKafka.ClusterTests.Metrics;

/// <summary>What producers and consumers tell of themselves, against what they were made to do, in virtual time.</summary>
[Collection(Collected.OneAfterTheOther)]
public sealed class ClientMetricsTests
{
    /// <summary>Nobody else's: clusters of one seed have the same id, and the process is full of others.</summary>
    private const int Seed = 20261202;

    private static readonly (string, object) s_orders = ("messaging.destination.name", "orders");
    private static readonly (string, object) s_shop = ("messaging.client.id", "shop");
    private static readonly (string, object) s_billing = ("messaging.client.id", "billing");

    [Fact]
    public void A_producer_tells_what_it_has_delivered_and_what_waits() => Run(async kafka =>
    {
        using var seen = new Collected(kafka.Snapshot().ClusterId);
        await using var producer = kafka.CreateProducer<string, string>(new ProducerConfig { ClientId = "shop", LingerMs = 60_000 });
        await ProduceAsync(producer, 7);
        seen.Look();
        Assert.Equal(7, seen.Sum("messaging.client.sent.messages", s_shop, s_orders));
        Assert.Equal(1, seen.Sum("kafka.producer.batch.count", s_shop, s_orders));
        Assert.Equal(seen.Sum("kafka.topic.io", s_orders, ("network.io.direction", "receive")), seen.Sum("kafka.producer.sent.size", s_shop, s_orders));
        Assert.Equal((0, 0), (seen.Sum("kafka.producer.queue.count", s_shop), seen.Sum("kafka.producer.queue.size", s_shop)));
        Assert.Equal(0, seen.Sum("kafka.producer.retry.count", s_shop));
        Assert.Equal(1, seen.Count("kafka.producer.queue.count", s_shop));

        var waiting = Enumerable.Range(0, 3).Select(_ => producer.ProduceAsync("orders", "k", "v")).ToList();
        seen.Look();
        Assert.Equal(3, seen.Sum("kafka.producer.queue.count", s_shop));
        Assert.True(seen.Sum("kafka.producer.queue.size", s_shop) > 0);
        Assert.Equal(7, seen.Sum("messaging.client.sent.messages", s_shop));
        await producer.FlushAsync();
        await Task.WhenAll(waiting);
    });

    [Fact]
    public void A_producer_tells_what_it_had_to_send_again_and_what_it_gave_up() => Run(async kafka =>
    {
        using var seen = new Collected(kafka.Snapshot().ClusterId);
        var config = new ProducerConfig { ClientId = "shop", DeliveryTimeoutMs = 10_000, RequestTimeoutMs = 2_000, LingerMs = 0 };
        await using var producer = kafka.CreateProducer<string, string>(config);
        await ProduceAsync(producer, 1);
        var leader = await kafka.WaitForLeaderAsync("orders", 0);
        await leader.PauseAsync();
        await Assert.ThrowsAsync<KafkaException>(() => producer.ProduceAsync("orders", "k", "v"));
        leader.Resume();
        seen.Look();
        Assert.Equal(1, seen.Sum("messaging.client.sent.messages", s_shop, s_orders, ("error.type", "REQUEST_TIMED_OUT")));
        Assert.Equal(2, seen.Sum("messaging.client.sent.messages", s_shop, s_orders));
        Assert.Equal(1, seen.Sum("kafka.producer.batch.count", s_shop));
        Assert.InRange(seen.Sum("kafka.producer.retry.count", s_shop, s_orders), 1, 5);
        Assert.InRange(seen.Sum("kafka.client.request.failed", s_shop, ("kafka.api", "Produce")), 1, 5);
        Assert.True(seen.Sum("kafka.client.connection.created", s_shop) > seen.Sum("kafka.client.connection.count", s_shop));
    });

    [Fact]
    public void A_client_tells_its_requests_and_the_broker_has_counted_the_same() => Run(async kafka =>
    {
        using var seen = new Collected(kafka.Snapshot().ClusterId);
        await using var producer = kafka.CreateProducer<string, string>(new ProducerConfig { ClientId = "shop" });
        for (var i = 0; i < 5; i++)
        {
            await producer.ProduceAsync("orders", "k", "v");
        }

        seen.Look();
        (string, object) produce = ("kafka.api", "Produce");
        Assert.Equal((5, 5), (seen.Sum("kafka.client.request.count", s_shop, produce), seen.Sum("kafka.request.count", produce)));
        Assert.Equal(5, seen.Sum("kafka.client.request.duration", s_shop, produce));
        Assert.Equal(0, seen.Sum("kafka.client.request.failed", s_shop));
        foreach (var (client, broker) in new[] { ("transmit", "receive"), ("receive", "transmit") })
        {
            var bytes = seen.Sum("kafka.client.network.io", s_shop, produce, ("network.io.direction", client));
            Assert.True(bytes > 0);
            Assert.Equal(bytes, seen.Sum("kafka.network.io", produce, ("network.io.direction", broker)));
        }

        Assert.InRange(seen.Sum("kafka.client.connection.count", s_shop), 1, 2);
    });

    [Fact]
    public void A_consumer_tells_where_it_is_and_how_far_behind() => Run(async kafka =>
    {
        using var seen = new Collected(kafka.Snapshot().ClusterId);
        await using var producer = kafka.CreateProducer<string, string>(new ProducerConfig { ClientId = "shop" });
        await ProduceAsync(producer, 10);
        await using var consumer = kafka.CreateConsumer<string, string>(
            new ConsumerConfig { ClientId = "billing", GroupId = "bills", AutoOffsetReset = AutoOffsetReset.Earliest, EnableAutoCommit = false });
        consumer.Subscribe("orders");
        await ConsumeAsync(consumer, 7);
        seen.Look();
        (string, object)[] partition = [s_billing, s_orders, ("messaging.destination.partition.id", 0), ("messaging.consumer.group.name", "bills")];
        Assert.Equal(7, seen.Sum("messaging.client.consumed.messages", s_billing, s_orders));
        Assert.Equal((7, 3), (seen.Sum("kafka.consumer.position", partition), seen.Sum("kafka.consumer.lag", partition)));
        Assert.Equal((1, 1), (seen.Sum("kafka.consumer.assignment.count", s_billing), seen.Sum("kafka.consumer.rebalance.count", s_billing)));
        Assert.Equal(0, seen.Count("kafka.consumer.committed_offset", s_billing));
        var fetched = seen.Sum("kafka.consumer.fetched.size", s_billing, s_orders);
        Assert.Equal(seen.Sum("kafka.topic.io", s_orders, ("network.io.direction", "transmit")), fetched);
        Assert.Equal(fetched, seen.Sum("kafka.consumer.fetch_queue.size", s_billing));

        await consumer.CommitAsync();
        await ConsumeAsync(consumer, 3);
        using (var enough = new CancellationTokenSource(TimeSpan.FromSeconds(1), kafka.Host.Clock))
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await consumer.ConsumeAsync(enough.Token).GetAsyncEnumerator().MoveNextAsync());
        }

        seen.Look();
        Assert.Equal(10, seen.Sum("messaging.client.consumed.messages", s_billing));
        Assert.Equal((10, 0), (seen.Sum("kafka.consumer.position", partition), seen.Sum("kafka.consumer.lag", partition)));
        Assert.Equal(7, seen.Sum("kafka.consumer.committed_offset", partition));
        Assert.Equal(0, seen.Sum("kafka.consumer.fetch_queue.size", s_billing));
    });

    [Fact]
    public void Clients_that_share_an_id_are_told_apart_and_those_that_are_closed_tell_nothing_any_more() => Run(async kafka =>
    {
        using var seen = new Collected(kafka.Snapshot().ClusterId);
        var first = kafka.CreateProducer<string, string>(new ProducerConfig { ClientId = "shop" });
        await using var second = kafka.CreateProducer<string, string>(new ProducerConfig { ClientId = "shop" });
        await ProduceAsync(first, 3);
        await ProduceAsync(second, 5);
        seen.Look();
        Assert.Equal((2, 8), (seen.Count("messaging.client.sent.messages", s_shop), seen.Sum("messaging.client.sent.messages", s_shop)));
        await first.DisposeAsync();
        seen.Look();
        seen.Look();
        Assert.Equal((1, 5), (seen.Count("messaging.client.sent.messages", s_shop), seen.Sum("messaging.client.sent.messages", s_shop)));
    });

    private static async Task ProduceAsync(IProducer<string, string> producer, int records)
    {
        var results = Enumerable.Range(0, records).Select(_ => producer.ProduceAsync("orders", "k", "v")).ToList();
        await producer.FlushAsync();
        await Task.WhenAll(results);
    }

    private static async Task ConsumeAsync(IConsumer<string, string> consumer, int records)
    {
        await foreach (var _ in consumer.ConsumeAsync())
        {
            if (--records == 0)
            {
                break;
            }
        }
    }

    private static void Run(Func<KafkaCluster, Task> test)
    {
        var host = new SimulatedLoopHost(Seed);
        VirtualTime.Run(
            host,
            options =>
            {
                options.Host = host;
                options.MemoryLimit = 1L << 30;
                options.Topics.Add("orders");
            },
            test);
    }
}
