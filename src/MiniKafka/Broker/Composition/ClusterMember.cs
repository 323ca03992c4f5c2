using MiniKafka.Broker.Adapters;
using MiniKafka.Broker.Controllers;
using MiniKafka.Broker.Logging;
using MiniKafka.Broker.Membership;
using MiniKafka.Broker.Metrics;
using MiniKafka.Broker.Publishing;
using MiniKafka.Metadata.Images;
using MiniKafka.Metadata.Replay;
using MiniKafka.Model;
using MiniKafka.Quorum;
using MiniKafka.Quorum.Controllers;
using MiniKafka.Quorum.Voters;
using MiniKafka.Rpc;
using MiniKafka.Storage.Directories;
using MiniKafka.Storage.Files;

namespace MiniKafka.Broker.Composition;

/// <summary>
/// A node as a member of its cluster: everything that it takes part with is made together, before it hears the first of the metadata. Owned by the
/// node's loop.
/// </summary>
internal sealed class ClusterMember : IMetadataFollower, INodePart
{
    private readonly NodeGround _ground;
    private readonly Action<NodeKnowledge> _learned;
    private readonly BrokerReplication _replication;
    private readonly DirectoryAssignments _assignments;
    private readonly ReplicaDirectories _directories;
    private readonly MetadataPublisher _publisher;
    private readonly MetadataSinceRegistration _sinceRegistration;
    private readonly UnservedMetadata _unserved;
    private readonly MetadataNews _news;
    private readonly GroupService _groups;
    private readonly BrokerMembership _membership;
    private readonly ClusterStory _story;
    private readonly RpcServer _server;
    private readonly NodeMeter _meter;
    private readonly NodeCounts _counts = new();
    private bool _isStopping;

    /// <param name="ground">What it stands on, opened.</param>
    /// <param name="voters">The controllers of a new cluster; one that is there already knows its own.</param>
    /// <param name="learned">Told what it knows whenever that is something new.</param>
    public ClusterMember(NodeGround ground, VoterSet voters, Action<NodeKnowledge> learned)
    {
        _ground = ground;
        _learned = learned;
        var (options, view, loop) = (ground.Options, ground.View, ground.Loop);
        var start = new QuorumStart(options, ground.LogContext, ground.Logs.Directories[0], voters, ground.Listeners.ControllerEndpoints) { IgnoresCase = ground.Logs.IgnoresCase };
        Controller = new NodeController(options, view, loop, start);
        _news = new MetadataNews(loop);
        _replication = new BrokerReplication(view, ground.Replicas, options.BetweenBrokers, new ControllerIsrChannel(view, Controller.Requests, loop), loop, ground.LogContext.Promised);
        _assignments = new DirectoryAssignments(view, Controller.Requests, loop);
        _directories = new ReplicaDirectories(view, ground.Logs, _replication, _assignments, loop, ground.Logger);
        _publisher = new MetadataPublisher(view, ground.Logs, _replication, _directories);
        _groups = new GroupService(options, view, ground.Replicas, loop, ground.Loggers);
        ground.Progress.Begin(_groups.Coordinator);
        var incarnation = Uuid.NewRandom(options.Host.CreateRandom($"incarnation {options.NodeId}"));
        _sinceRegistration = new MetadataSinceRegistration(view.BrokerId, incarnation);
        _unserved = new UnservedMetadata(ground.Logger);
        var addresses = ground.Listeners.Clients.Select(bound => (bound.Options.Name, bound.Advertised));
        var registration = OwnRegistration.Of(options, incarnation, addresses, ground.Logs.WorkingDirectories);
        _membership = new BrokerMembership(options, registration, view, Controller.Requests, _news, loop) { PreviousEpoch = () => ground.Logs.PreviousBrokerEpoch };
        _story = new ClusterStory(options.NodeId, loop, ground.Loggers.Create("MiniKafka.Cluster"));
        Creation = new TopicCreation(view, Controller.Active, Controller.Client, _news);
        var dispatcher = new RequestDispatcher(ground.Listeners.ControllerNames);
        new ServedApis(ground, Controller, dispatcher).Serve(_groups.Coordinator, Creation, _directories);
        _meter = new NodeMeter(options.ClusterId, options.NodeId, loop, ground.Telemetry, Read);
        _server = new RpcServer(loop, new MeteredDispatcher(dispatcher, _counts.Requests, _meter, loop.Clock), ground.Loggers.Create("MiniKafka.Rpc"));
    }

