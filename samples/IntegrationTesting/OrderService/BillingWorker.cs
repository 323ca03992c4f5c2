using System.Text.Json;
using Confluent.Kafka;
using Microsoft.Extensions.Options;

namespace OrderService;

/// <summary>
/// Reads orders and puts them on bills, as a member of a consumer group: several instances of the service share the partitions. What was put on a
/// bill is committed afterwards, so that an order may be read twice, but is never passed over.
/// </summary>
internal sealed class BillingWorker(IConfiguration configuration, IOptions<OrderOptions> options, Bills bills) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(() => Read(stoppingToken), CancellationToken.None);

    private void Read(CancellationToken stoppingToken)
    {
        var config = configuration.Kafka<ConsumerConfig>();
        config.ClientId = options.Value.BillingGroup;
        config.GroupId = options.Value.BillingGroup;
        config.AutoOffsetReset = AutoOffsetReset.Earliest;

        // Committed in the background is what was stored, and stored is what is done.
        config.EnableAutoOffsetStore = false;
        using var consumer = new ConsumerBuilder<string, string>(config).Build();
        consumer.Subscribe(options.Value.Topic);
        try
        {
            while (true)
            {
                var read = consumer.Consume(stoppingToken);
                bills.Add(JsonSerializer.Deserialize<Order>(read.Message.Value)!);
                consumer.StoreOffset(read);
            }
        }
        catch (OperationCanceledException)
        {
            // The service stops: the last offsets are committed, and the others of the group take over at once.
            consumer.Close();
        }
    }
}
