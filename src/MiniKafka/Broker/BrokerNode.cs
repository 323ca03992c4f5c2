using Microsoft.Extensions.Logging;
using MiniKafka.Broker.Controllers;
using MiniKafka.Broker.FetchSessions;
using MiniKafka.Broker.Handlers;
using MiniKafka.Broker.Logging;
using MiniKafka.Broker.Telemetry;
using MiniKafka.Configuration.Listeners;
using MiniKafka.Metadata.Control;
using MiniKafka.Model;
using MiniKafka.Quorum.Voters;
using MiniKafka.Replication;
using MiniKafka.Rpc;
using MiniKafka.Runtime;
using MiniKafka.Storage.Cleaning;
using MiniKafka.Storage.Directories;
using MiniKafka.Storage.Files;
using MiniKafka.Storage;

namespace MiniKafka.Broker;

/// <summary>
/// One node of the cluster, broker and controller in one: puts the rooms together, starts them in order and stops them.
/// Everything it owns lives on its loop.
/// </summary>
internal sealed partial class BrokerNode : IAsyncDisposable
{
    private readonly BrokerOptions _options;
    private readonly EventLoop _loop;
    private readonly NodeLoggers _loggers;
    private readonly ILogger _logger;
    private readonly LogManager _logs;
    private readonly NodeListeners _listeners;
    private readonly RequestDispatcher _dispatcher;
    private readonly RpcServer _server;
    private readonly GroupService _groups;
    private readonly MetadataNews _news;
    private BrokerReplication? _replication;
    private DirectoryAssignments? _assignments;
    private ReplicaDirectories? _directories;
    private TopicCreation? _creation;
    private BrokerMembership? _membership;
    private ClusterStory? _story;
    private bool _isStopping;
    private volatile NodeKnowledge _knowledge = NodeKnowledge.Nothing;

    public BrokerNode(BrokerOptions options)
    {
        _options = options;
        _loop = options.Host.CreateLoop($"broker {options.NodeId}");
        _loggers = new NodeLoggers(options.Loggers, options.NodeId);
        _logger = _loggers.Create("MiniKafka.Broker");
        View = new ClusterView(options.NodeId, options.ClusterId, options.Config);
        LogContext = LogContext.Over(options.Files(), _loop.Clock, options.Codecs, _loggers.Create("MiniKafka.Storage"));
        _logs = new LogManager(LogContext, options.Host, new LogManagerOptions
        {
            Directories = options.LogDirectories,
            ClusterId = options.ClusterId,
            NodeId = options.NodeId,
            RetentionInterval = TimeSpan.FromMilliseconds(View.Config.LogRetentionCheckIntervalMs),
            CheckpointInterval = TimeSpan.FromMilliseconds(View.Config.LogFlushOffsetCheckpointIntervalMs),
            HighWatermarkCheckpointInterval = TimeSpan.FromMilliseconds(View.Config.ReplicaHighWatermarkCheckpointIntervalMs),
            ProducerExpirationInterval = TimeSpan.FromMilliseconds(View.Config.ProducerIdExpirationCheckIntervalMs),
            Cleaner = new CleanerOptions
            {
                IsEnabled = View.Config.LogCleanerEnable,
                DedupeBufferBytes = View.Config.LogCleanerDedupeBufferSize,
                DedupeLoadFactor = View.Config.LogCleanerIoBufferLoadFactor,
                MaxBytesPerSecond = View.Config.LogCleanerIoMaxBytesPerSecond,
                Backoff = TimeSpan.FromMilliseconds(View.Config.LogCleanerBackoffMs),
            },
        });
        _logs.DirectoryFailed += (directory, error) => _loop.Start(() => OnDirectoryFailedAsync(directory, error));
        Replicas = new ReplicaManager(options.NodeId, _loop.Clock);
        _groups = new GroupService(options, View, Replicas, _loop, _loggers);
        _news = new MetadataNews(_loop);
        _listeners = new NodeListeners(options, new ListenerSettings(options.Config), _loop);
        _dispatcher = new RequestDispatcher(_listeners.ControllerNames);
        _server = new RpcServer(_loop, _dispatcher, _loggers.Create("MiniKafka.Rpc"));
    }

    /// <summary>
    /// Completes with what made the broker stop by itself, such as a failed disk under its metadata; stays open when it is stopped or
    /// killed. What it held is let go by <see cref="KillAsync"/>.
    /// </summary>
    public Task<Exception> Failed => _loop.Failed;

    public int NodeId => _options.NodeId;

