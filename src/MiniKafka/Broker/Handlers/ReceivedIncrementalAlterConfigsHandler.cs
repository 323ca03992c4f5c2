using MiniKafka.Configuration.Changes;
using MiniKafka.Metadata.Control;
using MiniKafka.Metadata.Images;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;
using Answer = MiniKafka.Protocol.Messages.IncrementalAlterConfigsResponse.AlterConfigsResourceResponse;

namespace MiniKafka.Broker.Handlers;

/// <summary>
/// IncrementalAlterConfigs, key 44, versions 0 and 1, as a client sent it: what is this broker's own is judged here, the rest
/// goes to the controller.
/// </summary>
internal sealed class ReceivedIncrementalAlterConfigsHandler(IRequestHandler controller, OwnConfigs own)
    : RequestHandler<IncrementalAlterConfigsRequest>
{
    protected override async ValueTask<IResponse?> HandleAsync(IncrementalAlterConfigsRequest request, RequestContext context) => new IncrementalAlterConfigsResponse
    {
        Responses = await OwnConfigs.DecideAsync(
            request.Resources,
            NameOf,
            resource => Judge(resource, request.ValidateOnly),
            (resource, outcome) => new Answer
            {
                ResourceType = resource.ResourceType, ResourceName = resource.ResourceName, ErrorCode = outcome.Code, ErrorMessage = outcome.Message,
            },
            async others => ((IncrementalAlterConfigsResponse)(await controller.HandleAsync(
                new IncrementalAlterConfigsRequest { Resources = others, ValidateOnly = request.ValidateOnly }, context))!).Responses),
    };

    private static ConfigResource NameOf(IncrementalAlterConfigsRequest.AlterConfigsResource resource) => new((ConfigResourceType)resource.ResourceType, resource.ResourceName);

    private Outcome? Judge(IncrementalAlterConfigsRequest.AlterConfigsResource resource, bool validateOnly) => own.Judge(
        NameOf(resource),
        [.. resource.Configs.Select(config => new ConfigChange(config.Name, (ConfigOperation)config.ConfigOperation, config.Value))],
        replaces: false,
        validateOnly);
}
