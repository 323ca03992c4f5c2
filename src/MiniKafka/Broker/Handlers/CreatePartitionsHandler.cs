using MiniKafka.Metadata.Control;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Quorum.Controllers;
using MiniKafka.Rpc;

namespace MiniKafka.Broker.Handlers;

/// <summary>CreatePartitions, key 37, versions 0 to 3: a topic gains partitions, it never loses any.</summary>
internal sealed class CreatePartitionsHandler(ActiveController controller)
    : ControllerHandler<CreatePartitionsRequest>(controller)
{
    protected override async ValueTask<IResponse?> HandleAsync(CreatePartitionsRequest request, RequestContext context)
    {
        var twice = request.Topics.GroupBy(topic => topic.Name).Where(group => group.Count() > 1).Select(group => group.Key).ToHashSet(StringComparer.Ordinal);
        var wanted = request.Topics.Where(topic => !twice.Contains(topic.Name)).Select(Map).ToList();
        if (wanted.Count > 0 && request.TimeoutMs <= 0)
        {
            return new CreatePartitionsResponse { Results = [.. request.Topics.Select(topic => Map(topic.Name, NoTimeLeft))] };
        }

        var grown = wanted.Count == 0 ? [] : await ExecuteAsync((commands, image) => commands.Partitions.Create(image, wanted, request.ValidateOnly));
        var results = grown.ToDictionary(topic => topic.Topic, topic => topic.Outcome, StringComparer.Ordinal);
        var response = new CreatePartitionsResponse();
        foreach (var name in request.Topics.Select(topic => topic.Name).Distinct(StringComparer.Ordinal))
        {
            response.Results.Add(Map(name, results.GetValueOrDefault(name) ?? new Outcome(ErrorCode.InvalidRequest, "Duplicate topic name.")));
        }

        return response;
    }

    private static CreatePartitionsResponse.CreatePartitionsTopicResult Map(string name, Outcome outcome) =>
        new() { Name = name, ErrorCode = outcome.Code, ErrorMessage = outcome.Message };

    private static NewPartitions Map(CreatePartitionsRequest.CreatePartitionsTopic topic) =>
        new(topic.Name, topic.Count, topic.Assignments?.Select(IReadOnlyList<int> (assignment) => assignment.BrokerIds).ToList());
}
