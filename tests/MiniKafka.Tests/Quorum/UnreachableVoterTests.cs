using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Quorum.Consensus;

namespace MiniKafka.Tests.Quorum;

public sealed class UnreachableVoterTests
{
    private const int Reached = 2;
    private const int Unreachable = 3;

    /// <summary>The announcement of the epoch is under way when the election is won and stays without answer.</summary>
    private const int ForgottenRequestMs = 2_000;

    private readonly PureReplica _leader = new(1, voters: 3);
    private readonly List<long> _triedAtMs = [];
    private long _nowMs;

    [Fact]
    public void It_is_tried_after_twenty_milliseconds_then_twice_as_late_each_time_up_to_half_a_second()
    {
        _leader.Win();
        RunFor(ForgottenRequestMs + 2_500);
        Assert.Equal([20, 40, 80, 160, 320, 500, 500, 500], Waits().Take(8));
    }

    [Fact]
    public void Once_it_answers_it_is_tried_as_soon_as_any_other()
    {
        _leader.Win();
        RunFor(ForgottenRequestMs + 2_000);
        Assert.Equal(500, Waits()[^1]);
        RunFor(1_000, isReachable: true);
        _triedAtMs.Clear();
        RunFor(3_000);
        Assert.Equal([20, 40, 80], Waits().Take(3));
    }

    [Fact]
    public void A_new_role_asks_it_at_once()
    {
        _leader.Win();
        RunFor(ForgottenRequestMs + 2_000);
        var elections = _leader.After(10_000);
        elections.AddRange(_leader.After(10_000));
        Assert.Contains(elections, request => request.Node.Id == Unreachable && request.Message is not BeginQuorumEpochRequest);
    }

    private List<long> Waits() => [.. _triedAtMs.Zip(_triedAtMs.Skip(1), (earlier, later) => later - earlier)];

    /// <summary>One voter fetches, so that the leader goes on leading; what is sent to the other fails at once, or is answered.</summary>
    private void RunFor(int ms, bool isReachable = false)
    {
        for (var end = _nowMs + ms; _nowMs < end; _nowMs++)
        {
            _leader.Fetch(Reached, _leader.Log.EndOffset, _leader.Log.LastEpoch);
            var sent = new Queue<OutgoingRequest>(_leader.After(1));
            while (sent.TryDequeue(out var request))
            {
                if (request.Node.Id != Unreachable)
                {
                    continue;
                }

                _triedAtMs.Add(_nowMs);
                foreach (var next in isReachable ? _leader.Answer(request, new BeginQuorumEpochResponse()) : _leader.Fail(request, ErrorCode.NetworkException))
                {
                    sent.Enqueue(next);
                }
            }
        }
    }
}
