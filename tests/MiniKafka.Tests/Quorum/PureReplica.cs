using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Quorum;
using MiniKafka.Quorum.Consensus;
using MiniKafka.Quorum.Log;
using MiniKafka.Quorum.Voters;
using MiniKafka.Storage.Files;

namespace MiniKafka.Tests.Quorum;

/// <summary>One replica under the hands of a test: time passes and answers come when the test says so.</summary>
internal sealed class PureReplica
{
    private readonly IFileSystem _files;
    private readonly int _id;
    private readonly VoterSet _voters;

    public PureReplica(int id, int voters, IFileSystem? files = null)
    {
        _id = id;
        _files = files ?? new MemoryFileSystem(Time);
        _voters = QuorumFixture.Voters(voters);
        var options = QuorumFixture.Options(id, _voters);
        var directory = QuorumFixture.Directory(_files, Time);
        var log = directory.Open(QuorumFixture.LogConfig(), options, wasCleanShutdown: true);
        Replica = new QuorumReplica(options, log, directory.QuorumState, new QuorumClock(Time), new Random(1));
        Replica.Start();
    }

    public ManualTime Time { get; } = new();

    public QuorumReplica Replica { get; }

    public MetadataLog Log => Replica.Log;

    public int Epoch => Replica.Roles.Epoch;

    /// <summary>Another run of the node on the same files.</summary>
    public PureReplica Restart() => new(_id, _voters.Count, _files);

    /// <summary>Lets time pass and gives what the replica wants sent.</summary>
    public List<OutgoingRequest> After(int ms)
    {
        Time.Advance(ms);
        return Poll();
    }

    public List<OutgoingRequest> Poll()
    {
        Replica.Poll();
        var sent = new List<OutgoingRequest>();
        while (Replica.Requests.TryTake(out var request))
        {
            sent.Add(request);
        }

        return sent;
    }

    /// <summary>Answers a request of the replica.</summary>
    public List<OutgoingRequest> Answer(OutgoingRequest request, IResponse response)
    {
        var sending = request.SendAsync(new Canned(response, ErrorCode.None));
        Assert.True(sending.IsCompletedSuccessfully);
        return Poll();
    }

    /// <summary>A request of the replica comes to nothing.</summary>
    public List<OutgoingRequest> Fail(OutgoingRequest request, ErrorCode error)
    {
        var sending = request.SendAsync(new Canned(null, error));
        Assert.True(sending.IsCompletedSuccessfully);
        return Poll();
    }

    /// <summary>Makes the replica the leader by the votes of everybody.</summary>
    public void Win()
    {
        for (var rounds = 0; !Replica.Leads && rounds < 10; rounds++)
        {
            var asked = After(2000);
            for (var i = 0; i < asked.Count && !Replica.Leads; i++)
            {
                if (asked[i].Message is VoteRequest)
                {
                    asked.AddRange(Answer(asked[i], Vote(granted: true)));
                }
            }
        }

        Assert.True(Replica.Leads);
    }

    /// <summary>A follower's fetch, which tells the leader how far it has come.</summary>
    public FetchResponse? Fetch(int follower, long offset, int lastEpoch)
    {
        FetchResponse? answer = null;
        Replica.Handle(FetchRequest(follower, offset, lastEpoch, Epoch), response => answer = response);
        Poll();
        return answer;
    }

    public static FetchRequest FetchRequest(int follower, long offset, int lastEpoch, int leaderEpoch) => new()
    {
        ReplicaState = new FetchRequest.ReplicaStateData { ReplicaId = follower },
        MaxWaitMs = 500,
        Topics =
        [
            new FetchRequest.FetchTopic
            {
                TopicId = MetadataTopic.Id,
                Partitions =
                [
                    new FetchRequest.FetchPartition
                    {
                        CurrentLeaderEpoch = leaderEpoch,
                        FetchOffset = offset,
                        LastFetchedEpoch = lastEpoch,
                        ReplicaDirectoryId = QuorumFixture.Key(follower).DirectoryId,
                    },
                ],
            },
        ],
    };

    public VoteResponse Vote(bool granted, int leaderId = -1) => new()
    {
        Topics =
        [
            new VoteResponse.TopicData
            {
                TopicName = MetadataTopic.Name,
                Partitions = [new VoteResponse.PartitionData { LeaderId = leaderId, LeaderEpoch = Epoch, VoteGranted = granted }],
            },
        ],
    };

    /// <summary>A candidate asks this replica for its vote.</summary>
    public VoteResponse.PartitionData AskForVote(int candidate, int epoch, OffsetAndEpoch logEnd, bool preVote = false)
    {
        var response = Replica.Handle(new VoteRequest
        {
            ClusterId = QuorumFixture.ClusterId,
            VoterId = _id,
            Topics =
            [
                new VoteRequest.TopicData
                {
                    TopicName = MetadataTopic.Name,
                    Partitions =
                    [
                        new VoteRequest.PartitionData
                        {
                            ReplicaEpoch = epoch,
                            ReplicaId = candidate,
                            ReplicaDirectoryId = QuorumFixture.Key(candidate).DirectoryId,
                            VoterDirectoryId = QuorumFixture.Key(_id).DirectoryId,
                            LastOffset = logEnd.Offset,
                            LastOffsetEpoch = logEnd.Epoch,
                            PreVote = preVote,
                        },
                    ],
                },
            ],
        });
        return response.Topics[0].Partitions[0];
    }

    /// <summary>Somebody tells this replica that it leads.</summary>
    public ErrorCode TellOfLeader(int leader, int epoch) => Replica.Handle(new BeginQuorumEpochRequest
    {
        ClusterId = QuorumFixture.ClusterId,
        VoterId = _id,
        Topics =
        [
            new BeginQuorumEpochRequest.TopicData
            {
                TopicName = MetadataTopic.Name,
                Partitions = [new BeginQuorumEpochRequest.PartitionData { LeaderId = leader, LeaderEpoch = epoch, VoterDirectoryId = QuorumFixture.Key(_id).DirectoryId }],
            },
        ],
    }).Topics[0].Partitions[0].ErrorCode;

    private sealed class Canned(IResponse? response, ErrorCode error) : IQuorumChannel
    {
        public Task<QuorumAnswer<TResponse>> SendAsync<TResponse>(QuorumNode node, IRequest<TResponse> request)
            where TResponse : class, IResponse => Task.FromResult(new QuorumAnswer<TResponse>((TResponse?)response, error));
    }
}
