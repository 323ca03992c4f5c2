using MiniKafka.Protocol;
using MiniKafka.Quorum.Controllers;
using MiniKafka.Rpc;

namespace MiniKafka.Broker.Handlers;

/// <summary>AlterConfigs, key 33, versions 0 to 2, and IncrementalAlterConfigs, key 44, versions 0 and 1: changes what resources have of their own.</summary>
internal sealed class AlterConfigsHandler(ActiveController controller) : IRequestHandler
{
    public async ValueTask<IResponse?> HandleAsync(IRequest request, RequestContext context)
    {
        var alterations = ConfigAlterations.Of(request);
        var altered = await controller.ExecuteAsync((commands, image) => commands.Configs.Alter(image, alterations, ConfigAlterations.IsValidation(request)));
        return ConfigAlterations.Answer(request, altered.Select(result => (result.Outcome.Code, result.Outcome.Message)));
    }
}
