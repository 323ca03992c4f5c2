using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Quorum.Log;
using MiniKafka.Quorum.Roles;
using MiniKafka.Quorum.Voters;

namespace MiniKafka.Quorum.Consensus;

/// <summary>
/// Changes of the voters (KIP-853), one voter and one change at a time: a change begins only when the one before is
/// committed and the leader has committed a record of its own epoch. The changed set holds from the moment it is appended
/// and must be committed by its own majority. Owned by the node's loop.
/// </summary>
internal sealed class VoterChanges(
    QuorumOptions options, RoleKeeper roles, RequestSlots slots, MetadataLog log, LeaderAppends appends, QuorumClock clock)
{
    /// <summary>A node that is to vote must have had the whole log within this time.</summary>
    private const long CaughtUpWithinMs = 60L * 60 * 1000;

    private const int TellEndpointsEveryMs = 3000;

    private Change? _pending;

    /// <summary>Adds a voter; answered when the new set is committed.</summary>
    public void Add(Voter voter, long timeoutMs, Action<VoterChangeResult> answer)
    {
        if (CheckCanChange(out var leader) is { } refusal)
        {
            answer(refusal);
        }
        else if (log.Voters.Add(voter) is not { } voters)
        {
            answer(new VoterChangeResult(ErrorCode.DuplicateVoter, $"The voter id for {voter.Key} is already part of the set of voters {log.Voters}."));
        }
        else if (leader!.Find(voter.Key) is not { LastCaughtUpTimestamp: > 0 } progress
            || progress.LastFetchTimestamp < clock.WallClockMs - CaughtUpWithinMs)
        {
            answer(new VoterChangeResult(ErrorCode.RequestTimedOut, $"Aborted add voter operation for {voter.Key} since it is lagging behind"));
        }
        else
        {
            Begin(leader, voters, timeoutMs, answer);
        }
    }

    /// <summary>Removes a voter; answered when the new set is committed. A leader that removed itself resigns then.</summary>
    public void Remove(ReplicaKey key, Action<VoterChangeResult> answer)
    {
        if (CheckCanChange(out var leader) is { } refusal)
        {
            answer(refusal);
        }
        else if (log.Voters.Remove(key) is not { } voters)
        {
            answer(new VoterChangeResult(ErrorCode.VoterNotFound, $"Cannot remove voter {key} from the set of voters {log.Voters}"));
        }
        else
        {
            Begin(leader!, voters, options.RequestTimeoutMs, answer);
        }
    }

    /// <summary>Takes over where a voter listens now; answered when the new set is committed.</summary>
    public void Update(Voter voter, Action<VoterChangeResult> answer)
    {
        if (CheckCanChange(out var leader) is { } refusal)
        {
            answer(refusal);
        }
        else if (voter.MinKRaftVersion > log.KRaftVersion || voter.MaxKRaftVersion < log.KRaftVersion)
        {
            answer(new VoterChangeResult(ErrorCode.InvalidRequest, $"{voter.Key} does not support {KRaftVersion.FeatureName} {log.KRaftVersion}"));
        }
        else if (log.Voters.Update(voter) is not { } voters)
        {
            answer(new VoterChangeResult(ErrorCode.VoterNotFound, $"{voter.Key} is not in the set of voters {log.Voters}"));
        }
        else if (voters.Equals(log.Voters))
        {
            answer(new VoterChangeResult(ErrorCode.None, null));
        }
        else
        {
            Begin(leader!, voters, options.RequestTimeoutMs, answer);
        }
    }

    /// <summary>A follower whose endpoints the voters' record has wrong tells the leader. Returns when to look again.</summary>
    public long TellOwnEndpoints(FollowerRole follower)
    {
        if (log.KRaftVersion < KRaftVersion.Reconfigurable || !follower.HasFetched || appends.LocalVoter(log.Voters) is not { } local)
        {
            return long.MaxValue;
        }

        if (follower.UpdateVoterAtMs > clock.NowMs)
        {
            return follower.UpdateVoterAtMs;
        }

        if (slots.ReadyAtMs(follower.Leader) > clock.NowMs)
        {
            return slots.ReadyAtMs(follower.Leader);
        }

        follower.UpdateVoterAtMs = clock.NowMs + TellEndpointsEveryMs;
        slots.Send(roles.NodeOf(follower.Leader), UpdateRequest(local), _ => { });
        return follower.UpdateVoterAtMs;
    }

    /// <summary>Answers the pending change when it is committed or can no longer be. Returns when to look again.</summary>
    public long Poll()
    {
        if (_pending is not { } change)
        {
            return long.MaxValue;
        }

        if (roles.Role is not LeaderRole leader || leader.Epoch != change.Epoch)
        {
            return Finish(change, new VoterChangeResult(ErrorCode.NotLeaderOrFollower, "The leader changed before the voters did"));
        }

        if (leader.HighWatermark > change.Offset)
        {
            leader.IsResignRequested |= !roles.IsVoter;
            Finish(change, new VoterChangeResult(ErrorCode.None, null));
            return leader.IsResignRequested ? 0 : long.MaxValue;
        }

        return clock.NowMs < change.DeadlineMs
            ? change.DeadlineMs
            : Finish(change, new VoterChangeResult(ErrorCode.RequestTimedOut, "Request timed out waiting for the voters to commit"));
    }

    private VoterChangeResult? CheckCanChange(out LeaderRole? leader)
    {
        leader = roles.Role as LeaderRole;
        if (leader is null)
        {
            return new VoterChangeResult(ErrorCode.NotLeaderOrFollower, null);
        }

        if (_pending is not null)
        {
            return new VoterChangeResult(ErrorCode.RequestTimedOut, "Request timed out waiting for leader to handle previous voter change request");
        }

        if (leader.HighWatermark is not { } highWatermark)
        {
            return new VoterChangeResult(
                ErrorCode.RequestTimedOut, "Request timed out waiting for leader to establish HWM and fence previous voter changes");
        }

        if (log.KRaftVersion < KRaftVersion.Reconfigurable)
        {
            return new VoterChangeResult(
                ErrorCode.UnsupportedVersion,
                $"Cluster doesn't support changing voters because the {KRaftVersion.FeatureName} feature is {log.KRaftVersion}");
        }

        return log.VotersOffset < highWatermark
            ? null
            : new VoterChangeResult(
                ErrorCode.RequestTimedOut,
                $"Request timed out waiting for voters to commit the latest voter change at {log.VotersOffset} with HWM {highWatermark}");
    }

    private void Begin(LeaderRole leader, VoterSet voters, long timeoutMs, Action<VoterChangeResult> answer)
    {
        var offset = appends.AppendVoters(leader, voters);
        _pending = new Change(leader.Epoch, offset, clock.NowMs + timeoutMs, answer);
    }

    private long Finish(Change change, VoterChangeResult result)
    {
        _pending = null;
        change.Answer(result);
        return long.MaxValue;
    }

    private UpdateRaftVoterRequest UpdateRequest(Voter local) => new()
    {
        ClusterId = options.ClusterId,
        CurrentLeaderEpoch = roles.Epoch,
        VoterId = local.Id,
        VoterDirectoryId = local.Key.DirectoryId,
        Listeners =
        [
            .. local.Endpoints.Select(endpoint => new UpdateRaftVoterRequest.Listener { Name = endpoint.Name, Host = endpoint.Host, Port = endpoint.Port }),
        ],
        KRaftVersionFeature = new UpdateRaftVoterRequest.KRaftVersionFeatureData
        {
            MinSupportedVersion = local.MinKRaftVersion,
            MaxSupportedVersion = local.MaxKRaftVersion,
        },
    };

    private sealed record Change(int Epoch, long Offset, long DeadlineMs, Action<VoterChangeResult> Answer);
}

/// <summary>How a change of the voters ended.</summary>
internal readonly record struct VoterChangeResult(ErrorCode Error, string? Message)
{
    /// <summary>In words that may hold what a client sent.</summary>
    public string? Message { get; } = Message is null ? null : Shown.Message(Message);
}
