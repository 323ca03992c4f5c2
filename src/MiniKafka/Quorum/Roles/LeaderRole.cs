using MiniKafka.Quorum.Log;
using MiniKafka.Quorum.Voters;

namespace MiniKafka.Quorum.Roles;

/// <summary>
/// Appends to the log and commits what a majority of the voters has on disk. Nothing is committed before a record of the
/// leader's own epoch is: a record of an older epoch may still be replaced even when a majority holds it.
/// Invariant: the high watermark never falls and never passes the log's end.
/// </summary>
internal sealed class LeaderRole : QuorumRole
{
    private readonly ReplicaKey _self;
    private readonly SortedDictionary<ReplicaKey, ReplicaProgress> _observers = [];
    private readonly SortedSet<int> _fetchedSinceCheck = [];
    private SortedDictionary<int, ReplicaProgress> _voters = [];

    public LeaderRole(ReplicaKey self, int epoch, VoterSet voters, IReadOnlyList<int> grantingVoters, long epochStartOffset)
        : base(epoch)
    {
        _self = self;
        GrantingVoters = grantingVoters;
        EpochStartOffset = epochStartOffset;
        UpdateVoters(voters);
    }

    public override int? LeaderId => _self.Id;

    public IReadOnlyList<int> GrantingVoters { get; }

    /// <summary>Where the leader change record of this epoch lies.</summary>
    public long EpochStartOffset { get; }

    /// <summary>Everything before it is committed; null until a record of this epoch is.</summary>
    public long? HighWatermark { get; private set; }

    /// <summary>Set when the leader shall give up at the next opportunity.</summary>
    public bool IsResignRequested { get; set; }

    /// <summary>When the leader gives up unless a majority of the voters fetches before.</summary>
    public long CheckQuorumDeadlineMs { get; set; } = long.MaxValue;

    public override ElectionState Election => new(Epoch, _self.Id, ReplicaKey.None);

    public IEnumerable<ReplicaProgress> Voters => _voters.Values;

    public IEnumerable<ReplicaProgress> Observers => _observers.Values;

    public override bool WouldVoteFor(ReplicaKey candidate, bool isLogUpToDate, bool isPreVote) => false;

    /// <summary>What is known about a replica, voter or observer; null when it never fetched.</summary>
    public ReplicaProgress? Find(ReplicaKey key) =>
        _voters.TryGetValue(key.Id, out var voter) && voter.Key.Matches(key) ? voter : _observers.GetValueOrDefault(key);

    /// <summary>The leader's own log is on disk up to this offset. True when that commits records.</summary>
    public bool StoredLocally(long offset, VoterSet voters)
    {
        UpdateVoters(voters);
        ProgressOf(_self).Stored(offset);
        return AdvanceHighWatermark();
    }

    /// <summary>
    /// A replica fetched from this offset, so it has everything before it on disk. True when that commits records.
    /// </summary>
    public bool Fetched(ReplicaKey replica, long offset, long leaderEndOffset, QuorumClock clock)
    {
        var progress = ProgressOf(replica);
        progress.Fetched(offset, leaderEndOffset, clock);
        return IsVoter(replica) && AdvanceHighWatermark();
    }

    /// <summary>Counts a voter's sign of life; true when a majority, the leader included, has given one since the last time.</summary>
    public bool HeardFrom(ReplicaKey replica)
    {
        if (IsVoter(replica))
        {
            _fetchedSinceCheck.Add(replica.Id);
        }

        var others = (_voters.Count / 2) + 1 - (IsVoter(_self) ? 1 : 0);
        if (_fetchedSinceCheck.Count < others)
        {
            return false;
        }

        _fetchedSinceCheck.Clear();
        return true;
    }

    /// <summary>The other voters, the one that copied most of the log first.</summary>
    public IReadOnlyList<ReplicaKey> SuccessorsByProgress() =>
        [.. _voters.Values.Where(voter => !voter.Key.Matches(_self)).OrderByDescending(voter => voter.EndOffset).Select(voter => voter.Key)];

    /// <summary>Observers that have not fetched for a while are forgotten.</summary>
    public void ForgetObserversSilentSince(long ms)
    {
        foreach (var silent in _observers.Values.Where(observer => observer.LastFetchMs < ms && observer.Key != _self).ToList())
        {
            _observers.Remove(silent.Key);
        }
    }

    /// <summary>Takes over a changed voter set; a removed voter is an observer from then on.</summary>
    private void UpdateVoters(VoterSet voters)
    {
        var before = _voters;
        _voters = [];
        foreach (var voter in voters.Voters)
        {
            var progress = before.GetValueOrDefault(voter.Id) is { } known && known.Key.Matches(voter.Key)
                ? known
                : _observers.GetValueOrDefault(voter.Key) ?? new ReplicaProgress(voter.Key);
            progress.Key = voter.Key;
            before.Remove(voter.Id);
            _observers.Remove(voter.Key);
            _voters[voter.Id] = progress;
        }

        foreach (var former in before.Values)
        {
            _observers[former.Key] = former;
        }
    }

    private bool IsVoter(ReplicaKey key) => _voters.TryGetValue(key.Id, out var voter) && voter.Key.Matches(key);

    private ReplicaProgress ProgressOf(ReplicaKey key)
    {
        var progress = Find(key);
        if (progress is null)
        {
            progress = new ReplicaProgress(key);
            _observers[key] = progress;
        }

        return progress;
    }

    private bool AdvanceHighWatermark()
    {
        if (_voters.Count == 0)
        {
            return false;
        }

        // The offset that a majority reached: with five voters the third largest, with two the smaller one.
        var offsets = _voters.Values.Select(voter => voter.EndOffset).OrderDescending().ToList();
        var offset = offsets[offsets.Count / 2];
        if (offset <= EpochStartOffset || offset <= (HighWatermark ?? ReplicaProgress.Unknown))
        {
            return false;
        }

        HighWatermark = offset;
        return true;
    }
}
