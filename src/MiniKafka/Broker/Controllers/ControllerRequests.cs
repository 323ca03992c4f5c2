using MiniKafka.Broker.Nodes;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.Broker.Controllers;

/// <summary>
/// Asks whoever decides for the cluster, this node itself or another. Fails with <see cref="KafkaException"/> REQUEST_TIMED_OUT when nobody does
/// in time. Owned by the node's loop.
/// </summary>
internal sealed class ControllerRequests(ControllerClient client, ControllerService own) : IControllerRequests
{
    public Task<BrokerRegistrationResponse> RegisterAsync(BrokerRegistrationRequest request) => AskAsync(request, () => own.RegisterAsync(request));

    public Task<BrokerHeartbeatResponse> HeartbeatAsync(BrokerHeartbeatRequest request) => AskAsync(request, () => own.HeartbeatAsync(request));

    public Task<AlterPartitionResponse> AlterPartitionAsync(AlterPartitionRequest request) => AskAsync(request, () => own.AlterPartitionAsync(request));

    public Task<AssignReplicasToDirsResponse> AssignAsync(AssignReplicasToDirsRequest request) => AskAsync(request, () => own.AssignAsync(request));

    public Task<AllocateProducerIdsResponse> AllocateAsync(AllocateProducerIdsRequest request) => AskAsync(request, () => own.AllocateAsync(request));

    private Task<TResponse> AskAsync<TResponse>(IRequest<TResponse> request, Func<Task<TResponse>> local)
        where TResponse : class, IResponse => client.CallAsync(request, local, NodeLane.Brokers);
}
