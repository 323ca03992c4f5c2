using System.Globalization;
using MiniKafka.Broker.Logging;
using MiniKafka.Configuration.Describing;
using MiniKafka.Metadata.Control;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;
using Result = MiniKafka.Protocol.Messages.DescribeConfigsResponse.DescribeConfigsResult;

namespace MiniKafka.Broker.Handlers;

/// <summary>
/// DescribeConfigs, key 32, versions 1 to 4: the effective values of a topic, a broker, the default of all brokers, a group,
/// a broker's loggers or a subscription to client metrics, and where each comes from. Version 3 brings types and documentation.
/// </summary>
internal sealed class DescribeConfigsHandler(ClusterView view, NodeLoggers loggers) : RequestHandler<DescribeConfigsRequest>
{
    protected override ValueTask<IResponse?> HandleAsync(DescribeConfigsRequest request, RequestContext context)
    {
        var response = new DescribeConfigsResponse();
        if (request.Resources.Exists(resource => !Enum.IsDefined((ConfigResourceType)resource.ResourceType) || resource.ResourceType == 0))
        {
            response.Results.AddRange(request.Resources.Select(resource => new Result
            {
                ResourceType = resource.ResourceType,
                ResourceName = resource.ResourceName,
                ErrorCode = ErrorCode.InvalidRequest,
                ErrorMessage = "A resource of the request is of no known type.",
            }));
            return Answer(response);
        }

        foreach (var resource in request.Resources)
        {
            var result = new Result { ResourceType = resource.ResourceType, ResourceName = resource.ResourceName, ErrorMessage = null };
            var (error, message, configs) = Describe((ConfigResourceType)resource.ResourceType, resource.ResourceName, resource.ConfigurationKeys);
            result.ErrorCode = error;
            result.ErrorMessage = message is null ? null : Shown.Message(message);
            result.Configs.AddRange(configs.Select(config => Map(config, request)));
            response.Results.Add(result);
        }

        return Answer(response);
    }

    private static DescribeConfigsResponse.DescribeConfigsResourceResult Map(DescribedConfig config, DescribeConfigsRequest request) => new()
    {
        Name = config.Name,
        Value = config.Value,
        ReadOnly = config.IsReadOnly,
        ConfigSource = (sbyte)config.Source,
        IsSensitive = config.IsSensitive,
        ConfigType = (sbyte)config.Type,
        Documentation = request.IncludeDocumentation || config.Source == ConfigSource.DynamicBrokerLogger ? config.Documentation : null,
        Synonyms = request.IncludeSynonyms
            ? [.. config.Synonyms.Select(synonym => new DescribeConfigsResponse.DescribeConfigsSynonym { Name = synonym.Name, Value = synonym.Value, Source = (sbyte)synonym.Source })]
            : [],
    };

    private (ErrorCode Error, string? Message, IReadOnlyList<DescribedConfig> Configs) Describe(ConfigResourceType type, string name, List<string>? wanted)
    {
        switch (type)
        {
            case ConfigResourceType.Topic:
                return TopicNames.Problem(name) is { } problem ? (ErrorCode.InvalidTopicException, problem, [])
                    : !view.Image.Topics.ContainsKey(name) ? (ErrorCode.UnknownTopicOrPartition, "", [])
                    : (ErrorCode.None, "", ConfigDescriber.Topic(view.Layers, view.Image.ConfigsOf(type, name), wanted));
            case ConfigResourceType.Broker when name.Length == 0:
                return (ErrorCode.None, "", ConfigDescriber.AllBrokers(view.Layers, wanted));
            case ConfigResourceType.BrokerLogger when name.Length == 0:
                return (ErrorCode.InvalidRequest, "Broker id must not be empty", []);
            case ConfigResourceType.Broker or ConfigResourceType.BrokerLogger:
                if (!int.TryParse(name, NumberStyles.Integer, CultureInfo.InvariantCulture, out var id))
                {
                    return (ErrorCode.InvalidRequest, $"Broker id must be an integer, but it is: {name}", []);
                }

                if (id != view.BrokerId)
                {
                    var expected = type == ConfigResourceType.Broker ? $"{view.BrokerId} or empty string," : $"{view.BrokerId}";
                    return (ErrorCode.InvalidRequest, $"Unexpected broker id, expected {expected} but received {name}", []);
                }

                return (ErrorCode.None, "", type == ConfigResourceType.Broker ? ConfigDescriber.Broker(view.Layers, wanted) : ConfigDescriber.Loggers(loggers.All, wanted));
            case ConfigResourceType.Group:
                return name.Length == 0
                    ? (ErrorCode.InvalidRequest, "Group name must not be empty", [])
                    : (ErrorCode.None, "", ConfigDescriber.Group(view.Layers, view.Image.ConfigsOf(type, name), wanted));
            case ConfigResourceType.ClientMetrics:
                return name.Length == 0
                    ? (ErrorCode.InvalidRequest, "Client metrics subscription name must not be empty", [])
                    : (ErrorCode.None, "", ConfigDescriber.ClientMetrics(view.Image.ConfigsOf(type, name), wanted));
            default:
                return (ErrorCode.InvalidRequest, $"Unsupported resource type: {(sbyte)type}", []);
        }
    }
}
