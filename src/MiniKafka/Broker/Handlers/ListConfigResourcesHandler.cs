using System.Globalization;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;

namespace MiniKafka.Broker.Handlers;

/// <summary>
/// ListConfigResources, key 74, versions 0 and 1: what has configuration. Version 0 lists the subscriptions to client
/// metrics; version 1 any types, all of them when none is named.
/// </summary>
internal sealed class ListConfigResourcesHandler(ClusterView view)
    : RequestHandler<ListConfigResourcesRequest>
{
    private static readonly ConfigResourceType[] All =
    [
        ConfigResourceType.Topic, ConfigResourceType.Broker, ConfigResourceType.BrokerLogger, ConfigResourceType.ClientMetrics, ConfigResourceType.Group,
    ];

    protected override ValueTask<IResponse?> HandleAsync(ListConfigResourcesRequest request, RequestContext context)
    {
        var types = context.Version == 0 ? [ConfigResourceType.ClientMetrics]
            : request.ResourceTypes.Count == 0 ? All
            : [.. request.ResourceTypes.Distinct().Select(type => (ConfigResourceType)type)];
        if (types.Any(type => !All.Contains(type)))
        {
            return Answer(new ListConfigResourcesResponse { ErrorCode = ErrorCode.UnsupportedVersion });
        }

        var response = new ListConfigResourcesResponse();
        foreach (var type in types)
        {
            response.ConfigResources.AddRange(NamesOf(type).Select(name =>
                new ListConfigResourcesResponse.ConfigResource { ResourceName = name, ResourceType = (sbyte)type }));
        }

        return Answer(response);
    }

    private IEnumerable<string> NamesOf(ConfigResourceType type) => type switch
    {
        ConfigResourceType.Topic => view.Image.Topics.Keys,
        ConfigResourceType.Broker or ConfigResourceType.BrokerLogger =>
            view.Image.Brokers.Keys.Select(id => id.ToString(CultureInfo.InvariantCulture)),
        _ => view.Image.Configs.Keys.Where(resource => resource.Type == type).Select(resource => resource.Name),
    };
}
