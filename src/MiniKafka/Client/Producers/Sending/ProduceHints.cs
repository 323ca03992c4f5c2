using MiniKafka.Client.Cluster;
using MiniKafka.Model;
using MiniKafka.Network;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.Client.Producers.Sending;

/// <summary>What a refusal says about the cluster beyond the batch itself.</summary>
internal static class ProduceHints
{
    /// <summary>Where the new leader listens, if the answer says so (KIP-951).</summary>
    public static BrokerAddress? AddressOf(int nodeId, ProduceResponse response) =>
        response.NodeEndpoints.Find(endpoint => endpoint.NodeId == nodeId) is { } found
            ? new BrokerAddress(nodeId, new NodeEndPoint(found.Host, found.Port), found.Rack)
            : null;

    public static bool MeansOldMetadata(ErrorCode code) => code is
        ErrorCode.NotLeaderOrFollower or ErrorCode.UnknownTopicOrPartition or ErrorCode.LeaderNotAvailable or ErrorCode.ReplicaNotAvailable
        or ErrorCode.KafkaStorageError or ErrorCode.FencedLeaderEpoch or ErrorCode.UnknownLeaderEpoch or ErrorCode.UnknownTopicId
        or ErrorCode.InconsistentTopicId or ErrorCode.NetworkException or ErrorCode.ListenerNotFound;
}
