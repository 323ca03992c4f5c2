using MiniKafka.Metadata.Control;
using MiniKafka.Metadata.Images;
using MiniKafka.Runtime;

namespace MiniKafka.Quorum.Controllers;

/// <summary>
/// The active controller's dealings with brokers over time: registers them, hears their heartbeats, fences the ones that
/// fell silent, and lets a stopping one go when the others have seen it hand over. Owned by the node's loop.
/// </summary>
internal sealed class BrokerLifecycle : IMetadataFollower, IDisposable
{
    private readonly ActiveController _controller;
    private readonly ControllerOptions _options;
    private readonly EventLoop _loop;
    private readonly QuorumClock _clock;
    private BrokerSessions _sessions;
    private readonly SortedSet<int> _heard = [];
    private readonly ITimer _timer;

    public BrokerLifecycle(ControllerOptions options, ActiveController controller, EventLoop loop)
    {
        _options = options;
        _controller = controller;
        _loop = loop;
        _clock = new QuorumClock(loop.Clock);
        _sessions = new BrokerSessions(options.BrokerSessionTimeoutMs);
        _timer = loop.Clock.CreateTimer(_ => FenceSilent(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Registers a broker; the next offset of the metadata log becomes its epoch.</summary>
    public async Task<RegisteredBroker> RegisterAsync(BrokerRegistrationRequest request)
    {
        var id = request.Broker.Id;
        var registered = await _controller.ExecuteAsync((controller, image) => controller.Registrations.Register(
            image, request, _options.ClusterId, _controller.NextOffset, IsLive(id)));
        if (registered.Outcome.IsSuccess)
        {
            // A new process: what the old one had followed means nothing.
            _heard.Add(id);
            _sessions.Forget(id);
            _sessions.Touch(id, _clock.NowMs, metadataOffset: -1);
            Arm();
        }

        return registered;
    }

    /// <summary>Answers a heartbeat, which may fence or unfence the broker. One that stops is let go when it is fenced and all others know that.</summary>
    public async Task<HeartbeatReply> HeartbeatAsync(BrokerHeartbeat heartbeat)
    {
        var id = heartbeat.BrokerId;
        var reply = await _controller.ExecuteAsync((controller, image) =>
        {
            var result = controller.Liveness.Heartbeat(image, heartbeat, _sessions.AreOthersCaughtUp(id, _clock.NowMs));
            if (result.Response.Outcome.IsSuccess)
            {
                _heard.Add(id);
                _sessions.Touch(id, _clock.NowMs, heartbeat.MetadataOffset);
                if (heartbeat.WantsShutDown && (result.Records.Count > 0 || !_sessions.IsLeaving(id)))
                {
                    _sessions.Leaves(id, _controller.NextOffset + result.Records.Count - 1);
                }

                Arm();
            }

            return result;
        });
        return reply with { ShouldShutDown = reply.ShouldShutDown && _sessions.AreOthersCaughtUp(id, _clock.NowMs) };
    }

    /// <summary>Fences a broker that is known to be gone, without waiting for its session to end.</summary>
    public Task<Outcome> FenceAsync(int brokerId)
    {
        _heard.Remove(brokerId);
        _sessions.Forget(brokerId);
        return _controller.ExecuteAsync((controller, image) => controller.Liveness.Fence(image, brokerId));
    }

    /// <summary>True while the broker was heard from in this term, within the session timeout; only the active controller knows.</summary>
    public bool IsLive(int brokerId) => _heard.Contains(brokerId) && _sessions.IsLive(brokerId, _clock.NowMs);

    /// <summary>The broker's connection broke: another process may take its place, though its session has not ended yet.</summary>
    public void LostTouch(int brokerId) => _heard.Remove(brokerId);

    public void Dispose() => _timer.Dispose();

    /// <summary>Begins a term: every broker that is not fenced gets a whole timeout to make itself heard.</summary>
    public void OnTermChanged(ClusterImage? image)
    {
        _heard.Clear();
        _sessions = new BrokerSessions(_options.BrokerSessionTimeoutMs);
        foreach (var broker in image?.Brokers.Values.Where(broker => !broker.IsFenced) ?? [])
        {
            _sessions.Touch(broker.Id, _clock.NowMs, metadataOffset: -1);
            if (broker.IsInControlledShutdown)
            {
                _sessions.Leaves(broker.Id, _controller.NextOffset - 1);
            }
        }

        Arm();
    }

    private void Arm()
    {
        var due = _sessions.NextExpiryMs is { } expiry
            ? TimeSpan.FromMilliseconds(Math.Max(1, expiry - _clock.NowMs))
            : Timeout.InfiniteTimeSpan;
        _timer.Change(due, Timeout.InfiniteTimeSpan);
    }

    private void FenceSilent()
    {
        if (_controller.IsActive)
        {
            foreach (var broker in _sessions.Expired(_clock.NowMs))
            {
                _sessions.Forget(broker);
                _loop.Start(() => FenceQuietlyAsync(broker));
            }
        }

        Arm();
    }

    private async Task FenceQuietlyAsync(int brokerId)
    {
        try
        {
            await FenceAsync(brokerId);
        }
        catch (Model.KafkaException exception) when (exception.Code == Model.ErrorCode.NotController)
        {
            // The next active controller gives the broker a session of its own and comes to its own conclusion.
        }
        catch (Model.KafkaException exception) when (exception.Code == Model.ErrorCode.KafkaStorageError)
        {
            // The metadata log has no room: the broker gets another session, at whose end it is tried again.
            _sessions.Touch(brokerId, _clock.NowMs, metadataOffset: -1);
            Arm();
        }
    }
}
