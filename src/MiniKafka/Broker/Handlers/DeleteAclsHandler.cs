using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;

namespace MiniKafka.Broker.Handlers;

/// <summary>DeleteAcls, key 31, versions 1 to 3: deletes access rules. Nobody checks any here, so there are none to delete.</summary>
internal sealed class DeleteAclsHandler : RequestHandler<DeleteAclsRequest>
{
    protected override ValueTask<IResponse?> HandleAsync(DeleteAclsRequest request, RequestContext context)
    {
        foreach (var filter in request.Filters)
        {
            AclWords.Check(filter.ResourceTypeFilter, filter.PatternTypeFilter, filter.Operation, filter.PermissionType);
        }

        return Answer(request.Refuse(context.Version, ErrorCode.SecurityDisabled, AclWords.NoAuthorizer));
    }
}
