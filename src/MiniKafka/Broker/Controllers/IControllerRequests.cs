using MiniKafka.Protocol.Messages;

namespace MiniKafka.Broker.Controllers;

/// <summary>What a broker asks of the active controller: registration, heartbeats, in-sync replicas, log directories, producer ids.</summary>
internal interface IControllerRequests
{
    Task<BrokerRegistrationResponse> RegisterAsync(BrokerRegistrationRequest request);

    Task<BrokerHeartbeatResponse> HeartbeatAsync(BrokerHeartbeatRequest request);

    Task<AlterPartitionResponse> AlterPartitionAsync(AlterPartitionRequest request);

    Task<AssignReplicasToDirsResponse> AssignAsync(AssignReplicasToDirsRequest request);

    Task<AllocateProducerIdsResponse> AllocateAsync(AllocateProducerIdsRequest request);
}
