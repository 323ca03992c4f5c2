using MiniKafka.Metadata.Control;
using MiniKafka.Metadata.Images;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Quorum.Controllers;
using MiniKafka.Rpc;

namespace MiniKafka.Broker.Handlers;

/// <summary>AlterConfigs, key 33, versions 0 to 2: replaces all values a resource has of its own.</summary>
internal sealed class AlterConfigsHandler(ActiveController controller)
    : ControllerHandler<AlterConfigsRequest>(controller)
{
    protected override async ValueTask<IResponse?> HandleAsync(AlterConfigsRequest request, RequestContext context)
    {
        var replacements = request.Resources.Select(resource => new ConfigReplacement(
            new ConfigResource((ConfigResourceType)resource.ResourceType, resource.ResourceName),
            [.. resource.Configs.Select(config => KeyValuePair.Create(config.Name, config.Value))])).ToList();
        var altered = await ExecuteAsync((commands, image) => commands.AlterConfigs(image, replacements, request.ValidateOnly));
        var response = new AlterConfigsResponse();
        response.Responses.AddRange(altered.Select(result => new AlterConfigsResponse.AlterConfigsResourceResponse
        {
            ResourceType = (sbyte)result.Resource.Type,
            ResourceName = result.Resource.Name,
            ErrorCode = result.Outcome.Code,
            ErrorMessage = result.Outcome.Message,
        }));
        return response;
    }
}
