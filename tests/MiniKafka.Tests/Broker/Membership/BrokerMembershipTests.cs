using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using MiniKafka.Broker;
using MiniKafka.Broker.Membership;
using MiniKafka.Configuration.Effective;
using MiniKafka.Metadata.Images;
using MiniKafka.Metadata.Replay;
using MiniKafka.Model;
using MiniKafka.Network;
using MiniKafka.Network.InMemory;
using MiniKafka.Protocol.Messages;
using MiniKafka.Quorum;
using MiniKafka.Runtime;
using MiniKafka.Storage.Files;
using MiniKafka.Tests.Broker.Controllers;
using MiniKafka.Tests.Metadata;
using MiniKafka.Tests.Storage.Directories;

namespace MiniKafka.Tests.Broker.Membership;

/// <summary>Broker 1 before a controller that answers as the test says, in virtual time.</summary>
public sealed class BrokerMembershipTests
{
    private static readonly Uuid Incarnation = new(1, 1);
    private static readonly Uuid Disk = new(2, 1);
    private static readonly Uuid OtherDisk = new(2, 2);

    private readonly ScriptedController _controller = new();
    private EventLoop _loop = null!;
    private MetadataNews _news = null!;
    private long _previousEpoch = -1;

    [Fact]
    public void It_has_joined_once_the_controller_no_longer_holds_it_back() => Run(async membership =>
    {
        _controller.Heartbeat = _ => Answer(isFenced: _controller.Heartbeats.Count < 4);
        await membership.JoinAsync();
        Assert.Equal(4, _controller.Heartbeats.Count);
        Assert.All(_controller.Heartbeats, heartbeat => Assert.Equal((1, 5L), (heartbeat.BrokerId, heartbeat.BrokerEpoch)));
        Assert.Equal(Incarnation, Assert.Single(_controller.Registrations).Incarnation);
    });

    [Fact]
    public void While_it_is_held_back_each_step_of_the_metadata_counts() => Run(async membership =>
    {
        var isCaughtUp = false;
        _controller.Heartbeat = _ => Answer(isFenced: !isCaughtUp);
        var joining = membership.JoinAsync();
        isCaughtUp = true;
        var before = _loop.Clock.GetTimestamp();
        _news.Tell();
        await joining;
        Assert.Equal(before, _loop.Clock.GetTimestamp());
    });

    [Fact]
    public void A_former_process_that_the_controller_still_hears_of_is_waited_out() => Run(async membership =>
    {
        _controller.Register = () => _controller.Registrations.Count < 3
            ? new BrokerRegistrationResponse { ErrorCode = ErrorCode.DuplicateBrokerRegistration }
            : new BrokerRegistrationResponse { BrokerEpoch = 9 };
        await membership.JoinAsync();
        Assert.Equal(9, Assert.Single(_controller.Heartbeats).BrokerEpoch);
    });

    [Fact]
    public void A_registration_that_is_refused_fails_the_start() => Run(async membership =>
    {
        _controller.Register = () => new BrokerRegistrationResponse { ErrorCode = ErrorCode.InconsistentClusterId };
        Assert.Equal(ErrorCode.InconsistentClusterId, (await Assert.ThrowsAsync<KafkaException>(() => membership.JoinAsync())).Code);
        Assert.Empty(_controller.Heartbeats);
    });

    [Fact]
    public void A_clean_stop_that_turns_out_not_to_be_one_is_taken_back_under_another_incarnation() => Run(async membership =>
    {
        _previousEpoch = 7;
        _controller.Heartbeat = _ =>
        {
            _previousEpoch = -1;
            return Answer(isFenced: _controller.Registrations.Count < 2);
        };
        await membership.JoinAsync();
        Assert.Equal([7, -1], _controller.Registrations.Select(registration => registration.PreviousEpoch));
        Assert.NotEqual(Incarnation, _controller.Registrations[1].Incarnation);
    });

    [Fact]
    public void A_controller_that_does_not_know_its_epoch_is_registered_with_anew() => Run(async membership =>
    {
        await membership.JoinAsync();
        _controller.Register = () => new BrokerRegistrationResponse { BrokerEpoch = 8 };
        _controller.Heartbeat = heartbeat => Task.FromResult(new BrokerHeartbeatResponse
        {
            ErrorCode = heartbeat.BrokerEpoch == 8 ? ErrorCode.None : ErrorCode.StaleBrokerEpoch, IsFenced = false,
        });
        await PassAsync(seconds: 5);
        Assert.Equal(2, _controller.Registrations.Count);
        Assert.Equal(8, _controller.Heartbeats[^1].BrokerEpoch);
    });

    [Fact]
    public void While_nobody_decides_it_goes_on_making_itself_heard() => Run(async membership =>
    {
        await membership.JoinAsync();
        _controller.Heartbeat = _ => throw new KafkaException(ErrorCode.RequestTimedOut, "nobody");
        await PassAsync(seconds: 5);
        _controller.Heartbeat = _ => Answer(isFenced: false);
        var heartbeats = _controller.Heartbeats.Count;
        await PassAsync(seconds: 5);
        Assert.True(_controller.Heartbeats.Count > heartbeats);
        membership.Abandon();
        await PassAsync(seconds: 5);
        heartbeats = _controller.Heartbeats.Count;
        await PassAsync(seconds: 5);
        Assert.Equal(heartbeats, _controller.Heartbeats.Count);
    });

