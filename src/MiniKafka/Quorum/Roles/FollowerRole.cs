using MiniKafka.Quorum.Log;
using MiniKafka.Quorum.Voters;

namespace MiniKafka.Quorum.Roles;

/// <summary>Copies the log of a known leader by fetching from it, and asks for an election when that stops working.</summary>
internal sealed class FollowerRole(int epoch, int leaderId, ReplicaKey voted, long fetchDeadlineMs) : QuorumRole(epoch)
{
    public override int? LeaderId => leaderId;

    public int Leader => leaderId;

    public ReplicaKey Voted => voted;

    /// <summary>When the leader counts as lost unless a fetch succeeds before.</summary>
    public long FetchDeadlineMs { get; private set; } = fetchDeadlineMs;

    /// <summary>True once the leader answered a fetch of this replica: from then on it helps nobody to unseat that leader.</summary>
    public bool HasFetched { get; private set; }

    /// <summary>Connections to the leader that broke or were refused in a row, without an answer between them.</summary>
    public int BrokenConnections { get; set; }

    /// <summary>
    /// The snapshot being copied because the leader no longer has the log this replica needs. There is none any more when the node began one
    /// of its own meanwhile, of what it had been told is committed: the next fetch names the one to copy.
    /// </summary>
    public SnapshotFile? Download
    {
        get => field is { IsUnderWay: true } ? field : null;
        set;
    }

    /// <summary>When to look again whether the leader knows this voter's endpoints.</summary>
    public long UpdateVoterAtMs { get; set; }

    public override ElectionState Election => new(Epoch, leaderId, voted);

    /// <summary>The leader answered.</summary>
    public void Fetched(long nextDeadlineMs)
    {
        FetchDeadlineMs = nextDeadlineMs;
        HasFetched = true;
        BrokenConnections = 0;
    }

    /// <summary>The leader resigned or is gone for certain: no reason to wait any longer than this.</summary>
    public void GiveUpAt(long deadlineMs) => FetchDeadlineMs = Math.Min(FetchDeadlineMs, deadlineMs);

    public override bool WouldVoteFor(ReplicaKey candidate, bool isLogUpToDate, bool isPreVote) =>
        isPreVote ? isLogUpToDate && !HasFetched : !voted.IsNone && voted.Matches(candidate);
}
