using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;

namespace MiniKafka.Broker.Handlers;

/// <summary>CreateDelegationToken, key 38, versions 1 to 3: refused, since nobody has authenticated.</summary>
internal sealed class CreateDelegationTokenHandler : RequestHandler<CreateDelegationTokenRequest>
{
    protected override ValueTask<IResponse?> HandleAsync(CreateDelegationTokenRequest request, RequestContext context)
    {
        var response = request.Refuse(context.Version, ErrorCode.DelegationTokenRequestNotAllowed);
        if (!string.IsNullOrEmpty(request.OwnerPrincipalName))
        {
            (response.PrincipalType, response.PrincipalName) = (request.OwnerPrincipalType ?? response.PrincipalType, request.OwnerPrincipalName);
        }

        return Answer(response);
    }
}
