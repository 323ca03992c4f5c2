using MiniKafka.Broker.Composition;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;

namespace MiniKafka;

/// <content>
/// States of the cluster to wait for. They hold when all brokers that take part in it know of them: those that run, are not
/// paused and not fenced. What does not come in time is waited for no longer.
/// </content>
public sealed partial class KafkaCluster
{
    private readonly ClusterWatch _watch;

    /// <summary>
    /// Completes when a partition is led by a broker that takes part in the cluster, and all others know that. A leader that was
    /// stopped, killed or paused does not count, though the cluster may not have noticed yet.
    /// </summary>
    /// <param name="topic">The topic; it may be made later.</param>
    /// <param name="partition">The partition's number, from 0.</param>
    /// <param name="otherThan">The broker that leads now, where another one is waited for.</param>
    /// <param name="timeout">How long to wait; null takes <see cref="KafkaClusterOptions.WaitTimeout"/>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The leader.</returns>
    /// <exception cref="TimeoutException">It did not come in time; the message says what is the case instead.</exception>
    /// <exception cref="ObjectDisposedException">The cluster was disposed of before.</exception>
    public Task<KafkaBroker> WaitForLeaderAsync(
        string topic, int partition, KafkaBroker? otherThan = null, TimeSpan? timeout = null, CancellationToken cancellationToken = default) => UntilAsync(
            known => LeaderIn(known, topic, partition, otherThan),
            otherThan is null ? "a leader of" : $"a leader other than broker {otherThan.Id} of",
            Checked(topic, partition),
            timeout,
            cancellationToken);

    /// <summary>Completes when a partition has exactly so many in-sync replicas, and all know that.</summary>
    /// <param name="topic">The topic; it may be made later.</param>
    /// <param name="partition">The partition's number, from 0.</param>
    /// <param name="count">How many, the leader among them.</param>
    /// <param name="timeout">How long to wait; null takes <see cref="KafkaClusterOptions.WaitTimeout"/>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="TimeoutException">It did not come in time; the message says what is the case instead.</exception>
    /// <exception cref="ObjectDisposedException">The cluster was disposed of before.</exception>
    public Task WaitForIsrAsync(string topic, int partition, int count, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return UntilAsync(
            known => Agreed(known, topic, partition) is { } image && image.Isr.Length == count ? image : null,
            $"{count} in-sync replicas of",
            Checked(topic, partition),
            timeout,
            cancellationToken);
    }

    /// <summary>Completes when the in-sync replicas of a partition are exactly those of the brokers named, and all know that.</summary>
    /// <param name="topic">The topic; it may be made later.</param>
    /// <param name="partition">The partition's number, from 0.</param>
    /// <param name="brokers">Who is to be in sync, in any order.</param>
    /// <param name="timeout">How long to wait; null takes <see cref="KafkaClusterOptions.WaitTimeout"/>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="TimeoutException">It did not come in time; the message says what is the case instead.</exception>
    /// <exception cref="ObjectDisposedException">The cluster was disposed of before.</exception>
    public Task WaitForIsrAsync(
        string topic, int partition, IEnumerable<KafkaBroker> brokers, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(brokers);
        var wanted = new SortedSet<int>(brokers.Select(broker => broker.Id));
        return UntilAsync(
            known => Agreed(known, topic, partition) is { } image && wanted.SetEquals(image.Isr) ? image : null,
            $"the in-sync replicas {string.Join(", ", wanted)} of",
            Checked(topic, partition),
            timeout,
            cancellationToken);
    }

    /// <summary>Completes when a controller that runs and is not paused decides for the cluster, and all brokers follow it.</summary>
    /// <param name="otherThan">The broker whose controller is active now, where another one is waited for.</param>
    /// <param name="timeout">How long to wait; null takes <see cref="KafkaClusterOptions.WaitTimeout"/>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The broker whose controller is active.</returns>
    /// <exception cref="TimeoutException">It did not come in time; the message says what is the case instead.</exception>
    /// <exception cref="ObjectDisposedException">The cluster was disposed of before.</exception>
    public Task<KafkaBroker> WaitForControllerAsync(KafkaBroker? otherThan = null, TimeSpan? timeout = null, CancellationToken cancellationToken = default) => UntilAsync(
        known => ControllerIn(known, otherThan),
        new WaitAim(
            otherThan is null ? "an active controller" : $"an active controller other than that of broker {otherThan.Id}", () => InWords.OfController()),
        timeout ?? _options.WaitTimeout,
        cancellationToken);

