using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Storage.Files;

namespace MiniKafka.Quorum.Consensus;

/// <summary>
/// At most one request is under way to each node; after a failure the node is left alone for a moment, which grows while it
/// cannot be reached, whatever is asked of it. An answer that comes too late, or to a question of an earlier role, finds its slot
/// taken back and is dropped. Owned by the node's loop.
/// </summary>
internal sealed class RequestSlots(QuorumOptions options, QuorumClock clock, RoleKeeper roles)
{
    /// <summary>How long a node that cannot be reached is left alone at most, unless the usual moment is longer: as Kafka's controllers do.</summary>
    private const int LongestUnreachableBackoffMs = 500;

    private readonly SortedDictionary<int, Slot> _slots = [];
    private readonly SortedDictionary<int, int> _unreachable = [];
    private readonly Queue<OutgoingRequest> _outbox = [];
    private long _generation;
    private long _lastId;

    /// <summary>What waits to be sent.</summary>
    public bool TryTake(out OutgoingRequest request) => _outbox.TryDequeue(out request!);

    /// <summary>The moment from which the node may be asked; now or earlier when it may be at once.</summary>
    public long ReadyAtMs(int nodeId)
    {
        VoidOlderRoles();
        if (!_slots.TryGetValue(nodeId, out var slot))
        {
            return 0;
        }

        return slot.RequestId is null ? slot.BackoffUntilMs : slot.TimeoutAtMs;
    }

    /// <summary>True when a request to some node is under way.</summary>
    public bool IsAnyInFlight()
    {
        VoidOlderRoles();
        return _slots.Values.Any(slot => slot.RequestId is not null && slot.TimeoutAtMs > clock.NowMs);
    }

    /// <summary>Sends a request when it is due and the node may be asked. Returns when to look again.</summary>
    public long SendWhenReady<TResponse>(
        QuorumNode node, Func<IRequest<TResponse>> request, Action<TResponse> answered, Action<ErrorCode>? failed = null, long dueAtMs = 0)
        where TResponse : class, IResponse
    {
        var readyAt = Math.Max(ReadyAtMs(node.Id), dueAtMs);
        if (readyAt > clock.NowMs)
        {
            return readyAt;
        }

        Send(node, request(), answered, failed);
        return ReadyAtMs(node.Id);
    }

    /// <summary>Takes the node's slot and queues the request. The handlers are called only while the slot is this request's.</summary>
    public void Send<TResponse>(
        QuorumNode node, IRequest<TResponse> request, Action<TResponse> answered, Action<ErrorCode>? failed = null)
        where TResponse : class, IResponse
    {
        VoidOlderRoles();
        var id = ++_lastId;
        var timeout = clock.NowMs + options.RequestTimeoutMs;
        _slots[node.Id] = new Slot(id, timeout, 0);
        _outbox.Enqueue(new OutgoingRequest<TResponse>(
            node,
            request,
            response =>
            {
                _unreachable.Remove(node.Id);
                if (Free(node.Id, id, backoffUntilMs: 0))
                {
                    TakeIn(node.Id, () => answered(response));
                }
            },
            error =>
            {
                if (Free(node.Id, id, clock.NowMs + BackoffMs(node.Id, error)))
                {
                    failed?.Invoke(error);
                }
            }));
    }

    /// <summary>Where the medium refuses the consequences of an answer, it is asked for again after a while.</summary>
    private void TakeIn(int nodeId, Action answered)
    {
        try
        {
            answered();
        }
        catch (RefusedException)
        {
            BackOff(nodeId);
            throw;
        }
    }

    /// <summary>Leaves a node alone for a moment although it answered.</summary>
    public void BackOff(int nodeId) => _slots[nodeId] = new Slot(null, 0, clock.NowMs + options.RetryBackoffMs);

    private int BackoffMs(int nodeId, ErrorCode error)
    {
        if (error != ErrorCode.NetworkException)
        {
            return options.RetryBackoffMs;
        }

        var inARow = _unreachable[nodeId] = _unreachable.GetValueOrDefault(nodeId) + 1;
        var longest = Math.Max(options.RetryBackoffMs, LongestUnreachableBackoffMs);
        return (int)Math.Min(longest, (long)options.RetryBackoffMs << Math.Min(20, inARow - 1));
    }

    private bool Free(int nodeId, long requestId, long backoffUntilMs)
    {
        VoidOlderRoles();
        if (!_slots.TryGetValue(nodeId, out var slot) || slot.RequestId != requestId)
        {
            return false;
        }

        _slots[nodeId] = new Slot(null, 0, backoffUntilMs);
        return true;
    }

    private void VoidOlderRoles()
    {
        if (_generation != roles.Generation)
        {
            _generation = roles.Generation;
            _slots.Clear();
        }
    }

    private readonly record struct Slot(long? RequestId, long TimeoutAtMs, long BackoffUntilMs);
}