    /// <summary>Everything of this node runs here; a loop that is stopped is a node that crashed.</summary>
    public EventLoop Loop => _loop;

    public ClusterView View { get; }

    public ReplicaManager Replicas { get; }

    /// <summary>Its controller, once started.</summary>
    public NodeController? Controller { get; private set; }

    /// <summary>What it knows of the cluster, for anybody to read.</summary>
    public NodeKnowledge Knowledge => _knowledge;

    /// <summary>Told on the loop when it knows something new; must only look.</summary>
    public Action? Learned { get; init; }

    private LogContext LogContext { get; }

    /// <summary>The voters that it knows of a static quorum, which stand in no log; empty for any other quorum, or before it is open.</summary>
    public IReadOnlyList<int> StaticVoters { get; private set; } = [];

    /// <summary>Where it listens, once started.</summary>
    public IEnumerable<BoundListener> Listeners => _listeners.All;

    /// <summary>
    /// Opens the log directories and listens for other controllers, who wait at the door until <see cref="StartAsync"/>: whoever of
    /// a new cluster starts first finds the others there. Tells as which replica of the metadata log this node may vote, and where
    /// other controllers find it.
    /// </summary>
    public Task<Voter> OpenAsync() => _loop.InvokeAsync(async () =>
    {
        BrokerLog.BrokerStarts(_logger, LogContext.FileSystem.IsDurable ? string.Join(", ", _options.LogDirectories) : "memory");
        BrokerLog.ConfigWarnings(_logger, _options.Config.Warnings);
        await _logs.StartAsync();
        if (_logs.Directories[0].Failure is { } failure)
        {
            _logs.Dispose();
            throw new IOException($"Broker {NodeId} cannot start without the log directory of its metadata, '{_options.LogDirectories[0]}': {failure.Message}", failure);
        }

        StaticVoters = await Patience.RunAsync(_loop.Clock, () => Task.FromResult(QuorumStart.StaticVotersOf(LogContext, _logs.Directories[0])));
        await _listeners.BindForControllersAsync();
        return new Voter(new ReplicaKey(NodeId, _logs.Directories[0].Id), [.. _listeners.ControllerEndpoints]);
    });

    /// <summary>Takes part in the cluster; completes when the broker is registered, unfenced and serves.</summary>
    /// <param name="voters">The controllers of a new cluster; one that is there already knows its own.</param>
    public Task StartAsync(VoterSet voters) => _loop.InvokeAsync(() => StartOnLoopAsync(voters));

    /// <summary>Makes those of the topics that the cluster does not have.</summary>
    /// <returns>The names of those that were made.</returns>
    /// <exception cref="KafkaException">A topic cannot be made.</exception>
    public Task<IReadOnlyList<string>> CreateTopicsAsync(IEnumerable<NewTopic> topics) => _loop.InvokeAsync<IReadOnlyList<string>>(async () =>
    {
        var missing = topics.Where(topic => !View.Image.Topics.ContainsKey(topic.Name)).ToList();
        if (missing.Count == 0)
        {
            return [];
        }

        var created = await _creation!.CreateAsync(missing);
        return created.FirstOrDefault(topic => topic.Code is not (ErrorCode.None or ErrorCode.TopicAlreadyExists)) is { Name: not null } failed
            ? throw new KafkaException(failed.Code, $"The topic '{failed.Name}' cannot be made: {failed.Message}")
            : [.. created.Where(topic => topic.Code == ErrorCode.None).Select(topic => topic.Name)];
    });

    /// <summary>Completes when all that its logs hold now is durable.</summary>
    /// <exception cref="IOException">A log directory failed, or the broker ended before.</exception>
    public async Task FlushAsync()
    {
        try
        {
            if (!await _loop.InvokeAsync(_logs.FlushAllAsync))
            {
                throw new IOException($"A log directory of broker {NodeId} failed: not everything in it is durable.");
            }
        }
        catch (LoopStoppedException ended)
        {
            throw new IOException($"Broker {NodeId} ended before everything in its log directories was durable.", ended);
        }
    }

