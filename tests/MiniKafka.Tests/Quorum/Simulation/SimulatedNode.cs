using Disks;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Quorum;
using MiniKafka.Quorum.Consensus;
using MiniKafka.Quorum.Log;
using MiniKafka.Quorum.Participation;

namespace MiniKafka.Tests.Quorum.Simulation;

/// <summary>One voter of a simulated quorum, which may be killed and started again on the files the crash left.</summary>
internal sealed class SimulatedNode(QuorumWorld world, int id) : IQuorumChannel
{
    private readonly FaultyDisk _disk = new() { Clock = world.Time };
    private int _incarnation;
    private CommitFeed? _feed;
    private QuorumClock? _clock;
    private long _wakeAtMs;

    public int Id => id;

    public QuorumReplica? Replica { get; private set; }

    public RecordingListener Listener { get; private set; } = new();

    public bool IsAlive => Replica is not null;

    public bool IsLeader => Replica is { Leads: true };

    public int Incarnation => _incarnation;

    public void Start()
    {
        _incarnation++;
        var options = QuorumFixture.Options(id, world.Voters);
        var directory = QuorumFixture.Directory(_disk, world.Time);
        var log = directory.Open(QuorumFixture.LogConfig(segmentBytes: 4096), options, wasCleanShutdown: false);
        Listener = new RecordingListener();
        _clock = new QuorumClock(world.Time);
        Replica = new QuorumReplica(options, log, directory.QuorumState, _clock, world.Random);
        _feed = new CommitFeed(Replica.Roles, log, [Listener]);
        Replica.Start();
        Poll();
    }

    /// <summary>Stops at once, and the power fails: what was not flushed is lost, in part.</summary>
    public void Kill()
    {
        Replica = null;
        _feed = null;
        _disk.Crash(world.Random);
    }

    /// <summary>Appends if this node believes to lead; null when it does not.</summary>
    public Task<long>? TryAppend(string value)
    {
        if (!IsLeader)
        {
            return null;
        }

        var offset = Replica!.Append(QuorumFixture.Records(value));
        var committed = _feed!.WhenCommitted(offset, Replica.Roles.Epoch);
        Poll();
        return committed;
    }

    public void TakeSnapshot()
    {
        if (Replica is null || Listener.End.Offset == 0 || Replica.Log.Snapshots.BeginUnlessThere(Listener.End) is not { } file)
        {
            return;
        }

        var (voters, version) = Replica.Log.VotersAt(Listener.End.Offset);
        MetadataSnapshot.Write(
            file,
            new SnapshotHeader(_clock!.WallClockMs, Listener.Timestamp, voters, version),
            Listener.Applied.Select(value => QuorumFixture.Records(value)));
        Replica.Log.Snapshots.Freeze(file);
        Replica.Log.DropBefore(Listener.End);
    }

    public void Resign()
    {
        Replica?.Resign();
        Poll();
    }

    public void Handle(IRequest request, Action<IResponse> answer)
    {
        switch (request)
        {
            case VoteRequest vote: answer(Replica!.Handle(vote)); break;
            case BeginQuorumEpochRequest begin: answer(Replica!.Handle(begin)); break;
            case EndQuorumEpochRequest end: answer(Replica!.Handle(end)); break;
            case FetchRequest fetch: Replica!.Handle(fetch, answer); break;
            case FetchSnapshotRequest fetch: answer(Replica!.Handle(fetch)); break;
            case UpdateRaftVoterRequest update: VoterRequests.Update(update, QuorumFixture.Options(id, world.Voters), Replica!, answer); break;
            default: throw new InvalidOperationException($"{request.ApiKey} is not expected.");
        }

        Poll();
    }

    public Task<QuorumAnswer<TResponse>> SendAsync<TResponse>(QuorumNode node, IRequest<TResponse> request)
        where TResponse : class, IResponse => world.CarryAsync(this, node.Id, request);

    /// <summary>An epoch with which this node's log accepts a fetch position, if there is one.</summary>
    public int EpochThatFits(long offset, int claimed, int upTo)
    {
        if (Replica is not { } replica || replica.Log.Validate(offset, claimed).Kind != FetchPositionKind.Diverging)
        {
            return claimed;
        }

        var fitting = Enumerable.Range(0, upTo + 1).Where(epoch => replica.Log.Validate(offset, epoch).Kind == FetchPositionKind.Valid).ToList();
        return fitting.Count == 0 ? claimed : fitting[^1];
    }

    private void Poll()
    {
        if (Replica is not { } replica)
        {
            return;
        }

        var wakeAt = replica.Poll();
        _feed!.Deliver();
        while (replica.Requests.TryTake(out var request))
        {
            _ = SendAsync(request, _incarnation);
        }

        if (wakeAt != long.MaxValue)
        {
            _wakeAtMs = world.NowMs + Math.Max(1, wakeAt - _clock!.NowMs);
            var (incarnation, dueMs) = (_incarnation, _wakeAtMs);
            world.Schedule(dueMs - world.NowMs, () => Wake(incarnation, dueMs));
        }
    }

    private void Wake(int incarnation, long dueMs)
    {
        if (incarnation == _incarnation && dueMs == _wakeAtMs)
        {
            Poll();
        }
    }

    private async Task SendAsync(OutgoingRequest request, int incarnation)
    {
        await request.SendAsync(new OfIncarnation(this, incarnation));
        Poll();
    }

    /// <summary>Answers for a node that was killed meanwhile reach nobody.</summary>
    private sealed class OfIncarnation(SimulatedNode node, int incarnation) : IQuorumChannel
    {
        public async Task<QuorumAnswer<TResponse>> SendAsync<TResponse>(QuorumNode to, IRequest<TResponse> request)
            where TResponse : class, IResponse
        {
            var never = new TaskCompletionSource<QuorumAnswer<TResponse>>();
            var answer = await node.SendAsync(to, request);
            return node.IsAlive && node._incarnation == incarnation ? answer : await never.Task;
        }
    }
}
