using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;

namespace MiniKafka.Broker.Handlers;

/// <summary>ExpireDelegationToken, key 40, versions 1 and 2: refused, since nobody has authenticated.</summary>
internal sealed class ExpireDelegationTokenHandler : RequestHandler<ExpireDelegationTokenRequest>
{
    protected override ValueTask<IResponse?> HandleAsync(ExpireDelegationTokenRequest request, RequestContext context) =>
        Answer(new ExpireDelegationTokenResponse { ErrorCode = ErrorCode.DelegationTokenRequestNotAllowed, ExpiryTimestampMs = -1 });
}
