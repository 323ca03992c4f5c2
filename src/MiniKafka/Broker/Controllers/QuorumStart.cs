using MiniKafka.Broker.Nodes;
using MiniKafka.Quorum;
using MiniKafka.Quorum.Log;
using MiniKafka.Quorum.Participation;
using MiniKafka.Quorum.Voters;
using MiniKafka.Runtime;
using MiniKafka.Storage;
using MiniKafka.Storage.Directories;

namespace MiniKafka.Broker.Controllers;

/// <summary>Opens the metadata log of a node and makes it a part of its cluster's quorum.</summary>
internal sealed class QuorumStart(BrokerOptions options, LogContext context, LogDirectory directory, VoterSet voters, IReadOnlyList<VoterEndpoint> endpoints)
{
    public QuorumOptions QuorumOptions { get; } = OptionsOf(options, new Voter(new ReplicaKey(options.NodeId, directory.Id), [.. endpoints]), voters);

    /// <summary>The node's log directories are on a file system that ignores the case of names.</summary>
    public bool IgnoresCase { get; init; }

    /// <summary>The voters of a static quorum that a log directory remembers.</summary>
    public static IReadOnlyList<int> StaticVotersOf(LogContext context, LogDirectory directory)
    {
        var file = new MetadataLogDirectory(context, directory.Path).QuorumState;
        file.Read();
        return file.StaticVoters;
    }

    public MetadataQuorum Open(EventLoop loop, NodeClient network)
    {
        var config = options.Config.Config;
        var metadata = new MetadataLogDirectory(context, directory.Path);
        var log = metadata.Open(
            MetadataLogDirectory.Config(config.MetadataLogSegmentBytes, config.MetadataLogSegmentMs), QuorumOptions, directory.WasCleanShutdown);
        log.Failed += directory.Fail;
        log.Held += (name, work) => directory.TryAgain($"metadata: {name}", work);
        return new MetadataQuorum(QuorumOptions, log, metadata.QuorumState, new RpcQuorumChannel(network), loop);
    }

    private static QuorumOptions OptionsOf(BrokerOptions options, Voter local, VoterSet voters)
    {
        var config = options.Config.Config;
        return new QuorumOptions
        {
            Local = local.Key,
            ClusterId = options.ClusterId,
            InitialVoters = voters,
            CutsDamage = options.CutDamagedMetadata,
            LocalEndpoints = local.Endpoints,
            AreControllersReachable = options.Listeners.Any(listener => listener.IsForControllers),
            ElectionTimeoutMs = config.ControllerQuorumElectionTimeoutMs,
            FetchTimeoutMs = config.ControllerQuorumFetchTimeoutMs,
            ElectionBackoffMaxMs = config.ControllerQuorumElectionBackoffMaxMs,
            RequestTimeoutMs = config.ControllerQuorumRequestTimeoutMs,
            RetryBackoffMs = config.ControllerQuorumRetryBackoffMs,
            FetchMaxBytes = config.ControllerQuorumFetchMaxBytes,
            SnapshotMaxNewRecordBytes = config.MetadataLogMaxRecordBytesBetweenSnapshots,
            SnapshotMaxIntervalMs = config.MetadataLogMaxSnapshotIntervalMs,
            RetentionBytes = config.MetadataMaxRetentionBytes,
            RetentionMs = config.MetadataMaxRetentionMs,
        };
    }
}
