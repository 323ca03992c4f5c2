using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;

namespace MiniKafka.Broker.Handlers;

/// <summary>CreateAcls, key 30, versions 1 to 3: makes access rules. Nobody checks any here, so none are made.</summary>
internal sealed class CreateAclsHandler : RequestHandler<CreateAclsRequest>
{
    protected override ValueTask<IResponse?> HandleAsync(CreateAclsRequest request, RequestContext context)
    {
        foreach (var rule in request.Creations)
        {
            AclWords.Check(rule.ResourceType, rule.ResourcePatternType, rule.Operation, rule.PermissionType);
        }

        return Answer(request.Refuse(context.Version, ErrorCode.SecurityDisabled, AclWords.NoAuthorizer));
    }
}
