using MiniKafka.Quorum.Log;
using MiniKafka.Quorum.Voters;

namespace MiniKafka.Quorum.Roles;

/// <summary>Has begun an epoch, voted for itself and asks the others for their votes.</summary>
internal sealed class CandidateRole(ReplicaKey self, int epoch, long electionDeadlineMs) : QuorumRole(epoch)
{
    public override int? LeaderId => null;

    /// <summary>When the election ends without an outcome.</summary>
    public long ElectionDeadlineMs => electionDeadlineMs;

    public VoteTally Votes { get; } = new(self.Id);

    public override ElectionState Election => new(Epoch, null, self);

    public override bool WouldVoteFor(ReplicaKey candidate, bool isLogUpToDate, bool isPreVote) =>
        isPreVote ? isLogUpToDate : candidate == self;
}
