namespace MiniKafka.Tests.Coordination.Groups.Simulation;

/// <summary>
/// What the members of a group were told, and what follows from it, whatever the coordinator thinks:
/// - once somebody was told a generation, no commit of an older one may be accepted;
/// - whoever left, was replaced or was left out of a generation may commit no more;
/// - within a generation no partition has two owners.
/// A coordinator that is lost takes what was not yet written with it: a generation counts for good once its
/// assignment was handed out.
/// </summary>
internal sealed class GroupOracle
{
    private readonly SortedSet<string> _fenced = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _fencedForGood = new(StringComparer.Ordinal);
    private readonly SortedDictionary<(int Generation, int Partition), string> _owners = [];
    private readonly SortedSet<string> _members = new(StringComparer.Ordinal);
    private int _generation;
    private int _writtenGeneration;

    public int CommitsAccepted { get; private set; }

    /// <summary>Counts the coordinators: what one said does not bind the next, unless it was written.</summary>
    public int Coordinators { get; private set; }

    /// <summary>The leader of a generation was told, by that coordinator, who is in it.</summary>
    public void Began(int coordinator, int generation, IEnumerable<string> members)
    {
        if (coordinator != Coordinators || generation < _generation)
        {
            return;
        }

        var now = members.ToHashSet(StringComparer.Ordinal);
        foreach (var former in _members.Except(now, StringComparer.Ordinal).ToList())
        {
            _fenced.Add(former);
        }

        _members.Clear();
        _members.UnionWith(now);
        _generation = generation;
    }

    /// <summary>A member was told which partitions it has; <paramref name="owner"/> is what stays the same when it returns.</summary>
    public void Assigned(int generation, string owner, IEnumerable<int> partitions)
    {
        foreach (var partition in partitions)
        {
            Assert.True(
                _owners.TryAdd((generation, partition), owner) || _owners[(generation, partition)] == owner,
                $"In generation {generation} partition {partition} belongs to {_owners[(generation, partition)]} and to {owner}.");
        }

        if (generation > _writtenGeneration)
        {
            _writtenGeneration = generation;
            _generation = Math.Max(_generation, generation);
            _fencedForGood.UnionWith(_fenced);
        }
    }

    /// <summary>The coordinator confirmed that the member is out, or that another took its place.</summary>
    public void Left(int coordinator, string memberId)
    {
        if (coordinator == Coordinators)
        {
            _fenced.Add(memberId);
        }
    }

    /// <summary>Why a commit that is sent now must not be accepted; null when it may be.</summary>
    public string? ObjectionTo(string memberId, int generation) =>
        _fenced.Contains(memberId) ? $"{memberId} was fenced"
        : generation < _generation ? $"generation {generation} ended when {_generation} began"
        : null;

    /// <summary>The coordinator accepted a commit.</summary>
    public void Committed(string memberId, string? objection)
    {
        CommitsAccepted++;
        Assert.True(objection is null, $"A commit of {memberId} was accepted, but {objection}.");
    }

    /// <summary>The coordinator was lost, and with it what it had not written.</summary>
    public void Restarted()
    {
        Coordinators++;
        _generation = _writtenGeneration;
        _fenced.Clear();
        _fenced.UnionWith(_fencedForGood);
        _members.Clear();
    }
}
