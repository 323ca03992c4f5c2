using System.Diagnostics.CodeAnalysis;

namespace MiniKafka.Client;

/// <summary>Sees what a producer sends, may change it, and hears what became of it. Used by as many threads as produce.</summary>
/// <typeparam name="TKey">The type of keys.</typeparam>
/// <typeparam name="TValue">The type of values.</typeparam>
[Experimental("MINIKAFKA001", UrlFormat = "https://github.com/minikafka/minikafka/blob/main/CHANGELOG.md#experimental")]
public interface IProducerInterceptor<TKey, TValue>
{
    /// <summary>Called inside the call that produces, before anything is serialized. What it throws goes to the caller, and nothing is sent.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="message">The message, as the interceptor before left it.</param>
    /// <returns>The message to send: the same, changed or not, or another one.</returns>
    Message<TKey, TValue> OnSend(string topic, Message<TKey, TValue> message);

    /// <summary>
    /// Called before the message's delivery handler, and as delivery handlers are: off the calling thread, one at a time, exceptions to
    /// <see cref="IProducer{TKey, TValue}.HandlerError"/>. Of a message that found no place in a batch only its call tells.
    /// </summary>
    /// <param name="report">Where the message landed, or why it did not.</param>
    void OnAcknowledgement(DeliveryReport<TKey, TValue> report);
}