    public NodeController Controller { get; }

    public TopicCreation Creation { get; }

    /// <summary>What is measured of the node, for somebody who looks at it from outside its loop.</summary>
    public NodeReading? ReadFor(object eye) => _meter.ReadFor(eye);

    /// <summary>Joins the cluster; completes when the broker is registered, unfenced and serves.</summary>
    public async Task StartAsync()
    {
        Controller.Loader.Followers.Add(this);
        _ground.Logs.RetryDue += _publisher.Retry;
        await Patience.RunAsync(_ground.Loop.Clock, Controller.Start);
        var listeners = _ground.Listeners;
        listeners.ServeControllers(_server);
        var view = _ground.View;
        view.Know(listeners.Facts(Controller.Quorum.Voters));
        await _membership.JoinAsync();
        listeners.ServeClients(_server);

        // While the metadata log is replayed, values come and go again; what holds at its end counts, and what changes from then on.
        BrokerLog.ConfigWarnings(_ground.Logger, view.Layers.WarningsSince(_ground.Options.Config));
        view.LayersChanged += before => BrokerLog.ConfigWarnings(_ground.Logger, view.Layers.WarningsSince(before));
        BrokerLog.BrokerServes(_ground.Logger, string.Join(", ", listeners.Clients.Select(bound => $"{bound.Options.Name}://{bound.Advertised}")));
    }

    public Task LeaveAsync(TimeSpan patience) => _membership.LeaveAsync(patience);

    public void OnDirectoryFailed(LogDirectory directory, IOException error)
    {
        _ground.OnDirectoryFailed(directory, error);
        _directories.OnFailed(directory);
        if (directory.Id != Uuid.Zero)
        {
            _membership.NoticeFailure(directory.Id);
        }
    }

    public async ValueTask DisposeAsync()
    {
        // What it loses by stopping is no news; what happened before is.
        _story.TellInSync();
        _isStopping = true;
        _meter.Dispose();

        // Whoever waits for a group, or for the metadata log, would keep the server waiting.
        _membership.Abandon();
        _assignments.Abandon();
        _directories.Abandon();
        _groups.Coordinator.Shards.UnloadAll();
        Controller.Quorum.Resign();
        Controller.Quorum.Dispose();
        await Controller.Client.AbandonAsync();
        await _server.DisposeAsync();
        await _replication.DisposeAsync();
        await Controller.DisposeAsync();
        await _ground.DisposeAsync();
    }

    public void LetGo()
    {
        _meter.Dispose();
        Controller.Quorum.Log.Abandon();
        _ground.LetGo();
    }

    /// <summary>A new image of the cluster. Who follows the metadata is told of it here, in this order.</summary>
    public void OnPublished(ImageChanges changes, long offset)
    {
        _ground.View.Publish(changes.After, offset);
        if (_sinceRegistration.Of(changes) is { } own)
        {
            _unserved.Tell(own);
            _replication.Learn(own);
            _publisher.Publish(own);
            _groups.Apply(own);
            _membership.Notice(own);
            _story.TellOwn(own);
        }

        Learn();
        _news.Tell();
        _ground.Progress.Tell();

        // Whoever is active when a change is committed may not be who appended it, or nobody is.
        if (Controller.Active.HasAppended(Controller.Loader.End.Epoch))
        {
            _story.TellCluster(changes);
            _counts.Elections.Count(changes);
        }
    }

    /// <summary>Another leader of the metadata log, or none.</summary>
    public void OnLeaderChanged(LeaderAndEpoch leader)
    {
        Learn();
        _membership.Greet(leader);
    }

    /// <summary>This node decides for the cluster from now on, or no more.</summary>
    public void OnTermChanged(ClusterImage? image)
    {
        Learn();
        _counts.Elections.Terms += image is null ? 0 : 1;
        if (!_isStopping)
        {
            _story.TellController(image is null ? null : Controller.Quorum.LeaderAndEpoch.Epoch);
        }
    }

    private NodeReading Read() => NodeReading.Of(
        _counts, _ground.Replicas, _ground.Logs, _groups.Coordinator, Controller.Active.IsActive ? _ground.View.Image : null, _server.ConnectionCount);

    private void Learn() => _learned(new NodeKnowledge(_ground.View.Image, _ground.View.ImageOffset, Controller.Quorum.LeaderAndEpoch, Controller.Active.IsActive));
}
