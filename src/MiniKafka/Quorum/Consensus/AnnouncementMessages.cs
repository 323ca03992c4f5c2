using MiniKafka.Protocol.Messages;
using MiniKafka.Quorum.Roles;
using MiniKafka.Quorum.Voters;

namespace MiniKafka.Quorum.Consensus;

/// <summary>The requests with which a leader begins and ends its epoch.</summary>
internal static class AnnouncementMessages
{
    /// <summary>"I lead this epoch."</summary>
    public static BeginQuorumEpochRequest Begin(QuorumOptions options, int epoch, ReplicaKey voter)
    {
        var request = new BeginQuorumEpochRequest
        {
            ClusterId = options.ClusterId,
            VoterId = voter.Id,
            Topics =
            [
                new BeginQuorumEpochRequest.TopicData
                {
                    TopicName = MetadataTopic.Name,
                    Partitions =
                    [
                        new BeginQuorumEpochRequest.PartitionData
                        {
                            PartitionIndex = MetadataTopic.Partition,
                            VoterDirectoryId = voter.DirectoryId,
                            LeaderId = options.Local.Id,
                            LeaderEpoch = epoch,
                        },
                    ],
                },
            ],
        };
        request.LeaderEndpoints.AddRange(options.LocalEndpoints.Select(endpoint =>
            new BeginQuorumEpochRequest.LeaderEndpoint { Name = endpoint.Name, Host = endpoint.Host, Port = endpoint.Port }));
        return request;
    }

    /// <summary>"I led this epoch; these may follow me, the first of them first."</summary>
    public static EndQuorumEpochRequest End(QuorumOptions options, ResignedRole resigned)
    {
        var request = new EndQuorumEpochRequest
        {
            ClusterId = options.ClusterId,
            Topics =
            [
                new EndQuorumEpochRequest.TopicData
                {
                    TopicName = MetadataTopic.Name,
                    Partitions =
                    [
                        new EndQuorumEpochRequest.PartitionData
                        {
                            PartitionIndex = MetadataTopic.Partition,
                            LeaderId = options.Local.Id,
                            LeaderEpoch = resigned.Epoch,
                            PreferredCandidates =
                            [
                                .. resigned.Successors.Select(successor => new EndQuorumEpochRequest.ReplicaInfo
                                {
                                    CandidateId = successor.Id,
                                    CandidateDirectoryId = successor.DirectoryId,
                                }),
                            ],
                        },
                    ],
                },
            ],
        };
        request.LeaderEndpoints.AddRange(options.LocalEndpoints.Select(endpoint =>
            new EndQuorumEpochRequest.LeaderEndpoint { Name = endpoint.Name, Host = endpoint.Host, Port = endpoint.Port }));
        return request;
    }
}
