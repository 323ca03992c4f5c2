using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;

namespace MiniKafka.Broker.Handlers;

/// <summary>RenewDelegationToken, key 39, versions 1 and 2: refused, since nobody has authenticated.</summary>
internal sealed class RenewDelegationTokenHandler : RequestHandler<RenewDelegationTokenRequest>
{
    protected override ValueTask<IResponse?> HandleAsync(RenewDelegationTokenRequest request, RequestContext context) =>
        Answer(new RenewDelegationTokenResponse { ErrorCode = ErrorCode.DelegationTokenRequestNotAllowed, ExpiryTimestampMs = -1 });
}
