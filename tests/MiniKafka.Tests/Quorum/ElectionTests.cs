using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Quorum.Log;
using MiniKafka.Quorum.Roles;

namespace MiniKafka.Tests.Quorum;

public sealed class ElectionTests
{
    private static readonly OffsetAndEpoch Empty = default;

    [Fact]
    public void Vote_is_given_once_per_epoch()
    {
        var voter = new PureReplica(1, voters: 3);
        Assert.True(voter.AskForVote(2, epoch: 5, Empty).VoteGranted);
        Assert.False(voter.AskForVote(3, epoch: 5, Empty).VoteGranted);
        Assert.True(voter.AskForVote(2, epoch: 5, Empty).VoteGranted);
    }

    [Fact]
    public void Vote_outlives_a_restart()
    {
        var voter = new PureReplica(1, voters: 3);
        voter.AskForVote(2, epoch: 5, Empty);
        var again = voter.Restart();
        Assert.Equal(5, again.Epoch);
        Assert.False(again.AskForVote(3, epoch: 5, Empty).VoteGranted);
        Assert.True(again.AskForVote(2, epoch: 5, Empty).VoteGranted);
    }

    [Fact]
    public void Vote_in_an_older_epoch_is_refused()
    {
        var voter = new PureReplica(1, voters: 3);
        voter.AskForVote(2, epoch: 5, Empty);
        var answer = voter.AskForVote(3, epoch: 4, Empty);
        Assert.Equal(ErrorCode.FencedLeaderEpoch, answer.ErrorCode);
        Assert.False(answer.VoteGranted);
        Assert.Equal(5, answer.LeaderEpoch);
    }

    [Fact]
    public void Candidate_whose_log_ends_earlier_gets_no_vote()
    {
        var voter = new PureReplica(1, voters: 3);
        voter.Win();
        voter.Replica.Append(QuorumFixture.Records("a"));
        var end = voter.Log.End;
        var epoch = voter.Epoch + 1;
        Assert.False(voter.AskForVote(2, epoch, end with { Offset = end.Offset - 1 }).VoteGranted);
        Assert.False(voter.AskForVote(2, epoch, new OffsetAndEpoch(1000, end.Epoch - 1)).VoteGranted);
        Assert.True(voter.AskForVote(2, epoch, end).VoteGranted);
    }

    [Fact]
    public void Pre_vote_begins_no_epoch_and_binds_nobody()
    {
        var voter = new PureReplica(1, voters: 3);
        var epoch = voter.Epoch;
        Assert.True(voter.AskForVote(2, epoch, Empty, preVote: true).VoteGranted);
        Assert.True(voter.AskForVote(3, epoch, Empty, preVote: true).VoteGranted);
        Assert.Equal(epoch, voter.Epoch);
    }

    [Fact]
    public void Voter_that_hears_its_leader_refuses_a_pre_vote()
    {
        var voter = new PureReplica(1, voters: 3);
        voter.TellOfLeader(2, epoch: 3);
        Assert.True(voter.AskForVote(3, epoch: 3, Empty, preVote: true).VoteGranted);
        var fetch = Assert.Single(voter.Poll());
        voter.Answer(fetch, LeaderAnswer(2, 3));
        Assert.False(voter.AskForVote(3, epoch: 3, Empty, preVote: true).VoteGranted);
    }

    [Fact]
    public void Replica_stands_for_election_only_after_a_majority_said_it_has_a_chance()
    {
        var replica = new PureReplica(1, voters: 3);
        var asked = replica.After(2000);
        Assert.All(asked, request => Assert.True(((VoteRequest)request.Message).Topics[0].Partitions[0].PreVote));
        Assert.Equal(0, replica.Epoch);
        var votes = replica.Answer(asked[0], replica.Vote(granted: true));
        Assert.IsType<CandidateRole>(replica.Replica.Roles.Role);
        Assert.Equal(1, replica.Epoch);
        Assert.All(votes, request => Assert.False(((VoteRequest)request.Message).Topics[0].Partitions[0].PreVote));
        replica.Answer(votes[0], replica.Vote(granted: true));
        Assert.True(replica.Replica.Leads);
    }

    [Fact]
    public void Follower_that_does_not_reach_its_leader_begins_no_epoch_while_the_others_do()
    {
        var replica = new PureReplica(1, voters: 3);
        replica.TellOfLeader(2, epoch: 3);
        replica.Poll();
        var asked = replica.After(3000).Where(request => request.Node.Id == 3).ToList();
        replica.Answer(asked[0], replica.Vote(granted: false, leaderId: 2));
        Assert.Equal(3, replica.Epoch);
        Assert.Equal(2, replica.Replica.Roles.Role.LeaderId);
    }

    [Fact]
    public void Leader_that_hears_of_no_majority_resigns()
    {
        var leader = new PureReplica(1, voters: 3);
        leader.Win();
        leader.After(2900);
        Assert.True(leader.Replica.Leads);
        leader.After(200);
        Assert.IsType<ResignedRole>(leader.Replica.Roles.Role);
    }

    [Fact]
    public void Former_leader_never_leads_its_epoch_again_after_a_restart()
    {
        var leader = new PureReplica(1, voters: 3);
        leader.Win();
        var again = leader.Restart();
        Assert.IsType<ResignedRole>(again.Replica.Roles.Role);
        again.Win();
        Assert.True(again.Epoch > leader.Epoch);
    }

    [Fact]
    public void Resigning_leader_tells_the_voters_the_one_with_most_of_the_log_first()
    {
        var leader = new PureReplica(1, voters: 3);
        leader.Win();
        leader.Fetch(2, 0, 0);
        leader.Fetch(3, leader.Log.EndOffset, leader.Epoch);
        leader.Replica.Resign();
        var told = leader.Poll().Select(request => request.Message).OfType<EndQuorumEpochRequest>().ToList();
        Assert.Equal(2, told.Count);
        Assert.All(told, end => Assert.Equal([3, 2], end.Topics[0].Partitions[0].PreferredCandidates.Select(candidate => candidate.CandidateId)));
    }

    [Fact]
    public void Second_leader_of_an_epoch_is_refused()
    {
        var voter = new PureReplica(1, voters: 3);
        Assert.Equal(ErrorCode.None, voter.TellOfLeader(2, epoch: 3));
        Assert.Equal(ErrorCode.InvalidRequest, voter.TellOfLeader(3, epoch: 3));
        Assert.Equal(ErrorCode.FencedLeaderEpoch, voter.TellOfLeader(3, epoch: 2));
    }

    private static FetchResponse LeaderAnswer(int leader, int epoch) => new()
    {
        Responses =
        [
            new FetchResponse.FetchableTopicResponse
            {
                TopicId = MiniKafka.Quorum.MetadataTopic.Id,
                Partitions = [new FetchResponse.PartitionData { HighWatermark = 0, CurrentLeader = new FetchResponse.LeaderIdAndEpoch { LeaderId = leader, LeaderEpoch = epoch } }],
            },
        ],
    };
}
