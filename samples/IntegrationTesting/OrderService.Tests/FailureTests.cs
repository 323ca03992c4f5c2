using System.Net;
using MiniKafka;

namespace OrderService.Tests;

/// <summary>What the service does when Kafka has a bad day. Failures come when the test says so, and end when it says so.</summary>
public sealed class FailureTests
{
    [Fact]
    public async Task No_order_is_lost_or_billed_twice_when_the_leader_of_their_partition_crashes()
    {
        // Three brokers, each with a replica; an order is accepted when two of them have it.
        await using var kafka = await KafkaCluster.StartAsync(o =>
        {
            o.BrokerCount = 3;
            o.Listen();
            o.Topics.Add("orders", partitions: 1, replicationFactor: 3);
            o.Properties["min.insync.replicas"] = "2";
        });
        await using var service = new OrderApplication(kafka);
        var client = service.CreateClient();
        for (var number = 0; number < 5; number++)
        {
            Assert.Equal(HttpStatusCode.Accepted, (await client.OrderAsync("anna", "coffee", 1m)).StatusCode);
        }

        // A crash: nothing is handed over. Orders go on coming in meanwhile; the client finds the new leader by itself.
        var leader = await kafka.WaitForLeaderAsync("orders", 0);
        var orders = Enumerable.Range(0, 5).Select(_ => client.OrderAsync("anna", "coffee", 1m)).ToList();
        await leader.KillAsync();
        Assert.All(await Task.WhenAll(orders), answer => Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode));
        Assert.NotEqual(leader, await kafka.WaitForLeaderAsync("orders", 0));

        await kafka.WaitForCommittedAsync("billing", "orders");
        Assert.Equal(new Bill(10, 10m), await client.BillAsync("anna"));

        // It comes back under its old address, and catches up.
        await leader.StartAsync();
        await kafka.WaitForIsrAsync("orders", 0, 3);
    }

    [Fact]
    public async Task An_order_waits_while_the_network_to_kafka_is_cut_and_is_written_once_when_it_is_healed()
    {
        await using var kafka = await KafkaCluster.StartAsync(o =>
        {
            o.Listen();
            o.Topics.Add("orders");
        });

        // The client asks again soon, so that the test need not wait for Confluent's sixty seconds.
        await using var service = new OrderApplication(kafka, ("Kafka:SocketTimeoutMs", "300"), ("Kafka:ReconnectBackoffMaxMs", "100"));
        var client = service.CreateClient();
        Assert.Equal(HttpStatusCode.Accepted, (await client.OrderAsync("anna", "coffee", 1m)).StatusCode);

        // Links are cut by client.id. Nobody is told: connections stay open, and nothing comes through, as when a cable is pulled. The worker has
        // another client.id, and its link is not cut.
        var link = kafka.Links.Between(kafka.Brokers[0], LinkEnd.Client("order-service"));
        link.Cut();
        var order = client.OrderAsync("anna", "cake", 1m);
        await kafka.WaitForCommittedAsync("billing", "orders");
        Assert.Equal(new Bill(1, 1m), await client.BillAsync("anna"));
        Assert.False(order.IsCompleted);

        link.Heal();
        Assert.Equal(HttpStatusCode.Accepted, (await order).StatusCode);
        await kafka.WaitForCommittedAsync("billing", "orders");
        Assert.Equal(new Bill(2, 2m), await client.BillAsync("anna"));
    }

    [Fact]
    public async Task An_order_is_refused_when_no_broker_is_left()
    {
        await using var kafka = await KafkaCluster.StartAsync(o =>
        {
            o.Listen();
            o.Topics.Add("orders");
        });

        // The service gives up soon, so that the test need not wait for Confluent's five minutes.
        await using var service = new OrderApplication(kafka, ("Kafka:MessageTimeoutMs", "500"));
        var client = service.CreateClient();
        await kafka.Brokers[0].KillAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.OrderAsync("anna", "coffee", 1m)).StatusCode);
    }
}
