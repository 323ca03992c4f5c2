using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Quorum;
using MiniKafka.Quorum.Voters;

namespace MiniKafka.Tests.Quorum.Simulation;

/// <summary>
/// Voters without loops and sockets: one queue of events in virtual time, a network that delays, loses and cuts one way,
/// and a referee that looks at everything after every event. One seed, one course of events.
/// </summary>
internal sealed class QuorumWorld
{
    private const int MaxDelayMs = 30;

    private readonly PriorityQueue<Action, (long DueMs, long Sequence)> _events = new();
    private readonly ManualTime _time = new();
    private readonly SortedSet<(int From, int To)> _cuts = [];
    private long _nowMs;
    private long _sequence;

    public QuorumWorld(int seed, int voters, BrokenRule broken = BrokenRule.None)
    {
        Random = new Random(seed);
        Broken = broken;
        Referee = new Referee(this);
        Voters = QuorumFixture.Voters(voters);
        Nodes = [.. Voters.Ids.Select(id => new SimulatedNode(this, id))];
    }

    public Random Random { get; }

    public BrokenRule Broken { get; }

    public Referee Referee { get; }

    public VoterSet Voters { get; }

    public IReadOnlyList<SimulatedNode> Nodes { get; }

    public TimeProvider Time => _time;

    public long NowMs => _nowMs;

    public SimulatedNode? Leader => Nodes.Where(node => node.IsLeader).MaxBy(node => node.Replica!.Roles.Epoch);

    public void Schedule(long delayMs, Action action) => _events.Enqueue(action, (_nowMs + delayMs, ++_sequence));

    /// <summary>Lets time pass; everything that falls due happens, and is looked at.</summary>
    public void RunFor(long ms)
    {
        var end = _nowMs + ms;
        while (_events.TryPeek(out _, out var due) && due.DueMs <= end)
        {
            var action = _events.Dequeue();
            _time.Advance((int)(due.DueMs - _nowMs));
            _nowMs = due.DueMs;
            action();
            Referee.Look();
        }

        _time.Advance((int)(end - _nowMs));
        _nowMs = end;
    }

    public bool RunUntil(Func<bool> condition, long limitMs)
    {
        for (var end = _nowMs + limitMs; _nowMs < end && !condition();)
        {
            RunFor(10);
        }

        return condition();
    }

    public void Cut(int from, int to) => _cuts.Add((from, to));

    public void HealAll() => _cuts.Clear();

    /// <summary>Carries a request there and its answer back, as far as the cuts allow.</summary>
    public Task<QuorumAnswer<TResponse>> CarryAsync<TResponse>(SimulatedNode from, int to, IRequest<TResponse> request)
        where TResponse : class, IResponse
    {
        var outcome = new TaskCompletionSource<QuorumAnswer<TResponse>>();
        var target = Nodes.First(node => node.Id == to);
        Schedule(Delay(), () =>
        {
            if (_cuts.Contains((from.Id, to)))
            {
                Lose(outcome);
            }
            else if (!target.IsAlive)
            {
                Schedule(Delay(), () => outcome.TrySetResult(new QuorumAnswer<TResponse>(null, ErrorCode.NetworkException)));
            }
            else
            {
                Break(request, target);
                target.Handle((IRequest)Copy(request), response => CarryBack(from.Id, to, response, outcome));
            }
        });
        return outcome.Task;
    }

    private void CarryBack<TResponse>(int asker, int answerer, IResponse response, TaskCompletionSource<QuorumAnswer<TResponse>> outcome)
        where TResponse : class, IResponse
    {
        var copy = (TResponse)Copy(response);
        Schedule(Delay(), () =>
        {
            if (_cuts.Contains((answerer, asker)))
            {
                Lose(outcome);
            }
            else
            {
                outcome.TrySetResult(new QuorumAnswer<TResponse>(copy));
            }
        });
    }

    /// <summary>A cut connection either breaks or stays silent until the asker's patience ends.</summary>
    private void Lose<TResponse>(TaskCompletionSource<QuorumAnswer<TResponse>> outcome)
        where TResponse : class, IResponse
    {
        var isSilent = Random.Next(2) == 0;
        Schedule(
            isSilent ? 2000 : Delay(),
            () => outcome.TrySetResult(new QuorumAnswer<TResponse>(null, isSilent ? ErrorCode.RequestTimedOut : ErrorCode.NetworkException)));
    }

    private int Delay() => Random.Next(50) == 0 ? Random.Next(10 * MaxDelayMs) : 1 + Random.Next(MaxDelayMs);

    /// <summary>Bends a request so that its receiver acts against a rule, to show that the referee notices.</summary>
    private void Break(IRequest request, SimulatedNode target)
    {
        if (Broken == BrokenRule.VoteTwice && request is VoteRequest { Topics: [{ Partitions: [{ PreVote: false } again] }] }
            && target.Replica!.Roles is { Role.Election.Voted: { IsNone: false } voted } roles && roles.Epoch == again.ReplicaEpoch)
        {
            (again.ReplicaId, again.ReplicaDirectoryId) = (voted.Id, voted.DirectoryId);
        }

        if (Broken == BrokenRule.VoteForAnyLog && request is VoteRequest { Topics: [{ Partitions: [var vote] }] })
        {
            vote.LastOffset = long.MaxValue;
            vote.LastOffsetEpoch = vote.ReplicaEpoch - (vote.PreVote ? 0 : 1);
        }

        if (Broken == BrokenRule.NeverTruncate && request is FetchRequest { Topics: [{ Partitions: [var fetch] }] })
        {
            fetch.LastFetchedEpoch = target.EpochThatFits(fetch.FetchOffset, fetch.LastFetchedEpoch, fetch.CurrentLeaderEpoch);
        }
    }

    private static IMessage Copy(IMessage message)
    {
        var key = message is IRequest request ? request.ApiKey : ((IResponse)message).ApiKey;
        var api = ApiCatalog.Get(key);
        var bytes = MessageEncoder.ToArray(message, api.MaxVersion);
        var reader = new ProtocolReader(bytes);
        return message is IRequest ? api.DecodeRequest(ref reader, api.MaxVersion) : api.DecodeResponse(ref reader, api.MaxVersion);
    }
}

/// <summary>The rules a test may break on purpose.</summary>
internal enum BrokenRule
{
    None,

    /// <summary>A voter takes every candidate for the one it voted for.</summary>
    VoteTwice,

    /// <summary>A voter does not compare logs.</summary>
    VoteForAnyLog,

    /// <summary>A leader does not notice that logs part.</summary>
    NeverTruncate,
}
