using MiniKafka.Broker.Composition;
using MiniKafka.Model;

namespace MiniKafka;

/// <content>What its replicas hold.</content>
public sealed partial class KafkaBroker
{
    /// <summary>
    /// What this broker has of its partitions: how far its logs are, leader or not, while clients are told of the leader's alone.
    /// </summary>
    /// <param name="topics">Of which topics; null is all.</param>
    /// <param name="cancellationToken">Gives up, as on a broker that is paused meanwhile.</param>
    /// <returns>Its replicas, by topic and partition.</returns>
    /// <exception cref="InvalidOperationException">It does not run, or is paused.</exception>
    public Task<IReadOnlyList<ReplicaLog>> DescribeReplicasAsync(IEnumerable<string>? topics = null, CancellationToken cancellationToken = default)
    {
        var named = topics?.ToHashSet(StringComparer.Ordinal);
        return AskAsync(node => node.DescribeReplicasAsync(named, cancellationToken), cancellationToken);
    }

    /// <summary>The segments of this broker's replica of a partition.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="cancellationToken">Gives up, as on a broker that is paused meanwhile.</param>
    /// <returns>Its segments, from the oldest on; none where it has no such replica.</returns>
    /// <exception cref="InvalidOperationException">It does not run, or is paused.</exception>
    /// <exception cref="IOException">The log directory failed.</exception>
    public Task<IReadOnlyList<ReplicaSegment>> DescribeSegmentsAsync(TopicPartition partition, CancellationToken cancellationToken = default) =>
        AskAsync(node => node.DescribeSegmentsAsync(partition, cancellationToken), cancellationToken);

    private Task<T> AskAsync<T>(Func<BrokerNode, Task<T>> ask, CancellationToken cancellationToken)
    {
        return _loop.IsStopped ? AskNow() : _loop.InvokeAsync(AskNow, cancellationToken);

        Task<T> AskNow() => _node switch
        {
            null => Task.FromException<T>(new InvalidOperationException($"Broker {Id} does not run, so it has nothing to tell.")),
            { IsPaused: true } => Task.FromException<T>(new InvalidOperationException($"Broker {Id} is paused, so it tells nothing.")),
            var node => ask(node),
        };
    }
}