    [Fact]
    public void Another_controller_and_another_broker_that_stops_hear_of_it_at_once() => Run(async membership =>
    {
        await membership.JoinAsync();
        membership.Greet(new LeaderAndEpoch(null, 2));
        membership.Greet(new LeaderAndEpoch(1, 3));
        await Task.Yield();
        Assert.Single(_controller.Heartbeats);
        membership.Greet(new LeaderAndEpoch(2, 4));
        await Task.Yield();
        Assert.Equal(2, _controller.Heartbeats.Count);

        var before = TestImage.Of(2);
        var after = before with { Brokers = before.Brokers.SetItem(2, before.Brokers[2] with { IsInControlledShutdown = true }) };
        membership.Notice(new ImageChanges(before, after));
        membership.Notice(new ImageChanges(after, after with { Brokers = after.Brokers.Remove(1) }));
        await Task.Yield();
        Assert.Equal(3, _controller.Heartbeats.Count);
    });

    [Fact]
    public void A_directory_that_failed_is_told_at_once_and_from_then_on() => Run(async membership =>
    {
        await membership.JoinAsync();
        membership.NoticeFailure(Disk);
        membership.NoticeFailure(Disk);
        await Task.Yield();
        Assert.Equal([[], [Disk]], _controller.Heartbeats.Select(heartbeat => heartbeat.OfflineLogDirs));
        _controller.Heartbeat = _ => Task.FromResult(new BrokerHeartbeatResponse { ErrorCode = _controller.Registrations.Count < 2 ? ErrorCode.StaleBrokerEpoch : ErrorCode.None });
        await PassAsync(seconds: 5);
        Assert.Equal([Disk], _controller.Heartbeats[^1].OfflineLogDirs);
        Assert.Equal([OtherDisk], _controller.Registrations[^1].LogDirs);
    });

    [Fact]
    public void A_broker_that_stops_says_so_until_the_controller_lets_it_go_and_nothing_more() => Run(async membership =>
    {
        await membership.JoinAsync();
        var leaving = 0;
        _controller.Heartbeat = heartbeat => Task.FromResult(new BrokerHeartbeatResponse { IsFenced = false, ShouldShutDown = heartbeat.WantShutDown && ++leaving == 3 });
        await membership.LeaveAsync(TimeSpan.FromSeconds(30));
        var heartbeats = _controller.Heartbeats.Count;
        Assert.Equal((3, 4), (leaving, heartbeats));
        await PassAsync(seconds: 10);
        Assert.Equal(heartbeats, _controller.Heartbeats.Count);
    });

    [Fact]
    public void A_broker_that_nobody_lets_go_waits_no_longer_than_it_has_patience() => Run(async membership =>
    {
        await membership.JoinAsync();
        _controller.Heartbeat = _ => _loop.CreateCompletion<BrokerHeartbeatResponse>().Task;
        await membership.LeaveAsync(TimeSpan.FromSeconds(3));
        Assert.True(_controller.Heartbeats[^1].WantShutDown);
    });

    [Fact]
    public void A_stopping_broker_that_the_controller_does_not_know_any_more_just_goes() => Run(async membership =>
    {
        await membership.JoinAsync();
        _controller.Heartbeat = _ => Task.FromResult(new BrokerHeartbeatResponse { ErrorCode = ErrorCode.StaleBrokerEpoch });
        await membership.LeaveAsync(TimeSpan.FromSeconds(30));
        Assert.Single(_controller.Registrations);
    });

    private static Task<BrokerHeartbeatResponse> Answer(bool isFenced) => Task.FromResult(new BrokerHeartbeatResponse { IsFenced = isFenced });

    private Task PassAsync(int seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), _loop.Clock);

    private void Run(Func<BrokerMembership, Task> test) => TestManager.Run(async (host, loop) =>
    {
        _loop = loop;
        _news = new MetadataNews(loop);
        var transport = new InMemoryTransport();
        var options = new BrokerOptions
        {
            NodeId = 1,
            ClusterId = "cluster",
            Config = BrokerConfigLayers.FromProperties([]),
            Host = host,
            Files = () => new MemoryFileSystem(loop.Clock),
            LogDirectories = ["data"],
            Listeners = [new ListenerOptions("PLAINTEXT", transport, new IPEndPoint(IPAddress.Loopback, 0))],
            ControllerTransport = transport,
            Loggers = NullLoggerFactory.Instance,
        };
        var view = new ClusterView(1, "cluster", options.Config);
        var registration = OwnRegistration.Of(options, Incarnation, [("PLAINTEXT", new NodeEndPoint("localhost", 9093))], [Disk, OtherDisk]);
        await test(new BrokerMembership(options, registration, view, _controller, _news, loop) { PreviousEpoch = () => _previousEpoch });
    });
}
