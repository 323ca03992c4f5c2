using System.Collections.Immutable;

namespace MiniKafka.Quorum.Voters;

/// <summary>
/// The voters of the metadata log, ordered by id. Immutable: a change makes a new set that differs in one voter, so that
/// every majority of the old set and every majority of the new one share a voter.
/// </summary>
internal sealed class VoterSet : IEquatable<VoterSet>
{
    private readonly ImmutableSortedDictionary<int, Voter> _voters;

    private VoterSet(ImmutableSortedDictionary<int, Voter> voters) => _voters = voters;

    public static VoterSet Empty { get; } = new(ImmutableSortedDictionary<int, Voter>.Empty);

    public int Count => _voters.Count;

    /// <summary>How many voters decide an election or a commit.</summary>
    public int Majority => (_voters.Count / 2) + 1;

    public IEnumerable<Voter> Voters => _voters.Values;

    public IEnumerable<int> Ids => _voters.Keys;

    public static VoterSet Of(IEnumerable<Voter> voters) => new(voters.ToImmutableSortedDictionary(voter => voter.Id, voter => voter));

    public Voter? Find(int id) => _voters.GetValueOrDefault(id);

    public bool Contains(int id) => _voters.ContainsKey(id);

    /// <summary>True when the replica is a voter: same node and, where known on both sides, the same directory.</summary>
    public bool Contains(ReplicaKey key) => _voters.TryGetValue(key.Id, out var voter) && voter.Key.Matches(key);

    public bool IsOnlyVoter(ReplicaKey key) => Count == 1 && Contains(key);

    /// <summary>The set with one voter more, or null when that id votes already.</summary>
    public VoterSet? Add(Voter voter) => Contains(voter.Id) ? null : new VoterSet(_voters.Add(voter.Id, voter));

    /// <summary>The set without that replica, or null when it does not vote or is the last one.</summary>
    public VoterSet? Remove(ReplicaKey key) =>
        _voters.TryGetValue(key.Id, out var voter) && voter.Key == key && Count > 1 ? new VoterSet(_voters.Remove(key.Id)) : null;

    /// <summary>The set with that voter's endpoints and versions replaced, or null when that replica does not vote.</summary>
    public VoterSet? Update(Voter voter) => Contains(voter.Key) ? new VoterSet(_voters.SetItem(voter.Id, voter)) : null;

    public bool Equals(VoterSet? other) => other is not null && _voters.Values.SequenceEqual(other._voters.Values);

    public override bool Equals(object? obj) => Equals(obj as VoterSet);

    public override int GetHashCode() => Count;

    /// <summary>The form Kafka's error messages use.</summary>
    public override string ToString() => $"[{string.Join(", ", _voters.Values.Select(voter => voter.Key))}]";
}
