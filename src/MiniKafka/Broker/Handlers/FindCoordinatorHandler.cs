using MiniKafka.Broker.Logging;
using MiniKafka.Broker.Membership;
using MiniKafka.Coordination;
using MiniKafka.Coordination.Groups;
using MiniKafka.Coordination.Groups.Shards;
using MiniKafka.Metadata.Control;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;

namespace MiniKafka.Broker.Handlers;

/// <summary>
/// FindCoordinator, key 10, versions 0 to 6: the broker that leads the partition of an internal topic which a group or a
/// transactional id falls into; makes the topic when it is missing. Version 4 asks for several keys at once.
/// </summary>
internal sealed class FindCoordinatorHandler(ClusterView view, TopicCreation creation, GroupCoordinator groups, ClientWarnings warnings)
    : RequestHandler<FindCoordinatorRequest>
{
    private const sbyte Group = 0;
    private const sbyte Transaction = 1;

    protected override async ValueTask<IResponse?> HandleAsync(FindCoordinatorRequest request, RequestContext context)
    {
        var response = new FindCoordinatorResponse();
        if (context.Version >= 4)
        {
            foreach (var key in request.CoordinatorKeys)
            {
                response.Coordinators.Add(await FindAsync(request.KeyType, key, context));
            }

            return response;
        }

        var found = await FindAsync(request.KeyType, request.Key, context);
        response.ErrorCode = found.ErrorCode;
        response.ErrorMessage = found.ErrorCode == ErrorCode.None ? "NONE" : found.ErrorMessage;
        response.NodeId = found.NodeId;
        response.Host = found.Host;
        response.Port = found.Port;
        return response;
    }

    private static FindCoordinatorResponse.Coordinator Failed(string key, ErrorCode error, string message = "") =>
        new() { Key = key, ErrorCode = error, ErrorMessage = message, NodeId = -1, Host = "", Port = -1 };

    private async ValueTask<FindCoordinatorResponse.Coordinator> FindAsync(sbyte keyType, string key, RequestContext context)
    {
        var topic = keyType switch
        {
            Group => TopicNames.ConsumerOffsets,
            Transaction => TopicNames.TransactionState,
            _ => null,
        };
        if (topic is null)
        {
            return Failed(key, ErrorCode.InvalidRequest, $"Key type {keyType} has no coordinator here.");
        }

        if (!view.Image.Topics.ContainsKey(topic))
        {
            await creation.CreateMissingAsync([topic], context.ClientGone);
        }

        if (!view.Image.Topics.TryGetValue(topic, out TopicImage? image) || image.Partitions.IsEmpty)
        {
            return Failed(key, ErrorCode.CoordinatorNotAvailable);
        }

        var leader = image.Partitions[CoordinatorPartitioner.PartitionFor(key, image.Partitions.Count)].Leader;
        if (view.EndpointOf(leader, context.ListenerName) is not { } endpoint)
        {
            return Failed(key, ErrorCode.CoordinatorNotAvailable);
        }

        if (keyType == Group && !groups.HasMembers(key))
        {
            warnings.CoordinatorFound(key, context);
        }

        return new FindCoordinatorResponse.Coordinator { Key = key, NodeId = leader, Host = endpoint.Host, Port = endpoint.Port, ErrorMessage = "" };
    }
}
