using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Quorum.Controllers;
using MiniKafka.Rpc;

namespace MiniKafka.Broker.Handlers;

/// <summary>UnregisterBroker, key 64, version 0: takes a broker out of the cluster's books.</summary>
internal sealed class UnregisterBrokerHandler(ActiveController controller)
    : ControllerHandler<UnregisterBrokerRequest>(controller)
{
    protected override async ValueTask<IResponse?> HandleAsync(UnregisterBrokerRequest request, RequestContext context)
    {
        var outcome = await ExecuteAsync((commands, image) => commands.Registrations.Unregister(image, request.BrokerId));
        return new UnregisterBrokerResponse { ErrorCode = outcome.Code, ErrorMessage = outcome.Message };
    }
}
