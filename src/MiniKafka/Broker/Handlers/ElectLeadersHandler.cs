using MiniKafka.Metadata.Control;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Quorum.Controllers;
using MiniKafka.Rpc;
using Response = MiniKafka.Protocol.Messages.ElectLeadersResponse;

namespace MiniKafka.Broker.Handlers;

/// <summary>ElectLeaders, key 43, versions 0 to 2: elects preferred leaders or, from version 1 on, leaders at any price.</summary>
internal sealed class ElectLeadersHandler(ActiveController controller, ClusterView view)
    : ControllerHandler<ElectLeadersRequest>(controller)
{
    protected override async ValueTask<IResponse?> HandleAsync(ElectLeadersRequest request, RequestContext context)
    {
        if (request.TopicPartitions is { Count: 0 })
        {
            return new Response();
        }

        if (request.TimeoutMs <= 0)
        {
            return request.Refuse(context.Version, NoTimeLeft.Code, NoTimeLeft.Message);
        }

        if (request.ElectionType is not 0 and not 1)
        {
            return request.Refuse(context.Version, ErrorCode.InvalidRequest, $"Unknown election type {request.ElectionType}");
        }

        var targets = request.TopicPartitions?.SelectMany(topic => topic.Partitions.Select(partition => new ElectionTarget(topic.Topic, partition))).ToList();
        var elected = await ExecuteAsync((commands, image) => commands.Elections.Elect(image, request.ElectionType, targets));
        var response = new Response();
        if (request.TopicPartitions is null)
        {
            // Every topic is told of, those without a result too.
            var results = elected.ToLookup(result => result.Topic, StringComparer.Ordinal);
            response.ReplicaElectionResults.AddRange(view.Image.Topics.Keys.Select(topic => Result(topic, results[topic])));
            return response;
        }

        // The results stand in the order of the request.
        var next = 0;
        foreach (var topic in request.TopicPartitions)
        {
            response.ReplicaElectionResults.Add(Result(topic.Topic, elected.Skip(next).Take(topic.Partitions.Count)));
            next += topic.Partitions.Count;
        }

        return response;
    }

    private static Response.ReplicaElectionResult Result(string topic, IEnumerable<ElectedLeader> elected) => new()
    {
        Topic = topic,
        PartitionResult =
        [
            .. elected.Select(result => new Response.PartitionResult { PartitionId = result.Partition, ErrorCode = result.Outcome.Code, ErrorMessage = result.Outcome.Message }),
        ],
    };
}
