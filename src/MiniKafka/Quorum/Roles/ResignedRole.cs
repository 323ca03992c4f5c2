using MiniKafka.Quorum.Log;
using MiniKafka.Quorum.Voters;

namespace MiniKafka.Quorum.Roles;

/// <summary>
/// Led this epoch and stopped, or led it before a restart: tells the voters so that one of them takes over soon. It never
/// leads this epoch again, because records it appended may be gone.
/// </summary>
internal sealed class ResignedRole(int self, int epoch, IReadOnlyList<ReplicaKey> successors, long electionDeadlineMs) : QuorumRole(epoch)
{
    private readonly SortedSet<int> _told = [];

    public override int? LeaderId => self;

    /// <summary>The other voters, the one that copied most of the log first.</summary>
    public IReadOnlyList<ReplicaKey> Successors => successors;

    /// <summary>When this replica leaves the epoch unless somebody else has led it out before.</summary>
    public long ElectionDeadlineMs => electionDeadlineMs;

    public override ElectionState Election => new(Epoch, self, ReplicaKey.None);

    public bool HasBeenTold(int voter) => _told.Contains(voter);

    public void Told(int voter) => _told.Add(voter);

    public override bool WouldVoteFor(ReplicaKey candidate, bool isLogUpToDate, bool isPreVote) => isPreVote && isLogUpToDate;
}
