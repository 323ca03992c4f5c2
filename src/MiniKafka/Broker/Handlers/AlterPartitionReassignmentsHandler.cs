using MiniKafka.Metadata.Control;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Quorum.Controllers;
using MiniKafka.Rpc;
using Response = MiniKafka.Protocol.Messages.AlterPartitionReassignmentsResponse;

namespace MiniKafka.Broker.Handlers;

/// <summary>AlterPartitionReassignments, key 45, versions 0 and 1: moves partitions to other brokers, or cancels that.</summary>
internal sealed class AlterPartitionReassignmentsHandler(ActiveController controller)
    : ControllerHandler<AlterPartitionReassignmentsRequest>(controller)
{
    protected override async ValueTask<IResponse?> HandleAsync(AlterPartitionReassignmentsRequest request, RequestContext context)
    {
        var wanted = request.Topics
            .SelectMany(topic => topic.Partitions.Select(partition => new Reassignment(topic.Name, partition.PartitionIndex, partition.Replicas)))
            .ToList();
        if (request.TimeoutMs <= 0 && request.Topics.Count > 0)
        {
            return request.Refuse(context.Version, NoTimeLeft.Code, NoTimeLeft.Message);
        }

        var started = await ExecuteAsync((commands, image) => commands.Reassignments.Alter(image, wanted, request.AllowReplicationFactorChange));
        var response = new Response
        {
            AllowReplicationFactorChange = request.AllowReplicationFactorChange,
            ErrorMessage = request.Topics.Count == 0 ? "" : null,
        };

        // The results stand in the order of the request.
        var next = 0;
        foreach (var topic in request.Topics)
        {
            response.Responses.Add(new Response.ReassignableTopicResponse
            {
                Name = topic.Name,
                Partitions =
                [
                    .. started.Skip(next).Take(topic.Partitions.Count).Select(result => new Response.ReassignablePartitionResponse
                    {
                        PartitionIndex = result.Partition, ErrorCode = result.Outcome.Code, ErrorMessage = result.Outcome.Message,
                    }),
                ],
            });
            next += topic.Partitions.Count;
        }

        return response;
    }
}
