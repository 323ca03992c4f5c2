using System.Diagnostics.CodeAnalysis;
using MiniKafka.Model;

namespace MiniKafka.Client;

/// <summary>Sees what a consumer is given, may change it, and hears what was committed. Called inside the calls that consume; what it throws goes to the caller.</summary>
/// <typeparam name="TKey">The type of keys.</typeparam>
/// <typeparam name="TValue">The type of values.</typeparam>
[Experimental("MINIKAFKA001", UrlFormat = "https://github.com/minikafka/minikafka/blob/main/CHANGELOG.md#experimental")]
public interface IConsumerInterceptor<TKey, TValue>
{
    /// <summary>Called with each record before the application gets it. When it throws, the record counts as consumed.</summary>
    /// <param name="result">The record, as the interceptor before left it.</param>
    /// <returns>What the application gets: the same, or another one.</returns>
    ConsumeResult<TKey, TValue> OnConsume(ConsumeResult<TKey, TValue> result);

    /// <summary>Called in the next call that consumes, or while the consumer is closed, once the group has taken offsets.</summary>
    /// <param name="offsets">Of each partition the offset of the record that is to come next.</param>
    void OnCommit(IReadOnlyList<TopicPartitionOffset> offsets);
}
