using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Rpc;

namespace MiniKafka.Broker.Handlers;

/// <summary>
/// AlterConfigs and IncrementalAlterConfigs as a client sent them: what is this broker's own is judged here, the rest goes to the controller.
/// </summary>
internal sealed class ReceivedAlterConfigsHandler(IRequestHandler controller, OwnConfigs own) : IRequestHandler
{
    public async ValueTask<IResponse?> HandleAsync(IRequest request, RequestContext context)
    {
        var judged = own.Judge(ConfigAlterations.Of(request), ConfigAlterations.IsValidation(request));
        var decided = new Queue<(ErrorCode Code, string? Message)>(judged.Contains(null)
            ? ConfigAlterations.Read((await controller.HandleAsync(ConfigAlterations.Only(request, index => judged[index] is null), context))!)
            : []);
        return ConfigAlterations.Answer(request, judged.Select(outcome => outcome is null ? decided.Dequeue() : (outcome.Code, outcome.Message)));
    }
}
