using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Quorum.Participation;
using MiniKafka.Rpc;

namespace MiniKafka.Broker.Controllers;

/// <summary>Fetch, key 1, as controllers answer it: the metadata log, for voters and observers.</summary>
internal sealed class MetadataFetchHandler(MetadataQuorum quorum) : RequestHandler<FetchRequest>
{
    protected override async ValueTask<IResponse?> HandleAsync(FetchRequest request, RequestContext context)
    {
        var response = await quorum.HandleAsync(request, context.ClientGone);
        foreach (var partition in response.Responses.SelectMany(topic => topic.Partitions))
        {
            context.ReleaseOnceAnswered(partition.Records ?? default);
        }

        return response;
    }
}
