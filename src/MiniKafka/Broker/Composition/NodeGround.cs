using System.Globalization;
using Microsoft.Extensions.Logging;
using MiniKafka.Broker.Controllers;
using MiniKafka.Broker.Logging;
using MiniKafka.Broker.Progress;
using MiniKafka.Configuration.Effective;
using MiniKafka.Metadata.Control;
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
internal sealed class NodeGround : INodePart
{
    public NodeGround(BrokerOptions options)
    {
        Options = options;
        Loop = options.Host.CreateLoop($"broker {options.NodeId}");
        Loggers = new NodeLoggers(options.Loggers, options.NodeId);
        Logger = Loggers.Create("MiniKafka.Broker");
        Telemetry = new TelemetryListeners(Loop, error => BrokerLog.TelemetryListenerFailed(Logger, error));
        View = new ClusterView(options.NodeId, options.ClusterId, options.Config);
        LogContext = LogContext.Over(options.Files(), Loop.Clock, options.Codecs, Loggers.Create("MiniKafka.Storage"));
        Logs = new LogManager(LogContext, options.Host, LogOptions());
        Replicas = new ReplicaManager(options.NodeId, Loop.Clock);
        Progress = new NodeProgress(View, Replicas);
        Listeners = new NodeListeners(options, new ListenerSettings(options.Config), Loop);
    }

    public BrokerOptions Options { get; }

    public EventLoop Loop { get; }

    public NodeLoggers Loggers { get; }

    public ILogger Logger { get; }

    public TelemetryListeners Telemetry { get; }

    public ClusterView View { get; }

    public LogContext LogContext { get; }

    public LogManager Logs { get; }

    public ReplicaManager Replicas { get; }

    public NodeProgress Progress { get; }

    public NodeListeners Listeners { get; }

    /// <summary>Opens the log directories and listens; whoever comes waits at the door until he is served.</summary>
    public async Task<OpenedNode> OpenAsync()
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

        View.Know(OffsetsPartitions());
        var staticVoters = await Patience.RunAsync(Loop.Clock, () => Task.FromResult(QuorumStart.StaticVotersOf(LogContext, Logs.Directories[0])));
        await Listeners.BindAsync();
        return new OpenedNode(new Voter(new ReplicaKey(Options.NodeId, Logs.Directories[0].Id), [.. Listeners.ControllerEndpoints]), staticVoters);
    }

    /// <summary>Who leads nothing has nothing to hand over.</summary>
    public Task LeaveAsync(TimeSpan patience) => Task.CompletedTask;

    public void OnDirectoryFailed(LogDirectory directory, IOException error)
    {
        var lost = directory == Logs.Directories[0] ? "no metadata"
            : Logs.Directories.All(each => each.Failure is not null) ? "no place for data"
            : null;
        if (lost is not null)
        {
            // An exception that nobody catches ends the loop, and with it the broker.
            BrokerLog.StorageLost(Logger, directory.Path, lost, error);
            throw new IOException($"The log directory '{directory.Path}' of broker {Options.NodeId} failed, and without it there is {lost}: {error.Message}", error);
        }
    }

    public ValueTask DisposeAsync() => new(Logs.StopAsync(View.Image.Brokers.GetValueOrDefault(Options.NodeId)?.Epoch ?? -1));

    public void LetGo() => Logs.Dispose();

    /// <summary>
    /// A new directory that nobody reaches from outside serves the groups of one program: as many partitions of their offsets as the key's default
    /// says would be as many directories and files for nothing. Who has that topic already is told how many it has.
    /// </summary>
    private IEnumerable<KeyValuePair<string, string>> OffsetsPartitions()
    {
        const string key = "offsets.topic.num.partitions";
        if (!Options.IsAlone || Options.Config.Given.ContainsKey(key))
        {
            yield break;
        }

        var found = Logs.Directories.SelectMany(directory => directory.Logs.Keys.Concat(directory.Unopened)).Count(partition => partition.Topic == TopicNames.ConsumerOffsets);
        var isWithinProcess = Options.Listeners.All(listener => listener.IsWithinProcess);
        var partitions = found > 0 ? found : isWithinProcess ? 1 : View.Config.OffsetsTopicNumPartitions;
        if (partitions != View.Config.OffsetsTopicNumPartitions)
        {
            yield return new(key, partitions.ToString(CultureInfo.InvariantCulture));
        }
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
