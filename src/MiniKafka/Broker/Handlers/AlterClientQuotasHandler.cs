using MiniKafka.Metadata.Control;
using MiniKafka.Metadata.Images;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Quorum.Controllers;
using MiniKafka.Rpc;
using Response = MiniKafka.Protocol.Messages.AlterClientQuotasResponse;

namespace MiniKafka.Broker.Handlers;

/// <summary>AlterClientQuotas, key 49, versions 0 and 1: sets and removes quotas of users, client ids and addresses.</summary>
internal sealed class AlterClientQuotasHandler(ActiveController controller)
    : ControllerHandler<AlterClientQuotasRequest>(controller)
{
    protected override async ValueTask<IResponse?> HandleAsync(AlterClientQuotasRequest request, RequestContext context)
    {
        var alterations = request.Entries.Select(entry => new QuotaAlteration(
            EntityOf(entry.Entity),
            [.. entry.Ops.Select(operation => new QuotaChange(operation.Key, operation.Remove ? null : operation.Value))])).ToList();
        var altered = await ExecuteAsync((_, image) => QuotaControl.Alter(image, alterations, request.ValidateOnly));
        var response = new Response();
        response.Entries.AddRange(altered.Select(result => new Response.EntryData
        {
            ErrorCode = result.Outcome.Code,
            ErrorMessage = result.Outcome.Message,
            Entity = [.. result.Entity.Parts.Select(part => new Response.EntityData { EntityType = part.Key, EntityName = part.Value })],
        }));
        return response;
    }

    /// <summary>Of a kind that stands twice the last name counts.</summary>
    private static QuotaEntity EntityOf(List<AlterClientQuotasRequest.EntityData> parts) =>
        new(parts.GroupBy(part => part.EntityType, StringComparer.Ordinal).Select(kind => KeyValuePair.Create(kind.Key, kind.Last().EntityName)));
}
