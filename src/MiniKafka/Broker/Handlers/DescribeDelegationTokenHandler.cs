using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;

namespace MiniKafka.Broker.Handlers;

/// <summary>DescribeDelegationToken, key 41, versions 1 to 3: refused, since nobody has authenticated.</summary>
internal sealed class DescribeDelegationTokenHandler : RequestHandler<DescribeDelegationTokenRequest>
{
    protected override ValueTask<IResponse?> HandleAsync(DescribeDelegationTokenRequest request, RequestContext context) =>
        Answer(request.Refuse(context.Version, ErrorCode.DelegationTokenRequestNotAllowed));
}
