using MiniKafka.Model;
using MiniKafka.Quorum.Roles;

namespace MiniKafka.Quorum.Consensus;

/// <summary>Which requests only the leader of an epoch answers, and the errors the others give.</summary>
internal static class LeaderRequests
{
    /// <summary>The leader's role when this replica leads the epoch the asker knows; otherwise the error.</summary>
    public static ErrorCode Check(RoleKeeper roles, int epoch, out LeaderRole? leader)
    {
        leader = roles.Role as LeaderRole;
        if (epoch < roles.Epoch)
        {
            return ErrorCode.FencedLeaderEpoch;
        }

        if (epoch > roles.Epoch)
        {
            return ErrorCode.UnknownLeaderEpoch;
        }

        return leader is null ? ErrorCode.NotLeaderOrFollower : ErrorCode.None;
    }
}
