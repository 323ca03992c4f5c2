using MiniKafka.Metadata.Control;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;
using Response = MiniKafka.Protocol.Messages.ListPartitionReassignmentsResponse;

namespace MiniKafka.Broker.Handlers;

/// <summary>ListPartitionReassignments, key 46, version 0: the partitions that are being moved.</summary>
internal sealed class ListPartitionReassignmentsHandler(ClusterView view)
    : RequestHandler<ListPartitionReassignmentsRequest>(ApiKey.ListPartitionReassignments, 0, 0)
{
    protected override ValueTask<IResponse?> HandleAsync(ListPartitionReassignmentsRequest request, RequestContext context)
    {
        var targets = request.Topics?.SelectMany(topic => topic.PartitionIndexes.Select(index => new ElectionTarget(topic.Name, index))).ToList();
        var response = new Response { ErrorMessage = request.Topics is { Count: 0 } ? "" : null };
        response.Topics.AddRange(ClusterController.Reassigning(view.Image, targets).GroupBy(pair => pair.Topic.Name, StringComparer.Ordinal)
            .Select(topic => new Response.OngoingTopicReassignment
            {
                Name = topic.Key,
                Partitions =
                [
                    .. topic.Select(pair => new Response.OngoingPartitionReassignment
                    {
                        PartitionIndex = pair.Partition.PartitionId,
                        Replicas = [.. pair.Partition.Replicas],
                        AddingReplicas = [.. pair.Partition.AddingReplicas],
                        RemovingReplicas = [.. pair.Partition.RemovingReplicas],
                    }),
                ],
            }));
        return Answer(response);
    }
}
