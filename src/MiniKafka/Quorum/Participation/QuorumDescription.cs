using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Quorum.Consensus;
using MiniKafka.Quorum.Roles;
using MiniKafka.Quorum.Voters;

namespace MiniKafka.Quorum.Participation;

/// <summary>DescribeQuorum: who leads, who votes, who only follows, and how far each of them is. Answered by the leader.</summary>
internal static class QuorumDescription
{
    private const long ObserverSessionMs = 5 * 60 * 1000;
    private const string NoSuchPartition = "This server does not host this topic-partition.";

    public static DescribeQuorumResponse Describe(DescribeQuorumRequest request, QuorumReplica replica, QuorumOptions options, QuorumClock clock)
    {
        var response = new DescribeQuorumResponse();
        if (request.Topics is not [{ Partitions: [var asked] } topic] || !MetadataTopic.Is(topic.TopicName, asked.PartitionIndex))
        {
            response.Topics.AddRange(request.Topics.Select(unknown => Unknown(unknown)));
            return response;
        }

        var partition = replica.Roles.Role is LeaderRole leader
            ? Describe(leader, replica, clock)
            : new DescribeQuorumResponse.PartitionData
            {
                ErrorCode = ErrorCode.NotLeaderOrFollower,
                ErrorMessage = "For requests intended only for the leader, this error indicates that the broker is not the current leader.",
            };
        response.Topics.Add(new DescribeQuorumResponse.TopicData { TopicName = MetadataTopic.Name, Partitions = [partition] });
        if (partition.ErrorCode == ErrorCode.None)
        {
            response.Nodes.AddRange(replica.Log.Voters.Voters.Select(voter => new DescribeQuorumResponse.Node
            {
                NodeId = voter.Id,
                Listeners =
                [
                    // Of controllers that reach each other within their process no address leads to them, whatever the voters' record says.
                    .. (options.AreControllersReachable ? voter.Endpoints : [])
                        .Select(endpoint => new DescribeQuorumResponse.Listener { Name = endpoint.Name, Host = endpoint.Host, Port = endpoint.Port }),
                ],
            }));
        }

        return response;
    }

    private static DescribeQuorumResponse.PartitionData Describe(LeaderRole leader, QuorumReplica replica, QuorumClock clock)
    {
        leader.ForgetObserversSilentSince(clock.NowMs - ObserverSessionMs);
        return new DescribeQuorumResponse.PartitionData
        {
            PartitionIndex = MetadataTopic.Partition,
            LeaderId = leader.LeaderId!.Value,
            LeaderEpoch = leader.Epoch,
            HighWatermark = leader.HighWatermark ?? -1,
            CurrentVoters = [.. leader.Voters.Select(voter => Describe(voter, VoterDirectory(voter, replica), replica, clock))],
            Observers = [.. leader.Observers.Select(observer => Describe(observer, observer.Key.DirectoryId, replica, clock))],
        };
    }

    /// <summary>Voters that are fixed in the configuration are told apart by their ids alone.</summary>
    private static Uuid VoterDirectory(ReplicaProgress voter, QuorumReplica replica) =>
        replica.Log.KRaftVersion >= KRaftVersion.Reconfigurable ? voter.Key.DirectoryId : Uuid.Zero;

    private static DescribeQuorumResponse.ReplicaState Describe(ReplicaProgress progress, Uuid directory, QuorumReplica replica, QuorumClock clock)
    {
        var isSelf = progress.Key.Id == replica.Roles.Local.Id;
        return new DescribeQuorumResponse.ReplicaState
        {
            ReplicaId = progress.Key.Id,
            ReplicaDirectoryId = directory,
            LogEndOffset = progress.EndOffset,
            LastFetchTimestamp = isSelf ? clock.WallClockMs : progress.LastFetchTimestamp,
            LastCaughtUpTimestamp = isSelf ? clock.WallClockMs : progress.LastCaughtUpTimestamp,
        };
    }

    private static DescribeQuorumResponse.TopicData Unknown(DescribeQuorumRequest.TopicData topic) => new()
    {
        TopicName = topic.TopicName,
        Partitions =
        [
            .. topic.Partitions.Select(partition => new DescribeQuorumResponse.PartitionData
            {
                PartitionIndex = partition.PartitionIndex,
                ErrorCode = ErrorCode.UnknownTopicOrPartition,
                ErrorMessage = NoSuchPartition,
            }),
        ],
    };
}
