using MiniKafka.Broker.Progress;

namespace MiniKafka;

/// <content>
/// Waits for what clients bring about: records that are there, groups that have come together, offsets that are committed. Leaders and
/// coordinators tell of every change while somebody waits; whoever the clients are, and however they reach the cluster.
/// </content>
public sealed partial class KafkaCluster
{
    private const string Stable = "Stable";

    /// <summary>
    /// Completes when a topic has at least so many records that consumers can read. Counted are offsets, from the start of each partition's log to
    /// its high watermark: what compaction took out in between still counts.
    /// </summary>
    /// <param name="topic">The topic; it may be made later.</param>
    /// <param name="count">How many at least, those of all partitions together.</param>
    /// <param name="timeout">How long to wait; null takes <see cref="KafkaClusterOptions.WaitTimeout"/>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="TimeoutException">It did not come in time; the message says what is the case instead.</exception>
    /// <exception cref="ObjectDisposedException">The cluster was disposed of before.</exception>
    public Task WaitForRecordsAsync(string topic, long count, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return UntilAsync(
            new ProgressSubject(topic, null),
            progress => progress.Partitions.Count > 0 && progress.Records >= count,
            new ProgressAim(count == 1 ? $"1 record in the topic '{topic}'" : $"{count} records in the topic '{topic}'", static (words, progress) => words.OfRecords(progress)),
            timeout,
            cancellationToken);
    }

    /// <summary>
    /// Completes when a consumer group has members. With <paramref name="stable"/> they have agreed on who reads what, too. They hear of their partitions
    /// and find their positions a moment later: one that begins at the end (<c>auto.offset.reset=latest</c>) may not see what is produced right away.
    /// </summary>
    /// <param name="groupId">The group; it may come into being later.</param>
    /// <param name="stable">Whether a rebalance has to be over: the group's state is Stable.</param>
    /// <param name="members">How many exactly; null is any number but 0. A group that all have left has 0, and goes on being there.</param>
    /// <param name="timeout">How long to wait; null takes <see cref="KafkaClusterOptions.WaitTimeout"/>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="TimeoutException">It did not come in time; the message says what is the case instead.</exception>
    /// <exception cref="ObjectDisposedException">The cluster was disposed of before.</exception>
    public Task WaitForGroupAsync(
        string groupId, bool stable = false, int? members = null, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(groupId);
        ArgumentOutOfRangeException.ThrowIfNegative(members ?? 0, nameof(members));
        return stable && members == 0
            ? throw new ArgumentException("A group without members is never stable.", nameof(members))
            : UntilAsync(
                new ProgressSubject(null, groupId),
                progress => progress.Group is { State: { } state } group
                    && (members is null ? group.Members > 0 : group.Members == members)
                    && (!stable || state == Stable),
                new ProgressAim(
                    $"the group '{groupId}' to {(stable ? "be stable with" : "have")} {(members is null ? "members" : members == 1 ? "1 member" : $"{members} members")}",
                    static (words, progress) => words.OfGroup(progress)),
                timeout,
                cancellationToken);
    }

    /// <summary>
    /// Completes when a consumer group has committed everything that is in a topic: its lag is 0 in every partition. A topic that has no records yet has
    /// nothing to commit; wait for those first, where somebody else produces them.
    /// </summary>
    /// <param name="groupId">The group; it may come into being later.</param>
    /// <param name="topic">The topic; it may be made later.</param>
    /// <param name="timeout">How long to wait; null takes <see cref="KafkaClusterOptions.WaitTimeout"/>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="TimeoutException">It did not come in time; the message says what is the case instead.</exception>
    /// <exception cref="ObjectDisposedException">The cluster was disposed of before.</exception>
    public Task WaitForCommittedAsync(string groupId, string topic, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(groupId);
        ArgumentException.ThrowIfNullOrEmpty(topic);
        return UntilAsync(
            new ProgressSubject(topic, groupId),
            static progress => progress.IsAllCommitted,
            new ProgressAim($"the group '{groupId}' to commit all of '{topic}'", static (words, progress) => words.OfCommitted(progress)),
            timeout,
            cancellationToken);
    }

    /// <summary>Completes when a consumer group has committed an offset in a partition, or a later one.</summary>
    /// <param name="groupId">The group; it may come into being later.</param>
    /// <param name="topic">The topic; it may be made later.</param>
    /// <param name="partition">The partition's number, from 0.</param>
    /// <param name="offset">The offset of the next record to be read: 10 when those at 0 to 9 are done.</param>
    /// <param name="timeout">How long to wait; null takes <see cref="KafkaClusterOptions.WaitTimeout"/>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="TimeoutException">It did not come in time; the message says what is the case instead.</exception>
    /// <exception cref="ObjectDisposedException">The cluster was disposed of before.</exception>
    public Task WaitForCommittedAsync(
        string groupId, string topic, int partition, long offset, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(groupId);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        return UntilAsync(
            new ProgressSubject(topic, groupId),
            progress => progress.Committed(partition) >= offset,
            new ProgressAim($"the group '{groupId}' to commit offset {offset} of {Checked(topic, partition)}", static (words, progress) => words.OfCommitted(progress)),
            timeout,
            cancellationToken);
    }

    private Task UntilAsync(ProgressSubject subject, Func<ClusterProgress, bool> condition, ProgressAim aim, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var reports = new ProgressReports(subject, _loop, _watch.LookSoon);
        var told = new WaitAim(aim.Wanted, () => aim.Instead(InWords, Progress()));

        // The token ends the wait on the loop, and with that the following.
        return _loop.IsStopped ? Task.FromException(ClusterWatch.Disappointment(told)) : _loop.InvokeAsync(FollowAsync, CancellationToken.None);

        ClusterProgress Progress() => new(Participants(), reports);

        async Task FollowAsync()
        {
            using (reports)
            {
                await _watch.UntilAsync(() => condition(Progress()) ? this : null, told, timeout ?? _options.WaitTimeout, cancellationToken);
            }
        }
    }

    /// <summary>What somebody waits for, in words, and how it is told what is the case.</summary>
    private sealed record ProgressAim(string Wanted, Func<StateInWords, ClusterProgress, string> Instead);
}
