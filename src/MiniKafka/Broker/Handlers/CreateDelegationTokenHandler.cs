using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;

namespace MiniKafka.Broker.Handlers;

/// <summary>CreateDelegationToken, key 38, versions 1 to 3: refused, since nobody has authenticated.</summary>
internal sealed class CreateDelegationTokenHandler() : RequestHandler<CreateDelegationTokenRequest>(ApiKey.CreateDelegationToken, 1, 3)
{
    private const short FirstVersionWithRequester = 3;
    private const string UserType = "User";
    private const string Anonymous = "ANONYMOUS";

    protected override ValueTask<IResponse?> HandleAsync(CreateDelegationTokenRequest request, RequestContext context)
    {
        var hasOwner = !string.IsNullOrEmpty(request.OwnerPrincipalName);
        return Answer(new CreateDelegationTokenResponse
        {
            ErrorCode = ErrorCode.DelegationTokenRequestNotAllowed,
            PrincipalType = hasOwner ? request.OwnerPrincipalType ?? UserType : UserType,
            PrincipalName = hasOwner ? request.OwnerPrincipalName! : Anonymous,
            TokenRequesterPrincipalType = context.Version >= FirstVersionWithRequester ? UserType : "",
            TokenRequesterPrincipalName = context.Version >= FirstVersionWithRequester ? Anonymous : "",
            IssueTimestampMs = -1,
            ExpiryTimestampMs = -1,
            MaxTimestampMs = -1,
        });
    }
}
