using MiniKafka.Quorum.Log;
using MiniKafka.Quorum.Voters;

namespace MiniKafka.Quorum.Roles;

/// <summary>
/// Asks the voters whether an election has a chance, without a new epoch (KIP-996): a replica that was cut off for a
/// while comes back without unseating a leader that the others still hear.
/// </summary>
internal sealed class ProspectiveRole(int self, ElectionState election, long electionDeadlineMs) : QuorumRole(election.Epoch)
{
    public override int? LeaderId => election.LeaderId;

    /// <summary>When asking ends without an outcome.</summary>
    public long ElectionDeadlineMs => electionDeadlineMs;

    public VoteTally Votes { get; } = new(self);

    public override ElectionState Election => election;

    public override bool WouldVoteFor(ReplicaKey candidate, bool isLogUpToDate, bool isPreVote)
    {
        if (isPreVote)
        {
            return isLogUpToDate;
        }

        return election.Voted.IsNone ? election.LeaderId is null && isLogUpToDate : election.Voted.Matches(candidate);
    }
}
