using MiniKafka.Model;
using MiniKafka.Quorum.Roles;

namespace MiniKafka.Quorum.Consensus;

/// <summary>
/// What every request and answer between replicas tells besides its own subject: an epoch, maybe its leader, maybe an
/// error. Newer epochs and newly known leaders are taken over here, in one place. Owned by the node's loop.
/// </summary>
internal sealed class LeaderNews(RoleKeeper roles)
{
    /// <summary>Takes in what an answer tells. True when there is nothing more to it: it is stale, or changed this replica's role.</summary>
    public bool IsAllOf(ErrorCode error, int leaderId, int epoch)
    {
        if (epoch < roles.Epoch || error == ErrorCode.UnknownLeaderEpoch)
        {
            return true;
        }

        return TakeIn(leaderId, epoch) || error is ErrorCode.FencedLeaderEpoch or ErrorCode.NotLeaderOrFollower;
    }

    /// <summary>Follows a newer epoch or a leader that this replica did not follow yet. True when that changed its role.</summary>
    public bool TakeIn(int leaderId, int epoch)
    {
        var isLeaderUsable = leaderId >= 0 && leaderId != roles.Local.Id;
        if (epoch > roles.Epoch)
        {
            if (isLeaderUsable)
            {
                roles.Follow(epoch, leaderId);
            }
            else
            {
                roles.SawNewerEpoch(epoch);
            }

            return true;
        }

        var looksForLeader = roles.Role is UnattachedRole or ProspectiveRole or CandidateRole;
        if (epoch < roles.Epoch || !isLeaderUsable || !looksForLeader || (roles.Role.LeaderId ?? leaderId) != leaderId)
        {
            return false;
        }

        roles.Follow(epoch, leaderId);
        return true;
    }

    /// <summary>Whether somebody can lead that epoch, as it claims; otherwise the error to answer with.</summary>
    public ErrorCode CheckClaim(int leaderId, int epoch)
    {
        if (epoch < roles.Epoch)
        {
            return ErrorCode.FencedLeaderEpoch;
        }

        var known = epoch == roles.Epoch ? roles.Role.LeaderId : null;
        return leaderId < 0 || leaderId == roles.Local.Id || (known ?? leaderId) != leaderId
            ? ErrorCode.InvalidRequest
            : ErrorCode.None;
    }
}
