using MiniKafka.Metadata.Control;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;
using Response = MiniKafka.Protocol.Messages.ListPartitionReassignmentsResponse;

namespace MiniKafka.Broker.Handlers;

/// <summary>ListPartitionReassignments, key 46, version 0: the partitions that are being moved.</summary>
internal sealed class ListPartitionReassignmentsHandler(ClusterView view)
    : RequestHandler<ListPartitionReassignmentsRequest>
{
    protected override ValueTask<IResponse?> HandleAsync(ListPartitionReassignmentsRequest request, RequestContext context)
    {
        var asked = request.Topics?.Select(topic => (topic.Name, Indexes: (IEnumerable<int>?)topic.PartitionIndexes)) ?? view.Image.Topics.Keys.Select(name => (name, (IEnumerable<int>?)null));
        var response = new Response { ErrorMessage = request.Topics is { Count: 0 } ? "" : null };
        response.Topics.AddRange(asked
            .Select(topic => new Response.OngoingTopicReassignment
            {
                Name = topic.Name,
                Partitions =
                [
                    .. ReassignmentControl.UnderWay(view.Image, topic.Name, topic.Indexes).Select(partition => new Response.OngoingPartitionReassignment
                    {
                        PartitionIndex = partition.PartitionId,
                        Replicas = [.. partition.Replicas],
                        AddingReplicas = [.. partition.AddingReplicas],
                        RemovingReplicas = [.. partition.RemovingReplicas],
                    }),
                ],
            })
            .Where(topic => topic.Partitions.Count > 0));
        return Answer(response);
    }
}
