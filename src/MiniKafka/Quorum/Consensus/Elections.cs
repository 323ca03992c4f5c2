using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Quorum.Log;
using MiniKafka.Quorum.Roles;
using MiniKafka.Quorum.Voters;

namespace MiniKafka.Quorum.Consensus;

/// <summary>
/// Asking for votes and giving them. Owned by the node's loop. The rules that keep two leaders out of one epoch:
/// a vote is given once per epoch and is on disk before it is told; and nobody is voted for whose log ends before one's own,
/// so that whoever is elected has every committed record.
/// </summary>
internal sealed class Elections(QuorumOptions options, RoleKeeper roles, LeaderNews news, RequestSlots slots, MetadataLog log)
{
    /// <summary>Answers a candidate, or one who thinks of becoming one.</summary>
    public VoteResponse Handle(VoteRequest request)
    {
        if (!options.IsMeant(request.ClusterId) || request.Topics is not [{ Partitions: [var asked] } topic] || !MetadataTopic.Is(topic.TopicName, asked.PartitionIndex))
        {
            return new VoteResponse { ErrorCode = options.RefusalOf(request.ClusterId) };
        }

        var lastEpochLimit = asked.PreVote ? asked.ReplicaEpoch : asked.ReplicaEpoch - 1;
        if (asked.LastOffset < 0 || asked.LastOffsetEpoch < 0 || asked.LastOffsetEpoch > lastEpochLimit || asked.ReplicaId < 0)
        {
            return Answer(ErrorCode.InvalidRequest, false);
        }

        if (asked.ReplicaEpoch < roles.Epoch)
        {
            return Answer(ErrorCode.FencedLeaderEpoch, false);
        }

        if (asked.ReplicaEpoch > roles.Epoch)
        {
            roles.SawNewerEpoch(asked.ReplicaEpoch);
        }

        if (!roles.IsMeant(request.VoterId, asked.VoterDirectoryId))
        {
            return Answer(ErrorCode.InvalidVoterKey, false);
        }

        var candidate = new ReplicaKey(asked.ReplicaId, asked.ReplicaDirectoryId);
        var isUpToDate = new OffsetAndEpoch(asked.LastOffset, asked.LastOffsetEpoch) >= log.End;
        var granted = roles.Role.WouldVoteFor(candidate, isUpToDate, asked.PreVote);
        if (granted && !asked.PreVote && roles.Role.Election.Voted.IsNone)
        {
            roles.Vote(candidate);
        }

        return Answer(ErrorCode.None, granted);
    }

    /// <summary>Asks the voters that have not answered yet. Returns when to look again.</summary>
    public long AskVoters(VoteTally votes, bool isPreVote)
    {
        var next = long.MaxValue;
        foreach (var voter in roles.Voters.Voters.Where(voter => !votes.HasAnswered(voter.Id)))
        {
            next = Math.Min(next, slots.SendWhenReady(roles.NodeOf(voter.Id), () => Request(voter, isPreVote), response => TakeIn(voter.Id, votes, response)));
        }

        return next;
    }

    private VoteRequest Request(Voter voter, bool isPreVote) => new()
    {
        ClusterId = options.ClusterId,
        VoterId = voter.Id,
        Topics =
        [
            new VoteRequest.TopicData
            {
                TopicName = MetadataTopic.Name,
                Partitions =
                [
                    new VoteRequest.PartitionData
                    {
                        PartitionIndex = MetadataTopic.Partition,
                        ReplicaEpoch = roles.Epoch,
                        ReplicaId = roles.Local.Id,
                        ReplicaDirectoryId = roles.Local.DirectoryId,
                        VoterDirectoryId = voter.Key.DirectoryId,
                        LastOffsetEpoch = log.End.Epoch,
                        LastOffset = log.End.Offset,
                        PreVote = isPreVote,
                    },
                ],
            },
        ],
    };

    private void TakeIn(int voterId, VoteTally votes, VoteResponse response)
    {
        if (response.ErrorCode != ErrorCode.None || response.Topics is not [{ Partitions: [var answer] }])
        {
            slots.BackOff(voterId);
            return;
        }

        // A vote counts even if the voter names a leader: it may have gone on following one that this replica lost.
        var isVote = answer is { ErrorCode: ErrorCode.None, VoteGranted: true } && answer.LeaderEpoch == roles.Epoch;
        if (!isVote && news.IsAllOf(answer.ErrorCode, answer.LeaderId, answer.LeaderEpoch))
        {
            return;
        }

        if (answer.ErrorCode == ErrorCode.None)
        {
            votes.Record(voterId, answer.VoteGranted);
        }
        else
        {
            slots.BackOff(voterId);
        }
    }

    private VoteResponse Answer(ErrorCode error, bool granted)
    {
        var response = new VoteResponse
        {
            Topics =
            [
                new VoteResponse.TopicData
                {
                    TopicName = MetadataTopic.Name,
                    Partitions =
                    [
                        new VoteResponse.PartitionData
                        {
                            PartitionIndex = MetadataTopic.Partition,
                            ErrorCode = error,
                            LeaderId = roles.ToldLeaderId,
                            LeaderEpoch = roles.Epoch,
                            VoteGranted = granted,
                        },
                    ],
                },
            ],
        };
        if (roles.LeaderEndpoint is { } leader)
        {
            response.NodeEndpoints.Add(new VoteResponse.NodeEndpoint { NodeId = leader.NodeId, Host = leader.Endpoint.Host, Port = leader.Endpoint.Port });
        }

        return response;
    }
}