    private async Task StartOnLoopAsync(VoterSet voters)
    {
        var start = new QuorumStart(_options, LogContext, _logs.Directories[0], voters, _listeners.ControllerEndpoints) { IgnoresCase = _logs.IgnoresCase };
        var controller = Controller = await Patience.RunAsync(_loop.Clock, () => Task.FromResult(new NodeController(_options, View, _loop, start)));
        _replication = new BrokerReplication(
            View, Replicas, _options.BetweenBrokers, new ControllerIsrChannel(View, controller.Requests), _loop);
        _assignments = new DirectoryAssignments(View, controller.Requests, _loop);
        _directories = new ReplicaDirectories(View, _logs, _replication, _assignments, _loop, _logger);
        var incarnation = Uuid.NewRandom(_options.Host.CreateRandom($"incarnation {NodeId}"));
        var publisher = new MetadataPublisher(View, _logs, _replication, _directories);
        var metadata = new MetadataSinceRegistration(View, incarnation);
        controller.Loader.Published += metadata.Publish;
        metadata.Published += new UnservedMetadata(_logger).Tell;
        metadata.Published += _replication.Learn;
        metadata.Published += publisher.Publish;
        _logs.RetryDue += publisher.Retry;
        metadata.Published += _groups.Apply;
        metadata.Published += changes => _membership?.Notice(changes);
        controller.Loader.Published += (_, _) =>
        {
            Learn(controller);
            _news.Tell();
        };
        controller.Loader.LeaderChanged += _ => Learn(controller);
        controller.Loader.LeaderChanged += leader => _membership?.Greet(leader);
        controller.Active.TermChanged += _ => Learn(controller);
        TellStory(controller, metadata);
        Serve(controller);
        await Patience.RunAsync(_loop.Clock, controller.Start);
        _listeners.ServeControllers(_server);
        await _listeners.BindForClientsAsync();
        View.Know(_listeners.Facts(controller.Quorum.Voters));
        _membership = new BrokerMembership(_options, View, controller.Requests, _news, _loop)
        {
            Incarnation = incarnation,
            PreviousEpoch = () => _logs.PreviousBrokerEpoch,
        };
        await _membership.JoinAsync(_listeners.Clients.Select(bound => (bound.Options.Name, bound.Advertised)), _logs.WorkingDirectories);
        _listeners.ServeClients(_server);

        // While the metadata log is replayed, values come and go again; what holds at its end counts, and what changes from then on.
        BrokerLog.ConfigWarnings(_logger, View.Layers.WarningsSince(_options.Config));
        View.LayersChanged += before => BrokerLog.ConfigWarnings(_logger, View.Layers.WarningsSince(before));
        BrokerLog.BrokerServes(_logger, string.Join(", ", _listeners.Clients.Select(bound => $"{bound.Options.Name}://{bound.Advertised}")));
    }

    /// <summary>What the log tells of the cluster, from here on.</summary>
    private void TellStory(NodeController controller, MetadataSinceRegistration metadata)
    {
        var logger = _loggers.Create("MiniKafka.Cluster");
        var story = _story = new ClusterStory(NodeId, _loop, logger);
        metadata.Published += story.TellOwn;
        controller.Loader.Published += (changes, _) =>
        {
            // Whoever is active when a change is committed may not be who appended it, or nobody is.
            if (controller.Active.HasAppended(controller.Loader.End.Epoch))
            {
                story.TellCluster(changes);
            }
        };
        controller.Active.TermChanged += image =>
        {
            if (_isStopping)
            {
                return;
            }

            if (image is null)
            {
                ClusterStory.ControllerResigned(logger);
            }
            else
            {
                ClusterStory.ControllerActive(logger, controller.Quorum.LeaderAndEpoch.Epoch);
            }
        };
    }

    private void Learn(NodeController controller)
    {
        _knowledge = new NodeKnowledge(View.Image, View.ImageOffset, controller.Quorum.LeaderAndEpoch, controller.Active.IsActive);
        Learned?.Invoke();
    }

    /// <summary>A directory takes its replicas with it; the metadata's takes the broker, and so does the last one.</summary>
    private Task OnDirectoryFailedAsync(LogDirectory directory, IOException error)
    {
        if (_logs.Directories.Count == 0)
        {
            return Task.CompletedTask;
        }

        var lost = directory == _logs.Directories[0] ? "no metadata"
            : _logs.Directories.All(each => each.Failure is not null) ? "no place for data"
            : null;
        if (lost is not null)
        {
            // An exception that nobody catches ends the loop, and with it the broker.
            BrokerLog.StorageLost(_logger, directory.Path, lost, error);
            throw new IOException($"The log directory '{directory.Path}' of broker {NodeId} failed, and without it there is {lost}: {error.Message}", error);
        }

        _directories?.OnFailed(directory);
        if (directory.Id != Uuid.Zero)
        {
            _membership?.NoticeFailure(directory.Id);
        }

        return Task.CompletedTask;
    }
}
