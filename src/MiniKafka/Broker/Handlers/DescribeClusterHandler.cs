using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;

namespace MiniKafka.Broker.Handlers;

/// <summary>
/// DescribeCluster, key 60, versions 0 to 2: the brokers and who takes administration. Version 1 tells brokers from
/// controllers, 2 may list fenced brokers too.
/// </summary>
internal sealed class DescribeClusterHandler(ClusterView view) : RequestHandler<DescribeClusterRequest>
{
    protected override ValueTask<IResponse?> HandleAsync(DescribeClusterRequest request, RequestContext context)
    {
        if (request.EndpointType != EndpointTypes.Broker)
        {
            return Answer(EndpointTypes.Refused(request.EndpointType, here: EndpointTypes.Broker));
        }

        var response = new DescribeClusterResponse { ClusterId = view.ClusterId, ControllerId = view.BrokerId, EndpointType = EndpointTypes.Broker };
        if (request.IncludeClusterAuthorizedOperations)
        {
            response.ClusterAuthorizedOperations = AuthorizedOperations.Cluster;
        }

        foreach (var broker in view.Image.Brokers.Values)
        {
            if ((!broker.IsFenced || request.IncludeFencedBrokers) && broker.Endpoint(context.ListenerName) is { } endpoint)
            {
                response.Brokers.Add(new DescribeClusterResponse.DescribeClusterBroker
                {
                    BrokerId = broker.Id,
                    Host = endpoint.Host,
                    Port = endpoint.Port,
                    Rack = broker.Rack,
                    IsFenced = broker.IsFenced,
                });
            }
        }

        return Answer(response);
    }
}
