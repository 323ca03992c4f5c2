using System.Collections.Concurrent;
using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MiniKafka;
using Wolverine;
using Wolverine.Kafka;

namespace Frameworks;

/// <summary>WolverineFx.Kafka: messages of a bus that go through a topic, and handlers in a consumer group.</summary>
public sealed class WolverineTests
{
    [Fact]
    public async Task A_message_goes_through_a_topic_to_its_handler_whose_answer_goes_to_another()
    {
        await using var kafka = await KafkaCluster.StartAsync(o => o.Listen());
        using var host = await StartAsync(kafka.BootstrapServers);
        await host.Services.GetRequiredService<IMessageBus>().PublishAsync(new OrderPlaced("anna", "coffee"));

        // Two topics, which Wolverine made: the message in one, and what its handler returned in the other.
        await kafka.WaitForRecordsAsync("orders", 1);
        await kafka.WaitForRecordsAsync("servings", 1);
        await kafka.WaitForCommittedAsync("kitchen", "orders");
        Assert.Equal(["coffee for anna"], host.Services.GetRequiredService<Served>().All);
        await host.StopAsync();
        await kafka.WaitForGroupAsync("kitchen", members: 0);
    }

    [Fact]
    public async Task Handlers_go_on_when_the_leader_of_their_topic_crashes()
    {
        await using var kafka = await KafkaCluster.StartAsync(o =>
        {
            o.BrokerCount = 3;
            o.Listen();
            o.Topics.Add("orders", partitions: 1, replicationFactor: 3);
            o.Topics.Add("servings", partitions: 1, replicationFactor: 3);
        });
        using var host = await StartAsync(kafka.BootstrapServers);
        var bus = host.Services.GetRequiredService<IMessageBus>();
        await bus.PublishAsync(new OrderPlaced("anna", "coffee"));
        await kafka.WaitForRecordsAsync("servings", 1);

        await (await kafka.WaitForLeaderAsync("orders", 0)).KillAsync();
        await bus.PublishAsync(new OrderPlaced("ben", "tea"));
        await kafka.WaitForRecordsAsync("orders", 2);
        await kafka.WaitForCommittedAsync("kitchen", "orders");
        Assert.Equal(["coffee for anna", "tea for ben"], host.Services.GetRequiredService<Served>().All.Distinct());
        await host.StopAsync();
    }

    private static Task<IHost> StartAsync(string bootstrapServers) => Host.CreateDefaultBuilder().UseWolverine(options =>
    {
        // Wolverine's name of a service is its consumer group.
        options.ServiceName = "kitchen";
        options.UseRuntimeCompilation();
        options.Discovery.DisableConventionalDiscovery().IncludeType<Kitchen>();
        options.UseKafka(bootstrapServers)
            .AutoProvision()
            .ConfigureConsumers(consumer =>
            {
                consumer.AutoOffsetReset = AutoOffsetReset.Earliest;
                consumer.AutoCommitIntervalMs = 20;
            });
        options.PublishMessage<OrderPlaced>().ToKafkaTopic("orders").SendInline();
        options.PublishMessage<OrderServed>().ToKafkaTopic("servings").SendInline();
        options.ListenToKafkaTopic("orders").ProcessInline();
        options.Services.AddSingleton<Served>();
    }).StartAsync();
}

/// <summary>Somebody ordered something.</summary>
public sealed record OrderPlaced(string Customer, string Item);

/// <summary>Somebody got what they ordered.</summary>
public sealed record OrderServed(string Customer);

/// <summary>What was served.</summary>
public sealed class Served
{
    private readonly ConcurrentQueue<string> _all = new();

    public IEnumerable<string> All => _all;

    public void Add(string what) => _all.Enqueue(what);
}

/// <summary>Handles the messages of the topic; what it returns is published in turn.</summary>
public sealed class Kitchen
{
    public static OrderServed Handle(OrderPlaced order, Served served)
    {
        served.Add($"{order.Item} for {order.Customer}");
        return new OrderServed(order.Customer);
    }
}
