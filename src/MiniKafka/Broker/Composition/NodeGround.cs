using Microsoft.Extensions.Logging;
using MiniKafka.Broker.Controllers;
using MiniKafka.Broker.Logging;
using MiniKafka.Configuration.Effective;
using MiniKafka.Quorum.Voters;
using MiniKafka.Replication;
using MiniKafka.Runtime;
using MiniKafka.Storage;
using MiniKafka.Storage.Cleaning;
using MiniKafka.Storage.Directories;
using MiniKafka.Storage.Files;

namespace MiniKafka.Broker.Composition;

/// <summary>
/// What a node stands on before it takes part in a cluster: its loop, its loggers, its log directories, and where it listens. Owned by its loop.
/// </summary>
internal sealed class NodeGround
{
    public NodeGround(BrokerOptions options)
    {
        Options = options;
        Loop = options.Host.CreateLoop($"broker {options.NodeId}");
        Loggers = new NodeLoggers(options.Loggers, options.NodeId);
        Logger = Loggers.Create("MiniKafka.Broker");
        View = new ClusterView(options.NodeId, options.ClusterId, options.Config);
        LogContext = LogContext.Over(options.Files(), Loop.Clock, options.Codecs, Loggers.Create("MiniKafka.Storage"));
        Logs = new LogManager(LogContext, options.Host, LogOptions());
        Replicas = new ReplicaManager(options.NodeId, Loop.Clock);
        Listeners = new NodeListeners(options, new ListenerSettings(options.Config), Loop);
    }

    public BrokerOptions Options { get; }

    public EventLoop Loop { get; }

    public NodeLoggers Loggers { get; }

    public ILogger Logger { get; }

    public ClusterView View { get; }

    public LogContext LogContext { get; }

    public LogManager Logs { get; }

    public ReplicaManager Replicas { get; }

    public NodeListeners Listeners { get; }

    /// <summary>The voters that it knows of a static quorum, which stand in no log; empty for any other quorum, or before it is open.</summary>
    public IReadOnlyList<int> StaticVoters { get; private set; } = [];

    /// <summary>
    /// Opens the log directories and listens for other controllers, who wait at the door. Tells as which replica of the metadata log this node may
    /// vote, and where other controllers find it.
    /// </summary>
    public async Task<Voter> OpenAsync()
    {
        BrokerLog.BrokerStarts(Logger, LogContext.FileSystem.IsDurable ? string.Join(", ", Options.LogDirectories) : "memory");
        BrokerLog.ConfigWarnings(Logger, Options.Config.Warnings);
        await Logs.StartAsync();
        if (Logs.Directories[0].Failure is { } failure)
        {
            Logs.Dispose();
            throw new IOException(
                $"Broker {Options.NodeId} cannot start without the log directory of its metadata, '{Options.LogDirectories[0]}': {failure.Message}", failure);
        }

        StaticVoters = await Patience.RunAsync(Loop.Clock, () => Task.FromResult(QuorumStart.StaticVotersOf(LogContext, Logs.Directories[0])));
        await Listeners.BindForControllersAsync();
        return new Voter(new ReplicaKey(Options.NodeId, Logs.Directories[0].Id), [.. Listeners.ControllerEndpoints]);
    }

    private LogManagerOptions LogOptions()
    {
        var config = View.Config;
        return new LogManagerOptions
        {
            Directories = Options.LogDirectories,
            ClusterId = Options.ClusterId,
            NodeId = Options.NodeId,
            RetentionInterval = TimeSpan.FromMilliseconds(config.LogRetentionCheckIntervalMs),
            CheckpointInterval = TimeSpan.FromMilliseconds(config.LogFlushOffsetCheckpointIntervalMs),
            HighWatermarkCheckpointInterval = TimeSpan.FromMilliseconds(config.ReplicaHighWatermarkCheckpointIntervalMs),
            ProducerExpirationInterval = TimeSpan.FromMilliseconds(config.ProducerIdExpirationCheckIntervalMs),
            Cleaner = new CleanerOptions
            {
                IsEnabled = config.LogCleanerEnable,
                DedupeBufferBytes = config.LogCleanerDedupeBufferSize,
                DedupeLoadFactor = config.LogCleanerIoBufferLoadFactor,
                MaxBytesPerSecond = config.LogCleanerIoMaxBytesPerSecond,
                Backoff = TimeSpan.FromMilliseconds(config.LogCleanerBackoffMs),
            },
        };
    }
}
