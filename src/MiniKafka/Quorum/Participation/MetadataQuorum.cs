using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Quorum.Consensus;
using MiniKafka.Quorum.Log;
using MiniKafka.Quorum.Roles;
using MiniKafka.Quorum.Voters;
using MiniKafka.Runtime;
using MiniKafka.Storage.Files;

namespace MiniKafka.Quorum.Participation;

/// <summary>
/// This node's part in the replicated metadata log: elects a leader with the other voters, replicates, and shows what is
/// committed to its listeners. Owned by the node's loop; everything is called there. A single voter leads and commits
/// within the call that starts it or appends.
/// </summary>
internal sealed class MetadataQuorum : IDisposable
{
    private readonly EventLoop _loop;
    private readonly IQuorumChannel _channel;
    private readonly QuorumClock _clock;
    private readonly QuorumReplica _replica;
    private readonly QuorumOptions _options;
    private readonly MetadataLogCleaner _cleaner;
    private readonly List<IMetadataListener> _listeners = [];
    private readonly CommitFeed _feed;
    private readonly ITimer _timer;
    private bool _isPolling;
    private bool _isPollWanted;
    private bool _isStopped;

    public MetadataQuorum(QuorumOptions options, MetadataLog log, QuorumStateFile file, IQuorumChannel channel, EventLoop loop)
    {
        _options = options;
        _loop = loop;
        _channel = channel;
        _clock = new QuorumClock(loop.Clock);
        _replica = new QuorumReplica(options, log, file, _clock, loop.Host.CreateRandom($"quorum of {loop.Name}"));
        _cleaner = new MetadataLogCleaner(options, log, _clock);
        _feed = new CommitFeed(_replica.Roles, log, _listeners);
        _timer = loop.Clock.CreateTimer(_ => Poll(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>True while this node leads the log and may append.</summary>
    public bool IsLeader => _replica.Roles.Role is LeaderRole;

    public LeaderAndEpoch LeaderAndEpoch => _replica.Roles.LeaderAndEpoch;

    /// <summary>Everything before it is committed; null until this node has heard of a commit.</summary>
    public long? HighWatermark => _replica.Log.HighWatermark;

    /// <summary>Everything before it was shown to the listeners.</summary>
    public long AppliedOffset => _feed.NextOffset;

    public MetadataLog Log => _replica.Log;

    public VoterSet Voters => _replica.Log.Voters;

    /// <summary>The replica without the loop around it, for tests that look inside.</summary>
    internal QuorumReplica Replica => _replica;

    /// <summary>Takes part from now on. Listeners are told what is committed in the order given.</summary>
    /// <exception cref="FileHeldException">Somebody else holds a file: it may be tried again.</exception>
    public void Start(params IReadOnlyList<IMetadataListener> listeners)
    {
        _replica.Start();
        _listeners.AddRange(listeners);
        Poll();
    }

    /// <summary>
    /// Appends records as one atomic batch. Completes with the offset of the last one when it is committed and applied;
    /// fails with NOT_CONTROLLER when this node does not lead, or stops leading before.
    /// </summary>
    public Task<long> AppendAsync(IReadOnlyList<ReadOnlyMemory<byte>> records)
    {
        if (_isStopped || !IsLeader)
        {
            return Task.FromException<long>(NotController());
        }

        var offset = _replica.Append(records);
        var committed = _feed.WhenCommitted(offset, _replica.Roles.Epoch);
        Poll();
        return committed;
    }

    /// <summary>
    /// Completes when the epoch that this node leads has begun: everything before it is committed and applied, and the listeners
    /// know that this node leads. Fails with NOT_CONTROLLER when it does not, or stops leading before.
    /// </summary>
    public Task EpochBegunAsync() => !_isStopped && _replica.Roles.Role is LeaderRole leader
        ? _feed.WhenCommitted(leader.EpochStartOffset, leader.Epoch)
        : Task.FromException(NotController());

    /// <summary>The offset the next appended record gets; known to the leader alone.</summary>
    public long NextAppendOffset => _replica.Log.EndOffset;

    /// <summary>Gives up leadership, so that another voter takes over at once.</summary>
    public void Resign()
    {
        _replica.Resign();
        Poll();
    }

    /// <summary>
    /// Condenses everything before an applied offset into a snapshot. The caller gives the records that make up the state
    /// at that offset, in atomic batches. Where the medium refuses it there is none; the log has everything, and the next one comes in its turn.
    /// </summary>
    public void TakeSnapshot(OffsetAndEpoch end, long lastContainedLogTimestamp, IEnumerable<IReadOnlyList<ReadOnlyMemory<byte>>> batches)
    {
        if (end.Offset > _feed.NextOffset)
        {
            return;
        }

        SnapshotFile? file = null;
        try
        {
            file = Log.Snapshots.BeginUnlessThere(end);
            if (file is null)
            {
                return;
            }

            var (voters, version) = Log.VotersAt(end.Offset);
            MetadataSnapshot.Write(file, new SnapshotHeader(_clock.WallClockMs, lastContainedLogTimestamp, voters, version), batches);
            Log.Snapshots.Freeze(file);
        }
        catch (RefusedException)
        {
            file?.Abandon();
            return;
        }

        _cleaner.Clean();
    }

    public VoteResponse Handle(VoteRequest request) => UnlessRefused(() => _replica.Handle(request), static () => new VoteResponse { ErrorCode = ErrorCode.KafkaStorageError });

    public BeginQuorumEpochResponse Handle(BeginQuorumEpochRequest request) =>
        UnlessRefused(() => _replica.Handle(request), static () => new BeginQuorumEpochResponse { ErrorCode = ErrorCode.KafkaStorageError });

    public EndQuorumEpochResponse Handle(EndQuorumEpochRequest request) =>
        UnlessRefused(() => _replica.Handle(request), static () => new EndQuorumEpochResponse { ErrorCode = ErrorCode.KafkaStorageError });

    public FetchSnapshotResponse Handle(FetchSnapshotRequest request) =>
        UnlessRefused(() => _replica.Handle(request), static () => new FetchSnapshotResponse { ErrorCode = ErrorCode.KafkaStorageError });

    /// <summary>A fetch of the metadata log by another replica; waits up to the time the request allows, unless the reader is gone before.</summary>
    public async Task<FetchResponse> HandleAsync(FetchRequest request, CancellationToken readerGone = default)
    {
        var answered = Answered<FetchResponse>(
            answer => _replica.Handle(request, answer, readerGone), static () => new FetchResponse { ErrorCode = ErrorCode.KafkaStorageError });
        await using var gone = readerGone.UnsafeRegister(static state => ((MetadataQuorum)state!).LookAgain(), this);
        return await answered;
    }

    public DescribeQuorumResponse Handle(DescribeQuorumRequest request) => QuorumDescription.Describe(request, _replica, _options, _clock);

    public Task<AddRaftVoterResponse> HandleAsync(AddRaftVoterRequest request) =>
        Answered<AddRaftVoterResponse>(
            answer => VoterRequests.Add(request, _options, _replica, answer), static () => new AddRaftVoterResponse { ErrorCode = ErrorCode.KafkaStorageError });

    public Task<RemoveRaftVoterResponse> HandleAsync(RemoveRaftVoterRequest request) =>
        Answered<RemoveRaftVoterResponse>(
            answer => VoterRequests.Remove(request, _options, _replica, answer), static () => new RemoveRaftVoterResponse { ErrorCode = ErrorCode.KafkaStorageError });

    public Task<UpdateRaftVoterResponse> HandleAsync(UpdateRaftVoterRequest request) =>
        Answered<UpdateRaftVoterResponse>(
            answer => VoterRequests.Update(request, _options, _replica, answer), static () => new UpdateRaftVoterResponse { ErrorCode = ErrorCode.KafkaStorageError });

    /// <summary>Stops taking part, as if the node were gone; unfinished appends fail.</summary>
    public void Dispose()
    {
        if (!_isStopped)
        {
            _isStopped = true;
            _timer.Dispose();
            _feed.Abandon();
            _replica.Abandon();
        }
    }

    private void LookAgain() => _loop.TryPost(static state => ((MetadataQuorum)state!).Poll(), this);

    private KafkaException NotController() =>
        new(ErrorCode.NotController, $"Node {_options.Local.Id} is not the active controller: {LeaderAndEpoch} leads.");

    private Task<TResponse> Answered<TResponse>(Action<Action<TResponse>> handle, Func<TResponse> refused)
    {
        var answered = new TaskCompletionSource<TResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            handle(response => answered.TrySetResult(response));
        }
        catch (RefusedException)
        {
            // The request may be under way already; its answer comes too late then.
            answered.TrySetResult(refused());
        }

        Poll();
        return answered.Task;
    }

    /// <summary>Whoever asks for what cannot be written now, since the medium refuses it, is told so and asks again.</summary>
    private TResponse UnlessRefused<TResponse>(Func<TResponse> handle, Func<TResponse> refused)
    {
        try
        {
            return Then(handle());
        }
        catch (RefusedException)
        {
            return Then(refused());
        }
    }

    private TResponse Then<TResponse>(TResponse response)
    {
        Poll();
        return response;
    }

    /// <summary>
    /// Does what is due and sets the timer for what comes next. A listener that appends comes back here from within: then
    /// the outer call goes round once more.
    /// </summary>
    private void Poll()
    {
        _isPollWanted = true;
        if (_isPolling || _isStopped)
        {
            return;
        }

        _isPolling = true;
        try
        {
            var next = long.MaxValue;
            while (_isPollWanted && !_isStopped)
            {
                _isPollWanted = false;
                next = Math.Min(_replica.Poll(), _cleaner.Poll());
                SendOutbox();
                _feed.Deliver();
            }

            Arm(next);
        }
        catch (RefusedException)
        {
            // What a role promises cannot be written now: it begins when it can.
            _timer.Change(Patience.Interval, Timeout.InfiniteTimeSpan);
        }
        finally
        {
            _isPolling = false;
        }
    }

    private void Arm(long next)
    {
        if (_isStopped)
        {
            return;
        }

        var due = next == long.MaxValue ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(Math.Max(1, next - _clock.NowMs));
        _timer.Change(due, Timeout.InfiniteTimeSpan);
    }

    private void SendOutbox()
    {
        while (_replica.Requests.TryTake(out var request))
        {
            _loop.Start(() => SendAsync(request));
        }
    }

    private async Task SendAsync(OutgoingRequest request)
    {
        try
        {
            await request.SendAsync(_channel);
        }
        catch (RefusedException)
        {
            // As if the answer had not come: it is asked for again.
        }

        Poll();
    }
}
