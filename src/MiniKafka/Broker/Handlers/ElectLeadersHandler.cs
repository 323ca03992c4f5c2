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
    : ControllerHandler<ElectLeadersRequest>(controller, ApiKey.ElectLeaders, 0, 2)
{
    protected override async ValueTask<IResponse?> HandleAsync(ElectLeadersRequest request, RequestContext context)
    {
        var targets = request.TopicPartitions?.SelectMany(topic => topic.Partitions.Select(partition => new ElectionTarget(topic.Topic, partition))).Distinct().ToList();
        if (request.TimeoutMs <= 0 && targets is not { Count: 0 })
        {
            return Expired(request);
        }

        var elected = await ExecuteAsync((commands, image) => commands.ElectLeaders(image, request.ElectionType, targets));

        // Every topic that was meant is told of, those without a result too.
        var results = elected.ToLookup(result => result.Topic, StringComparer.Ordinal);
        var response = new Response { ErrorCode = request.ElectionType is 0 or 1 ? ErrorCode.None : ErrorCode.InvalidRequest };
        var topics = request.TopicPartitions?.Select(topic => topic.Topic).Distinct(StringComparer.Ordinal) ?? view.Image.Topics.Keys;
        response.ReplicaElectionResults.AddRange(topics.Select(topic => new Response.ReplicaElectionResult
        {
            Topic = topic,
            PartitionResult =
            [
                .. results[topic].Select(result => new Response.PartitionResult
                {
                    PartitionId = result.Partition, ErrorCode = result.Outcome.Code, ErrorMessage = result.Outcome.Message,
                }),
            ],
        }));
        return response;
    }

    private static Response Expired(ElectLeadersRequest request) => new()
    {
        ErrorCode = NoTimeLeft.Code,
        ReplicaElectionResults =
        [
            .. (request.TopicPartitions ?? []).Select(topic => new Response.ReplicaElectionResult
            {
                Topic = topic.Topic,
                PartitionResult =
                [
                    .. topic.Partitions.Select(partition => new Response.PartitionResult { PartitionId = partition, ErrorCode = NoTimeLeft.Code, ErrorMessage = NoTimeLeft.Message }),
                ],
            }),
        ],
    };
}
