using MiniKafka.Quorum.Roles;

namespace MiniKafka.Tests.Quorum.Simulation;

/// <summary>A rule of the quorum does not hold.</summary>
internal sealed class RuleBrokenException(string message) : Exception(message);

/// <summary>
/// Knows what must always hold and looks after every event: one leader per epoch, a leader that has all that is committed,
/// one history of committed records that everybody is shown a beginning of, watermarks and epochs that never fall.
/// </summary>
internal sealed class Referee(QuorumWorld world)
{
    private readonly SortedDictionary<int, int> _leaders = [];
    private readonly List<string> _committed = [];
    private readonly List<(string Value, Task<long> Committed)> _waiting = [];
    private readonly SortedSet<string> _acknowledged = new(StringComparer.Ordinal);
    private readonly SortedDictionary<int, Seen> _seen = [];

    /// <summary>How far the leader of each epoch has committed.</summary>
    private readonly SortedDictionary<int, long> _committedBy = [];

    /// <summary>Epochs that had a leader.</summary>
    public int Elections => _leaders.Count;

    public int Truncations { get; private set; }

    public int SnapshotsLoaded { get; private set; }

    public int Acknowledged => _acknowledged.Count;

    public int Committed => _committed.Count;

    /// <summary>Counts the record as acknowledged once its append completes.</summary>
    public void Await(string value, Task<long> committed) => _waiting.Add((value, committed));

    public bool IsAcknowledged(string value) => _acknowledged.Contains(value);

    public void Look()
    {
        foreach (var (value, committed) in _waiting)
        {
            if (committed.IsCompletedSuccessfully)
            {
                _acknowledged.Add(value);
            }
        }

        _waiting.RemoveAll(append => append.Committed.IsCompleted);
        foreach (var node in world.Nodes)
        {
            if (node.IsAlive)
            {
                Look(node);
            }
        }
    }

    /// <summary>Everything that was acknowledged is there, once.</summary>
    public void LookAtTheEnd()
    {
        var times = _committed.GroupBy(value => value).ToDictionary(group => group.Key, group => group.Count());
        foreach (var value in _acknowledged)
        {
            Check(times.GetValueOrDefault(value) == 1, $"{value} was acknowledged and is there {times.GetValueOrDefault(value)} times.");
        }
    }

    private void Look(SimulatedNode node)
    {
        var replica = node.Replica!;
        var seen = _seen.GetValueOrDefault(node.Id) ?? new Seen();
        if (seen.Incarnation != node.Incarnation)
        {
            seen = new Seen { Incarnation = node.Incarnation, Epoch = seen.Epoch };
        }

        _seen[node.Id] = seen;
        if (replica.Roles.Role is LeaderRole leader)
        {
            var known = _leaders.GetValueOrDefault(leader.Epoch, node.Id);
            Check(known == node.Id, $"Nodes {known} and {node.Id} both lead epoch {leader.Epoch}.");
            if (_leaders.TryAdd(leader.Epoch, node.Id))
            {
                // Who learns late that it was elected may be behind what leaders of later epochs have committed; it will commit nothing.
                var committed = _committedBy.Where(by => by.Key < leader.Epoch).Select(by => by.Value).DefaultIfEmpty().Max();
                Check(replica.Log.EndOffset > committed, $"Node {node.Id} was elected with a log that ends at {replica.Log.EndOffset}, before {committed}.");
            }

            _committedBy[leader.Epoch] = replica.Log.HighWatermark ?? 0;
        }

        Check(replica.Roles.Epoch >= seen.Epoch, $"The epoch of node {node.Id} fell from {seen.Epoch} to {replica.Roles.Epoch}.");
        var highWatermark = replica.Log.HighWatermark ?? 0;
        Check(highWatermark >= seen.HighWatermark, $"The watermark of node {node.Id} fell from {seen.HighWatermark} to {highWatermark}.");
        Check(highWatermark <= replica.Log.EndOffset, $"The watermark of node {node.Id} lies beyond its log.");
        Truncations += replica.Log.EndOffset < seen.EndOffset ? 1 : 0;
        seen.Epoch = replica.Roles.Epoch;
        seen.HighWatermark = highWatermark;
        seen.EndOffset = replica.Log.EndOffset;
        LookAtHistory(node, seen);
    }

    private void LookAtHistory(SimulatedNode node, Seen seen)
    {
        var applied = node.Listener.Applied;
        if (node.Listener.SnapshotsLoaded != seen.SnapshotsLoaded)
        {
            SnapshotsLoaded++;
            seen.SnapshotsLoaded = node.Listener.SnapshotsLoaded;
            seen.Applied = 0;
        }

        for (; seen.Applied < applied.Count; seen.Applied++)
        {
            var value = applied[seen.Applied];
            if (seen.Applied == _committed.Count)
            {
                _committed.Add(value);
            }

            Check(
                _committed[seen.Applied] == value,
                $"Node {node.Id} was shown {value} where {_committed[seen.Applied]} is committed (record {seen.Applied}).");
        }
    }

    private static void Check(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new RuleBrokenException(otherwise);
        }
    }

    private sealed class Seen
    {
        public int Incarnation { get; init; }

        public int Epoch { get; set; }

        public long HighWatermark { get; set; }

        public long EndOffset { get; set; }

        public int Applied { get; set; }

        public int SnapshotsLoaded { get; set; }
    }
}
