using System.Text.Json;
using Confluent.Kafka;
using Microsoft.Extensions.Options;

namespace OrderService;

/// <summary>Writes orders to the topic. A customer's orders have the same key, so they stay in order.</summary>
internal sealed class OrderProducer : IDisposable
{
    private readonly IProducer<string, string> _producer;
    private readonly string _topic;

    public OrderProducer(IConfiguration configuration, IOptions<OrderOptions> options)
    {
        var config = configuration.Kafka<ProducerConfig>();
        config.EnableIdempotence = true;
        _producer = new ProducerBuilder<string, string>(config).Build();
        _topic = options.Value.Topic;
    }

    /// <summary>Completes when all in-sync replicas have the order.</summary>
    /// <exception cref="ProduceException{TKey, TValue}">Kafka did not take it within message.timeout.ms.</exception>
    public Task PlaceAsync(Order order, CancellationToken cancellationToken) =>
        _producer.ProduceAsync(_topic, new Message<string, string> { Key = order.Customer, Value = JsonSerializer.Serialize(order) }, cancellationToken);

    public void Dispose() => _producer.Dispose();
}
