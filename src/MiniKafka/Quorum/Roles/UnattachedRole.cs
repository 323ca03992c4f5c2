using MiniKafka.Quorum.Log;
using MiniKafka.Quorum.Voters;

namespace MiniKafka.Quorum.Roles;

/// <summary>Knows an epoch but follows nobody in it: just started, saw a newer epoch, or has given its vote.</summary>
internal sealed class UnattachedRole(int epoch, ReplicaKey voted, long electionDeadlineMs) : QuorumRole(epoch)
{
    public override int? LeaderId => null;

    public ReplicaKey Voted => voted;

    /// <summary>When this replica, if it is a voter, asks for an election.</summary>
    public long ElectionDeadlineMs => electionDeadlineMs;

    public override ElectionState Election => new(Epoch, null, voted);

    public override bool WouldVoteFor(ReplicaKey candidate, bool isLogUpToDate, bool isPreVote)
    {
        if (isPreVote)
        {
            return isLogUpToDate;
        }

        return voted.IsNone ? isLogUpToDate : voted.Matches(candidate);
    }
}
