using MiniKafka.Metadata.Control;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;
using Response = MiniKafka.Protocol.Messages.DescribeClientQuotasResponse;

namespace MiniKafka.Broker.Handlers;

/// <summary>DescribeClientQuotas, key 48, versions 0 and 1: the quotas of entities that pass a filter.</summary>
internal sealed class DescribeClientQuotasHandler(ClusterView view)
    : RequestHandler<DescribeClientQuotasRequest>
{
    protected override ValueTask<IResponse?> HandleAsync(DescribeClientQuotasRequest request, RequestContext context)
    {
        var components = request.Components.Select(part => new QuotaFilterComponent(part.EntityType, part.MatchType, part.Match)).ToList();
        var outcome = QuotaFilter.Find(view.Image, components, request.Strict, out var found);
        if (!outcome.IsSuccess)
        {
            return Answer(request.Refuse(context.Version, outcome.Code, outcome.Message));
        }

        var response = new Response();
        response.Entries!.AddRange(found.Select(quota => new Response.EntryData
        {
            Entity = [.. quota.Key.Parts.Select(part => new Response.EntityData { EntityType = part.Key, EntityName = part.Value })],
            Values = [.. quota.Value.Select(value => new Response.ValueData { Key = value.Key, Value = value.Value })],
        }));
        return Answer(response);
    }
}
