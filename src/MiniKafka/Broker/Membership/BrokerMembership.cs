using MiniKafka.Broker.Controllers;
using MiniKafka.Metadata.Control;
using MiniKafka.Metadata.Replay;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Quorum;
using MiniKafka.Runtime;
using MiniKafka.Runtime.Timers;
using BrokerRegistrationRequest = MiniKafka.Protocol.Messages.BrokerRegistrationRequest;

namespace MiniKafka.Broker.Membership;

/// <summary>
/// This broker as a member of its cluster: registers with the active controller, makes itself heard at regular intervals,
/// and takes its leave when it stops. What it registers with changes when something of that does. Owned by the node's loop.
/// </summary>
internal sealed class BrokerMembership(
    BrokerOptions options, BrokerRegistrationRequest registration, ClusterView view, IControllerRequests controller, MetadataNews news, EventLoop loop)
{
    /// <summary>While fenced or stopping, every step counts: the next heartbeat follows soon.</summary>
    private static readonly TimeSpan Impatience = TimeSpan.FromMilliseconds(5);

    private readonly SortedSet<Uuid> _failedDirectories = [];
    private long _epoch = -1;
    private bool _isStopping;
    private bool _isOver;

    /// <summary>Registers; completes when the controller lets this broker lead.</summary>
    public async Task JoinAsync()
    {
        registration.PreviousBrokerEpoch = PreviousEpoch();
        await RegisterAsync();
        for (var step = news.NextAsync(); await IsHeldBackAsync(); step = news.NextAsync())
        {
            // It stays fenced until it has caught up with its own registration, so each step of the metadata counts.
            await Task.WhenAny(step, Task.Delay(Impatience, loop.Clock));
        }

        loop.Start(BeatAsync);
    }

    /// <summary>
    /// The epoch under which this broker stopped cleanly the last time; -1 if it did not, as may turn out only when its logs are opened, and they
    /// are before it has caught up with its registration.
    /// </summary>
    public required Func<long> PreviousEpoch { get; init; }

    /// <summary>Hands over what this broker leads; completes when the controller lets it go, or the time is up.</summary>
    public async Task LeaveAsync(TimeSpan patience)
    {
        _isStopping = true;
        try
        {
            await LeaveAsync().WaitAsync(patience, loop.Clock);
        }
        catch (TimeoutException)
        {
            // Nobody is left to hand over to, or to let this broker go.
        }

        _isOver = true;
    }

    /// <summary>
    /// Another broker takes its leave, or has taken it: it waits until everybody has seen that, so this one says so at once instead
    /// of at its next heartbeat.
    /// </summary>
    public void Notice(ImageChanges changes)
    {
        var isNews = !ReferenceEquals(changes.Before.Brokers, changes.After.Brokers)
            && changes.After.Brokers.Values.Any(broker => broker.Id != options.NodeId && changes.Before.Brokers.GetValueOrDefault(broker.Id) is { } before
                && ((broker.IsInControlledShutdown && !before.IsInControlledShutdown) || (broker.IsFenced && !before.IsFenced)));
        if (isNews)
        {
            BeatNow();
        }
    }

    /// <summary>
    /// Somebody else decides from now on: it watches the connections over which it hears of brokers, so this one says at once
    /// that it is there. Until then the new controller could not tell by the wire that it has gone.
    /// </summary>
    public void Greet(LeaderAndEpoch decides)
    {
        if (decides.LeaderId is { } leader && leader != options.NodeId)
        {
            BeatNow();
        }
    }

    /// <summary>A log directory failed: the controller hears of it at once, and with every heartbeat from now on.</summary>
    public void NoticeFailure(Uuid directory)
    {
        if (_failedDirectories.Add(directory) && _epoch >= 0 && !_isOver)
        {
            loop.Start(HeartbeatAsync);
        }
    }

    /// <summary>Makes itself heard no more.</summary>
    public void Abandon() => _isOver = true;

    /// <summary>Whether the controller wants it to catch up first. What it said of its last stop it takes back before it may lead anything.</summary>
    private async Task<bool> IsHeldBackAsync()
    {
        if (registration.PreviousBrokerEpoch != PreviousEpoch())
        {
            registration.PreviousBrokerEpoch = PreviousEpoch();
            registration.IncarnationId = Uuid.NewRandom(options.Host.CreateRandom($"another incarnation {options.NodeId}"));

            // The controller takes another incarnation in when it has not heard of this one for a while.
            _epoch = -1;
            await RegisterAsync();
        }

        return (await HeartbeatAsync()).IsFenced;
    }

    private void BeatNow()
    {
        if (_epoch >= 0 && !_isStopping && !_isOver)
        {
            loop.Start(IsFencedAsync);
        }
    }

    private async Task LeaveAsync()
    {
        while (!_isOver && _epoch >= 0 && await HeartbeatAsync() is { ShouldShutDown: false, ErrorCode: ErrorCode.None })
        {
            await Task.Delay(Impatience, loop.Clock);
        }
    }

    private async Task BeatAsync()
    {
        while (!_isOver && !_isStopping)
        {
            await Task.Delay(loop.Clock.UntilNext(TimeSpan.FromMilliseconds(view.Config.BrokerHeartbeatIntervalMs)), loop.Clock);
            while (!_isOver && !_isStopping && await IsFencedAsync())
            {
                await Task.Delay(Impatience, loop.Clock);
            }
        }
    }

    /// <summary>Makes itself heard. While nobody decides for the cluster nothing changes; the broker goes on and asks again.</summary>
    private async Task<bool> IsFencedAsync()
    {
        try
        {
            return (await HeartbeatAsync()).IsFenced;
        }
        catch (KafkaException exception) when (exception.Code == ErrorCode.RequestTimedOut)
        {
            return false;
        }
    }

    private async Task<BrokerHeartbeatResponse> HeartbeatAsync()
    {
        var request = new BrokerHeartbeatRequest
        {
            BrokerId = options.NodeId,
            BrokerEpoch = _epoch,
            CurrentMetadataOffset = view.ImageOffset,
            WantShutDown = _isStopping,
            OfflineLogDirs = [.. _failedDirectories],
        };
        var response = await controller.HeartbeatAsync(request);
        if (response.ErrorCode == ErrorCode.StaleBrokerEpoch && !_isStopping)
        {
            await RegisterAsync();
        }

        return response;
    }

    private async Task RegisterAsync()
    {
        BrokerRegistrationResponse response;
        do
        {
            registration.LogDirs.RemoveAll(_failedDirectories.Contains);
            response = await controller.RegisterAsync(registration);
            if (response.ErrorCode == ErrorCode.DuplicateBrokerRegistration)
            {
                // The controller has not noticed yet that the former process of this broker is gone.
                await Task.Delay(TimeSpan.FromMilliseconds(100), loop.Clock);
            }
        }
        while (response.ErrorCode == ErrorCode.DuplicateBrokerRegistration && !_isOver);
        if (response.ErrorCode != ErrorCode.None)
        {
            throw new KafkaException(response.ErrorCode, $"The broker {options.NodeId} could not be registered.");
        }

        _epoch = response.BrokerEpoch;
    }
}
