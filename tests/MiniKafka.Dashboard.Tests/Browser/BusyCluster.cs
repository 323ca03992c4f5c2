using MiniKafka.Client;
using MiniKafka.Model;

namespace MiniKafka.Dashboard.Tests.Browser;

/// <summary>Three brokers, somebody who writes all the time, a group that reads, and a dashboard.</summary>
public sealed class BusyCluster : IAsyncLifetime
{
    private readonly CancellationTokenSource _end = new();
    private Task _work = Task.CompletedTask;

    internal KafkaCluster Kafka { get; private set; } = null!;

    internal KafkaDashboard Dashboard { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Kafka = await KafkaCluster.StartAsync(options =>
        {
            options.BrokerCount = 3;
            options.Properties["group.initial.rebalance.delay.ms"] = "0";
            options.Topics.Add("orders", partitions: 3, replicationFactor: 3);
            options.Topics.Add("quiet", partitions: 1, replicationFactor: 2);
        });
        Dashboard = await Kafka.StartDashboardAsync(configure: options => options.LookEvery = TimeSpan.FromMilliseconds(200));
        _work = Task.WhenAll(ProduceAsync(), ConsumeAsync());
    }

    public async Task DisposeAsync()
    {
        await _end.CancelAsync();
        await _work;
        await Dashboard.DisposeAsync();
        await Kafka.DisposeAsync();
        _end.Dispose();
    }

    private async Task ProduceAsync()
    {
        await using var producer = Kafka.CreateProducer<string, string>(new ProducerConfig { ClientId = "shop" });
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        for (var count = 0; !_end.IsCancellationRequested; count++)
        {
            await producer.ProduceAsync("orders", $"table-{count % 9}", $$"""{"dish":"soup","number":{{count}}}""");
            await pace.WaitForNextTickAsync();
        }
    }

    private async Task ConsumeAsync()
    {
        await using var consumer = Kafka.CreateConsumer<string, string>(
            new ConsumerConfig { GroupId = "kitchen", ClientId = "cook", AutoOffsetReset = AutoOffsetReset.Earliest, AutoCommitIntervalMs = 500 });
        consumer.Subscribe("orders");
        try
        {
            await foreach (var _ in consumer.ConsumeAsync(_end.Token))
            {
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
        }
    }
}
