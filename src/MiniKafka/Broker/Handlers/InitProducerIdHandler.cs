using MiniKafka.Broker.Logging;
using MiniKafka.Broker.Membership;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;

namespace MiniKafka.Broker.Handlers;

/// <summary>
/// InitProducerId, key 22, versions 0 to 5: an id for an idempotent producer. Transactional ids are refused until there are
/// transactions; the answer has no room for words, so the log tells why.
/// </summary>
internal sealed class InitProducerIdHandler(ProducerIds ids, ClientWarnings warnings) : RequestHandler<InitProducerIdRequest>
{
    private const int None = -1;

    protected override async ValueTask<IResponse?> HandleAsync(InitProducerIdRequest request, RequestContext context)
    {
        // Whoever names the id it has names its epoch too, even where nobody asks for either.
        if (request.ProducerId == None != (request.ProducerEpoch == None))
        {
            return request.Refuse(context.Version, ErrorCode.InvalidRequest);
        }

        if (request.TransactionalId is { } transactionalId)
        {
            if (transactionalId.Length == 0)
            {
                return request.Refuse(context.Version, ErrorCode.InvalidRequest);
            }

            warnings.TransactionRefused(transactionalId, context);
            return request.Refuse(context.Version, ErrorCode.TransactionalIdAuthorizationFailed);
        }

        var (error, id) = await ids.NextAsync();
        return error == ErrorCode.None ? new InitProducerIdResponse { ProducerId = id, ProducerEpoch = 0 } : request.Refuse(context.Version, error);
    }
}
