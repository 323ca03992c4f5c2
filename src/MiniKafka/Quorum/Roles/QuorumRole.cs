using MiniKafka.Quorum.Log;
using MiniKafka.Quorum.Voters;

namespace MiniKafka.Quorum.Roles;

/// <summary>
/// What a replica is at the moment. A role belongs to one epoch and is replaced, never turned back; it holds what only
/// this role needs, and says whom it would vote for. Owned by the node's loop.
/// </summary>
internal abstract class QuorumRole(int epoch)
{
    public int Epoch { get; } = epoch;

    /// <summary>The leader of this epoch as far as this replica knows.</summary>
    public abstract int? LeaderId { get; }

    /// <summary>What must be on disk before this role acts.</summary>
    public abstract ElectionState Election { get; }

    /// <summary>
    /// Whether a candidate of this epoch gets this replica's vote. A pre-vote (KIP-996) only asks whether an election
    /// has a chance and binds nobody.
    /// </summary>
    /// <param name="candidate">Who asks.</param>
    /// <param name="isLogUpToDate">Whether the candidate's log ends at or after this replica's.</param>
    /// <param name="isPreVote">Whether it only asks.</param>
    public abstract bool WouldVoteFor(ReplicaKey candidate, bool isLogUpToDate, bool isPreVote);
}
