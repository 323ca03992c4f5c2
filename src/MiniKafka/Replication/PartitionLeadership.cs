using MiniKafka.Model;

namespace MiniKafka.Replication;

/// <summary>
/// A leader's part for one leader epoch: how far each follower is, and the in-sync set it asked for but has no answer to yet. Owned by the
/// broker's loop. Invariant: as long as a proposal may have been accepted, the high watermark waits for the members of both sets.
/// </summary>
internal sealed class PartitionLeadership
{
    private const long AnyEpoch = -1;
    private readonly ReplicationContext _context;
    private readonly int _brokerId;
    private readonly SortedDictionary<int, FollowerProgress> _followers = [];
    private IReadOnlyList<int>? _proposed;
    private int _proposedAtEpoch;

    /// <param name="context">What the broker's replicas have in common.</param>
    /// <param name="brokerId">This broker.</param>
    /// <param name="state">What the metadata says.</param>
    /// <param name="startOffset">The log's end.</param>
    /// <param name="size">The log's bytes.</param>
    public PartitionLeadership(ReplicationContext context, int brokerId, PartitionState state, long startOffset, long size)
    {
        _context = context;
        _brokerId = brokerId;
        StartOffset = startOffset;
        foreach (var replica in state.Replicas.Where(replica => replica != brokerId))
        {
            // Who is in sync has time to show that it still is, and lacks next to nothing.
            _followers[replica] = state.InSyncReplicas.Contains(replica)
                ? new FollowerProgress(replica, context.NowMs) { Copies = Copies(0, startOffset) }
                : new FollowerProgress(replica, long.MinValue / 2) { Copies = Copies(size, startOffset) };
        }
    }

    /// <summary>Where this epoch began in the log: who has not reached it cannot be in sync.</summary>
    public long StartOffset { get; }

    public bool IsProposing => _proposed is not null;

    public FollowerProgress? Follower(int brokerId) => _followers.GetValueOrDefault(brokerId);

    /// <summary>Replicas came or went; a newer partition epoch decides what was proposed.</summary>
    public void OnState(PartitionState state, long leaderEndOffset, long size)
    {
        if (state.PartitionEpoch > _proposedAtEpoch)
        {
            _proposed = null;
        }

        foreach (var gone in _followers.Keys.Where(replica => !state.Replicas.Contains(replica)).ToList())
        {
            _followers.Remove(gone, out var follower);
            follower!.Copies?.End();
        }

        foreach (var replica in state.Replicas.Where(replica => replica != _brokerId && !_followers.ContainsKey(replica)))
        {
            _followers[replica] = new FollowerProgress(replica, long.MinValue / 2) { Copies = Copies(size, leaderEndOffset) };
        }
    }

    /// <summary>The leader appended so many bytes, which each follower will copy.</summary>
    public void OnAppend(long bytes)
    {
        foreach (var follower in _followers.Values)
        {
            follower.Copies?.Add(bytes);
        }
    }

    /// <summary>The log holds so many bytes, perhaps fewer than it did.</summary>
    public void OnSize(long size)
    {
        foreach (var follower in _followers.Values)
        {
            follower.Copies?.Limit(size);
        }
    }

    /// <summary>Nobody copies from this leader any more.</summary>
    public void End()
    {
        foreach (var follower in _followers.Values)
        {
            follower.Copies?.End();
        }
    }

    /// <summary>What all that matter have: the in-sync ones, those that may be, and those about to be.</summary>
    public long ReplicatedOffset(PartitionState state, long leaderEndOffset)
    {
        var replicated = leaderEndOffset;
        foreach (var follower in _followers.Values)
        {
            var counts = state.InSyncReplicas.Contains(follower.BrokerId)
                || (_proposed?.Contains(follower.BrokerId) ?? false)
                || (!state.OfflineReplicas.Contains(follower.BrokerId) && follower.IsCaughtUp(leaderEndOffset, _context.NowMs, _context.MaxLagMs) && _context.MayBeInSync(follower.BrokerId, follower.BrokerEpoch));
            if (counts)
            {
                replicated = Math.Min(replicated, follower.LogEndOffset);
            }
        }

        return replicated;
    }

    /// <summary>The smallest log start among the leader's and those of followers that live.</summary>
    public long LowWatermark(long leaderStartOffset) => _followers.Values
        .Where(follower => _context.MayBeInSync(follower.BrokerId, AnyEpoch))
        .Select(follower => follower.LogStartOffset)
        .Append(leaderStartOffset)
        .Min();

    /// <summary>The in-sync set with a follower that has caught up; null when it is not to be changed.</summary>
    public List<int>? Expanded(PartitionState state, int brokerId, long highWatermark) =>
        !IsProposing
        && !state.InSyncReplicas.Contains(brokerId)
        && Follower(brokerId) is { } follower
        && follower.LogEndOffset >= Math.Max(highWatermark, StartOffset)
        && _context.MayBeInSync(brokerId, follower.BrokerEpoch)
            ? [.. state.InSyncReplicas, brokerId]
            : null;

    /// <summary>The in-sync set without those who fell behind; null when it is not to be changed.</summary>
    public List<int>? Shrunk(PartitionState state, long leaderEndOffset)
    {
        if (IsProposing)
        {
            return null;
        }

        var now = _context.NowMs;
        List<int> left = [.. state.InSyncReplicas.Where(replica => Follower(replica)?.IsCaughtUp(leaderEndOffset, now, _context.MaxLagMs) ?? replica == _brokerId)];
        return left.Count < state.InSyncReplicas.Count ? left : null;
    }

    /// <summary>A set is proposed in the order of the ids, as Apache Kafka does: everybody is shown it as the controller keeps it.</summary>
    public IsrChange Propose(TopicIdPartition id, PartitionState state, IEnumerable<int> inSync)
    {
        int[] replicas = [.. inSync.Order()];
        (_proposed, _proposedAtEpoch) = (replicas, state.PartitionEpoch);
        return new IsrChange(id, state.LeaderEpoch, state.PartitionEpoch, [.. replicas.Select(replica => new IsrCandidate(replica, Follower(replica)?.BrokerEpoch ?? -1))]);
    }

    /// <summary>The controller did not even try: the set is what it was.</summary>
    public void Withdraw() => _proposed = null;

    private CopiesToCome? Copies(long bytes, long leaderEndOffset) => _context.Promised is { } promised ? new CopiesToCome(promised, bytes, leaderEndOffset) : null;
}
