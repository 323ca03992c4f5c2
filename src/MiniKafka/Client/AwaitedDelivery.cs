using MiniKafka.Client.Producers.Accumulation;
using MiniKafka.Model;
using MiniKafka.Runtime;

namespace MiniKafka.Client;

/// <summary>A record whose producer awaits its result. The awaiting code goes on elsewhere, never on the loop that tells.</summary>
internal sealed class AwaitedDelivery<TKey, TValue>(LoopHost host, Message<TKey, TValue> message)
    : TaskCompletionSource<DeliveryResult<TKey, TValue>>(host.CompletionOptions), IDelivery
{
    public bool RunsUserCode => false;

    public void Complete(TopicPartition partition, long offset, long timestampMs, KafkaException? error)
    {
        if (error is null)
        {
            TrySetResult(new DeliveryResult<TKey, TValue>(partition, offset, timestampMs, message));
        }
        else
        {
            TrySetException(error);
        }
    }
}
