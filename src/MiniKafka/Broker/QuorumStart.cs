using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Quorum;
using MiniKafka.Quorum.Log;
using MiniKafka.Quorum.Voters;
using MiniKafka.Runtime;
using MiniKafka.Storage;
using MiniKafka.Storage.Directories;

namespace MiniKafka.Broker;

/// <summary>Opens the metadata log of a node and makes it a voter of its cluster's quorum.</summary>
internal sealed class QuorumStart(BrokerOptions options, LogContext context, LogDirectory directory)
{
    public QuorumOptions QuorumOptions { get; } = OptionsOf(options, new ReplicaKey(options.NodeId, directory.Id));

    public MetadataQuorum Open(EventLoop loop)
    {
        var config = options.Config.Config;
        var metadata = new MetadataLogDirectory(context, directory.Path);
        var log = metadata.Open(
            MetadataLogDirectory.Config(config.MetadataLogSegmentBytes, config.MetadataLogSegmentMs), QuorumOptions, directory.WasCleanShutdown);
        return new MetadataQuorum(QuorumOptions, log, metadata.QuorumState, new NoOtherVoters(), loop);
    }

    private static QuorumOptions OptionsOf(BrokerOptions options, ReplicaKey local)
    {
        var config = options.Config.Config;
        return new QuorumOptions
        {
            Local = local,
            ClusterId = options.ClusterId,
            InitialVoters = VoterSet.Of([new Voter(local, [], 0, 1)]),
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

    /// <summary>A single voter never asks anybody.</summary>
    private sealed class NoOtherVoters : IQuorumChannel
    {
        public Task<TResponse> SendAsync<TResponse>(QuorumNode node, IRequest<TResponse> request)
            where TResponse : class, IResponse =>
            Task.FromException<TResponse>(new KafkaException(ErrorCode.NetworkException, $"Node {node.Id} is not part of this cluster."));
    }
}