    /// <summary>Completes when something is true of what the brokers know; it is looked at again whenever one of them learns something.</summary>
    internal Task UntilAsync(Func<bool> condition, string wanted) => UntilAsync(
        () => condition() ? this : null, new WaitAim(wanted, () => InWords.OfController()), _options.WaitTimeout, CancellationToken.None);

    /// <exception cref="ArgumentException">There can be no such partition.</exception>
    private static TopicPartition Checked(string topic, int partition)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        ArgumentOutOfRangeException.ThrowIfNegative(partition);
        return new TopicPartition(topic, partition);
    }

    /// <summary>Completes when all brokers know the topics with the partitions they are to have, and every partition that can have a leader has one.</summary>
    private async Task WaitForTopicsAsync(IReadOnlyCollection<(string Name, int Partitions)> topics, CancellationToken cancellationToken) => await UntilAsync(
        known => topics.All(topic => IsServed(known, topic.Name, topic.Partitions)) ? known : null,
        new WaitAim($"the topics {string.Join(", ", topics.Select(topic => topic.Name))}", () => InWords.OfController()),
        Timeout.InfiniteTimeSpan,
        cancellationToken);

    /// <summary>What is known of the cluster now, to whoever of the brokers knows most; what it says does not change any more.</summary>
    public ClusterSnapshot Snapshot() => new(_clusterId, [.. Nodes.Select(static node => node.Knowledge)]);

    private StateInWords InWords => new(_brokers, Participants());

    private Task<T> UntilAsync<T>(
        Func<IReadOnlyList<Participant>, T?> condition, string wantedOf, TopicPartition partition, TimeSpan? timeout, CancellationToken cancellationToken)
        where T : class =>
        UntilAsync(condition, new WaitAim($"{wantedOf} {partition}", () => InWords.OfPartition(partition)), timeout ?? _options.WaitTimeout, cancellationToken);

    private Task<T> UntilAsync<T>(Func<IReadOnlyList<Participant>, T?> condition, WaitAim aim, TimeSpan timeout, CancellationToken cancellationToken)
        where T : class =>
        UntilAsync(() => Participants() is { Count: > 0 } known ? condition(known) : null, aim, timeout, cancellationToken);

    private Task<T> UntilAsync<T>(Func<T?> condition, WaitAim aim, TimeSpan timeout, CancellationToken cancellationToken)
        where T : class =>
        _loop.IsStopped
            ? Task.FromException<T>(ClusterWatch.Disappointment(aim))
            : _loop.InvokeAsync(() => _watch.UntilAsync(condition, aim, timeout, cancellationToken));

    /// <summary>The brokers that take part, each with what it knows. Who is fenced is told by the one that knows most.</summary>
    private List<Participant> Participants()
    {
        var running = _brokers
            .Where(broker => broker is { IsRunning: true, IsPaused: false })
            .Select(broker => new Participant(broker, broker.Node?.Knowledge ?? NodeKnowledge.Nothing))
            .ToList();
        var newest = running.MaxBy(participant => participant.Knows.Offset)?.Knows.Image ?? ClusterImage.Empty;
        running.RemoveAll(participant => newest.Brokers.GetValueOrDefault(participant.Broker.Id) is null or { IsFenced: true });
        return running;
    }

    /// <summary>The partition as all participants know it; null while they differ.</summary>
    private static PartitionImage? Agreed(IReadOnlyList<Participant> known, string topic, int partition)
    {
        var first = known[0].Knows.Image.Partition(topic, partition);
        return first is not null && known.All(participant => participant.Knows.Image.Partition(topic, partition)?.PartitionEpoch == first.PartitionEpoch)
            ? first
            : null;
    }

    private static KafkaBroker? LeaderIn(IReadOnlyList<Participant> known, string topic, int partition, KafkaBroker? otherThan) =>
        Agreed(known, topic, partition) is { } image && known.FirstOrDefault(participant => participant.Broker.Id == image.Leader) is { } leader
            && leader.Broker != otherThan
            ? leader.Broker
            : null;

    private static KafkaBroker? ControllerIn(IReadOnlyList<Participant> known, KafkaBroker? otherThan) =>
        known.FirstOrDefault(participant => participant.Knows.IsActiveController) is { } active && active.Broker != otherThan
            && known.All(participant => participant.Knows.Controller == active.Knows.Controller)
            ? active.Broker
            : null;

    private static bool IsServed(IReadOnlyList<Participant> known, string topic, int partitions) =>
        known[0].Knows.Image.Topics.TryGetValue(topic, out var image)
        && image.Partitions.Count >= partitions
        && image.Partitions.Keys.All(partition => Agreed(known, topic, partition) is { } agreed
            && (agreed.HasLeader || !known.Any(participant => agreed.Isr.Contains(participant.Broker.Id))));
}
