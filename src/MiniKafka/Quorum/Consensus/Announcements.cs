using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Quorum.Roles;

namespace MiniKafka.Quorum.Consensus;

/// <summary>
/// A leader tells the voters that its epoch has begun, until each of them fetches, and that it has ended, so that the one
/// with the most complete log stands for election at once. Owned by the node's loop.
/// </summary>
internal sealed class Announcements(
    QuorumOptions options, RoleKeeper roles, LeaderNews news, RequestSlots slots, QuorumClock clock)
{
    public BeginQuorumEpochResponse Handle(BeginQuorumEpochRequest request)
    {
        if (!options.IsMeant(request.ClusterId) || request.Topics is not [{ Partitions: [var begun] } topic] || !MetadataTopic.Is(topic.TopicName, begun.PartitionIndex))
        {
            return new BeginQuorumEpochResponse { ErrorCode = options.RefusalOf(request.ClusterId) };
        }

        var error = TakeInClaim(begun.LeaderId, begun.LeaderEpoch);
        return new BeginQuorumEpochResponse
        {
            Topics =
            [
                new BeginQuorumEpochResponse.TopicData
                {
                    TopicName = MetadataTopic.Name,
                    Partitions =
                    [
                        new BeginQuorumEpochResponse.PartitionData
                        {
                            PartitionIndex = MetadataTopic.Partition,
                            ErrorCode = error == ErrorCode.None && !roles.IsMeant(request.VoterId, begun.VoterDirectoryId) ? ErrorCode.InvalidVoterKey : error,
                            LeaderId = roles.ToldLeaderId,
                            LeaderEpoch = roles.Epoch,
                        },
                    ],
                },
            ],
        };
    }

    public EndQuorumEpochResponse Handle(EndQuorumEpochRequest request)
    {
        if (!options.IsMeant(request.ClusterId) || request.Topics is not [{ Partitions: [var ended] } topic] || !MetadataTopic.Is(topic.TopicName, ended.PartitionIndex))
        {
            return new EndQuorumEpochResponse { ErrorCode = options.RefusalOf(request.ClusterId) };
        }

        var error = TakeInClaim(ended.LeaderId, ended.LeaderEpoch);
        if (error == ErrorCode.None && roles.Role is FollowerRole follower && follower.Leader == ended.LeaderId)
        {
            var candidates = ended.PreferredCandidates.Select(candidate => candidate.CandidateId).ToList();
            follower.GiveUpAt(clock.NowMs + SuccessionDelayMs(candidates));
        }

        return new EndQuorumEpochResponse
        {
            Topics =
            [
                new EndQuorumEpochResponse.TopicData
                {
                    TopicName = MetadataTopic.Name,
                    Partitions =
                    [
                        new EndQuorumEpochResponse.PartitionData
                        {
                            PartitionIndex = MetadataTopic.Partition,
                            ErrorCode = error,
                            LeaderId = roles.ToldLeaderId,
                            LeaderEpoch = roles.Epoch,
                        },
                    ],
                },
            ],
        };
    }

    /// <summary>Tells the voters that have not fetched for a while who leads. Returns when to look again.</summary>
    public long TellBegin(LeaderRole leader)
    {
        var quietMs = options.FetchTimeoutMs / 2;
        var next = long.MaxValue;
        foreach (var told in leader.Voters.Where(voter => voter.Key.Id != roles.Local.Id))
        {
            var lookAt = slots.SendWhenReady(
                roles.NodeOf(told.Key.Id),
                () => AnnouncementMessages.Begin(options, roles.Epoch, told.Key),
                response =>
                {
                    told.LastToldMs = clock.NowMs;
                    if (response.Topics is [{ Partitions: [var answer] }])
                    {
                        news.IsAllOf(answer.ErrorCode, answer.LeaderId, answer.LeaderEpoch);
                    }
                },
                dueAtMs: Math.Max(told.LastFetchMs, told.LastToldMs) is var heard and >= 0 ? heard + quietMs : 0);
            next = Math.Min(next, lookAt);
        }

        return next;
    }

    /// <summary>Tells the voters that this leader has stopped. Returns when to look again.</summary>
    public long TellEnd(ResignedRole resigned)
    {
        var next = long.MaxValue;
        foreach (var voter in roles.Voters.Voters.Where(voter => voter.Id != roles.Local.Id && !resigned.HasBeenTold(voter.Id)))
        {
            var lookAt = slots.SendWhenReady(
                roles.NodeOf(voter.Id),
                () => AnnouncementMessages.End(options, resigned),
                response =>
                {
                    resigned.Told(voter.Id);
                    if (response.Topics is [{ Partitions: [var answer] }])
                    {
                        news.IsAllOf(answer.ErrorCode, answer.LeaderId, answer.LeaderEpoch);
                    }
                });
            next = Math.Min(next, lookAt);
        }

        return next;
    }

    /// <summary>Follows whoever begins or ends an epoch as its leader; the error when it cannot be one.</summary>
    private ErrorCode TakeInClaim(int leaderId, int epoch)
    {
        var error = news.CheckClaim(leaderId, epoch);
        if (error == ErrorCode.None)
        {
            news.TakeIn(leaderId, epoch);
        }

        return error;
    }

    /// <summary>The first of the successors stands at once, each further one twice as late as the one before, all within the longest backoff.</summary>
    private long SuccessionDelayMs(List<int> candidates)
    {
        var position = candidates.IndexOf(roles.Local.Id);
        if (position == 0 || candidates.Count == 0)
        {
            return 0;
        }

        var shortest = options.ElectionBackoffMaxMs >> Math.Min(20, candidates.Count - 1);
        return position < 0 ? options.ElectionBackoffMaxMs : Math.Min(options.ElectionBackoffMaxMs, shortest << (position - 1));
    }
}
