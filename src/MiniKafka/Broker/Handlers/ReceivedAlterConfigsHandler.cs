using MiniKafka.Configuration.Changes;
using MiniKafka.Metadata.Control;
using MiniKafka.Metadata.Images;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;
using Answer = MiniKafka.Protocol.Messages.AlterConfigsResponse.AlterConfigsResourceResponse;

namespace MiniKafka.Broker.Handlers;

/// <summary>AlterConfigs, key 33, versions 0 to 2, as a client sent it: what is this broker's own is judged here, the rest goes to the controller.</summary>
internal sealed class ReceivedAlterConfigsHandler(IRequestHandler controller, OwnConfigs own) : RequestHandler<AlterConfigsRequest>
{
    protected override async ValueTask<IResponse?> HandleAsync(AlterConfigsRequest request, RequestContext context) => new AlterConfigsResponse
    {
        Responses = await OwnConfigs.DecideAsync(
            request.Resources,
            NameOf,
            resource => Judge(resource, request.ValidateOnly),
            (resource, outcome) => new Answer
            {
                ResourceType = resource.ResourceType, ResourceName = resource.ResourceName, ErrorCode = outcome.Code, ErrorMessage = outcome.Message,
            },
            async others => ((AlterConfigsResponse)(await controller.HandleAsync(
                new AlterConfigsRequest { Resources = others, ValidateOnly = request.ValidateOnly }, context))!).Responses),
    };

    private static ConfigResource NameOf(AlterConfigsRequest.AlterConfigsResource resource) => new((ConfigResourceType)resource.ResourceType, resource.ResourceName);

    private Outcome? Judge(AlterConfigsRequest.AlterConfigsResource resource, bool validateOnly) => own.Judge(
        NameOf(resource),
        [.. resource.Configs.Select(config => new ConfigChange(config.Name, ConfigOperation.Set, config.Value))],
        replaces: true,
        validateOnly);
}
