using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;

namespace MiniKafka.Broker.Handlers;

/// <summary>SaslHandshake, key 17, versions 0 and 1: refused on a listener without authentication.</summary>
internal sealed class SaslHandshakeHandler : RequestHandler<SaslHandshakeRequest>
{
    protected override ValueTask<IResponse?> HandleAsync(SaslHandshakeRequest request, RequestContext context) =>
        Answer(request.Refuse(context.Version, ErrorCode.IllegalSaslState));
}

/// <summary>SaslAuthenticate, key 36, versions 0 to 2: refused on a listener without authentication.</summary>
internal sealed class SaslAuthenticateHandler : RequestHandler<SaslAuthenticateRequest>
{
    protected override ValueTask<IResponse?> HandleAsync(SaslAuthenticateRequest request, RequestContext context) =>
        Answer(request.Refuse(context.Version, ErrorCode.IllegalSaslState, "SaslAuthenticate request received after successful authentication"));
}
