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
    public MetadataQuorum Open(EventLoop loop)
    {
        var config = options.Config.Config;
        var local = new ReplicaKey(options.NodeId, directory.Id);
        var quorumOptions = new QuorumOptions
        {
            Local = local,
            ClusterId = options.ClusterId,
            InitialVoters = VoterSet.Of([new Voter(local, [], 0, 1)]),
            ElectionTimeoutMs = config.ControllerQuorumElectionTimeoutMs,
            FetchTimeoutMs = config.ControllerQuorumFetchTimeoutMs,
            ElectionBackoffMaxMs = config.ControllerQuorumElectionBackoffMaxMs,
            RequestTimeoutMs = config.ControllerQuorumRequestTimeoutMs,
            RetryBackoffMs = config.ControllerQuorumRetryBackoffMs,
            SnapshotMaxNewRecordBytes = config.MetadataLogMaxRecordBytesBetweenSnapshots,
            SnapshotMaxIntervalMs = config.MetadataLogMaxSnapshotIntervalMs,
        };
        var metadata = new MetadataLogDirectory(context, directory.Path);
        var log = metadata.Open(
            MetadataLogDirectory.Config(config.MetadataLogSegmentBytes, config.MetadataLogSegmentMs), quorumOptions, directory.WasCleanShutdown);
        return new MetadataQuorum(quorumOptions, log, metadata.QuorumState, new NoOtherVoters(), loop);
    }

    /// <summary>A single voter never asks anybody.</summary>
    private sealed class NoOtherVoters : IQuorumChannel
    {
        public Task<TResponse> SendAsync<TResponse>(QuorumNode node, IRequest<TResponse> request)
            where TResponse : class, IResponse =>
            Task.FromException<TResponse>(new KafkaException(ErrorCode.NetworkException, $"Node {node.Id} is not part of this cluster."));
    }
}
