using MiniKafka.Configuration.Changes;
using MiniKafka.Metadata.Control;
using MiniKafka.Metadata.Images;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Quorum.Controllers;
using MiniKafka.Rpc;

namespace MiniKafka.Broker.Handlers;

/// <summary>IncrementalAlterConfigs, key 44, versions 0 and 1: sets, deletes, appends to and subtracts from single keys.</summary>
internal sealed class IncrementalAlterConfigsHandler(ActiveController controller)
    : ControllerHandler<IncrementalAlterConfigsRequest>(controller)
{
    protected override async ValueTask<IResponse?> HandleAsync(IncrementalAlterConfigsRequest request, RequestContext context)
    {
        var alterations = request.Resources.Select(resource => new ConfigAlteration(
            new ConfigResource((ConfigResourceType)resource.ResourceType, resource.ResourceName),
            [.. resource.Configs.Select(config => new ConfigChange(config.Name, (ConfigOperation)config.ConfigOperation, config.Value))])).ToList();
        var altered = await ExecuteAsync((commands, image) => commands.IncrementalAlterConfigs(image, alterations, request.ValidateOnly));
        var response = new IncrementalAlterConfigsResponse();
        response.Responses.AddRange(altered.Select(result => new IncrementalAlterConfigsResponse.AlterConfigsResourceResponse
        {
            ResourceType = (sbyte)result.Resource.Type,
            ResourceName = result.Resource.Name,
            ErrorCode = result.Outcome.Code,
            ErrorMessage = result.Outcome.Message,
        }));
        return response;
    }
}
