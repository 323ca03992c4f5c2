using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Quorum;
using MiniKafka.Quorum.Participation;
using MiniKafka.Rpc;

namespace MiniKafka.Broker.Handlers;

/// <summary>
/// DescribeCluster, key 60, as controllers answer it, versions 0 to 2: where the voters listen for administrators who speak to controllers
/// directly (KIP-919), and which of them leads.
/// </summary>
internal sealed class DescribeControllersHandler(ClusterView view, MetadataQuorum quorum) : RequestHandler<DescribeClusterRequest>
{
    protected override ValueTask<IResponse?> HandleAsync(DescribeClusterRequest request, RequestContext context)
    {
        if (request.EndpointType != EndpointTypes.Controller)
        {
            return Answer(EndpointTypes.Refused(request.EndpointType, here: EndpointTypes.Controller));
        }

        var response = new DescribeClusterResponse { ClusterId = view.ClusterId, ControllerId = quorum.LeaderAndEpoch.LeaderId ?? -1, EndpointType = EndpointTypes.Controller };
        if (request.IncludeClusterAuthorizedOperations)
        {
            response.ClusterAuthorizedOperations = AuthorizedOperations.Cluster;
        }

        foreach (var voter in quorum.Voters.Voters)
        {
            if (voter.Endpoints.FirstOrDefault(endpoint => endpoint.Name == context.ListenerName) is { } endpoint)
            {
                response.Brokers.Add(new DescribeClusterResponse.DescribeClusterBroker { BrokerId = voter.Id, Host = endpoint.Host, Port = endpoint.Port });
            }
        }

        return Answer(response);
    }
}
