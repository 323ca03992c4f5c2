using MiniKafka.Configuration.Describing;
using MiniKafka.Metadata.Control;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Quorum.Controllers;
using MiniKafka.Rpc;
using Request = MiniKafka.Protocol.Messages.CreateTopicsRequest;
using Response = MiniKafka.Protocol.Messages.CreateTopicsResponse;

namespace MiniKafka.Broker.Handlers;

/// <summary>
/// CreateTopics, key 19, versions 2 to 7. Version 4 takes -1 for the broker's defaults, 5 answers with the configuration, 7
/// with the topic's id.
/// </summary>
internal sealed class CreateTopicsHandler(ActiveController controller, ClusterView view)
    : ControllerHandler<Request>(controller)
{
    private const short FirstVersionWithConfigs = 5;

    protected override async ValueTask<IResponse?> HandleAsync(Request request, RequestContext context)
    {
        var twice = request.Topics.GroupBy(topic => topic.Name).Where(group => group.Count() > 1).Select(group => group.Key).ToHashSet(StringComparer.Ordinal);
        var wanted = request.Topics.Where(topic => !twice.Contains(topic.Name)).Select(Map).ToList();
        if (wanted.Count > 0 && request.TimeoutMs <= 0)
        {
            return request.Refuse(context.Version, NoTimeLeft.Code, NoTimeLeft.Message);
        }

        var created = wanted.Count == 0 ? CreatedTopics.None : await ExecuteAsync((commands, image) => commands.Topics.Create(image, wanted, request.ValidateOnly));
        if (created.Refusal is { } tooMuch)
        {
            // What holds for a request as a whole is told of each of its entries, those that stand twice included.
            return request.Refuse(context.Version, tooMuch.Code, tooMuch.Message);
        }

        var results = created.Topics.ToDictionary(topic => topic.Name, StringComparer.Ordinal);
        var response = new Response();
        foreach (var name in request.Topics.Select(topic => topic.Name).Distinct(StringComparer.Ordinal))
        {
            response.Topics.Add(results.TryGetValue(name, out var result)
                ? Map(result, context.Version)
                : new Response.CreatableTopicResult { Name = name, ErrorCode = ErrorCode.InvalidRequest, ErrorMessage = "Duplicate topic name." });
        }

        return response;
    }

    private static NewTopic Map(Request.CreatableTopic topic) => new(topic.Name, topic.NumPartitions, topic.ReplicationFactor)
    {
        Assignments = [.. topic.Assignments.Select(assignment => new ManualAssignment(assignment.PartitionIndex, assignment.BrokerIds))],
        Configs = [.. topic.Configs.Select(config => KeyValuePair.Create(config.Name, config.Value))],
    };

    private Response.CreatableTopicResult Map(CreatedTopic topic, short version)
    {
        var result = new Response.CreatableTopicResult
        {
            Name = topic.Name,
            TopicId = topic.TopicId,
            ErrorCode = topic.Outcome.Code,
            ErrorMessage = topic.Outcome.Message,
            NumPartitions = topic.PartitionCount,
            ReplicationFactor = topic.ReplicationFactor,
        };
        if (topic.Outcome.IsSuccess && version >= FirstVersionWithConfigs)
        {
            result.Configs!.AddRange(ConfigDescriber.Topic(view.Layers, topic.Configs, null).Select(config => new Response.CreatableTopicConfigs
            {
                Name = config.Name,
                Value = topic.Configs.GetValueOrDefault(config.Name) ?? config.Value,
                ReadOnly = config.IsReadOnly,
                ConfigSource = (sbyte)config.Source,
                IsSensitive = config.IsSensitive,
            }));
        }

        return result;
    }
}
