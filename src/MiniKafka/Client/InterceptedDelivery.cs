using MiniKafka.Client.Producers.Accumulation;
using MiniKafka.Model;

namespace MiniKafka.Client;

/// <summary>A record that interceptors hear of before whoever produced it does.</summary>
internal sealed class InterceptedDelivery<TKey, TValue>(
    IReadOnlyList<IProducerInterceptor<TKey, TValue>> interceptors, Message<TKey, TValue> message, IDelivery? producer) : IDelivery
{
    public bool RunsUserCode => true;

    public void Complete(TopicPartition partition, long offset, long timestampMs, KafkaException? error)
    {
        try
        {
            var report = new DeliveryReport<TKey, TValue>(partition, offset, timestampMs, message, error);
            foreach (var interceptor in interceptors)
            {
                interceptor.OnAcknowledgement(report);
            }
        }
        finally
        {
            producer?.Complete(partition, offset, timestampMs, error);
        }
    }
}
