using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;

namespace MiniKafka.Broker.Handlers;

/// <summary>DescribeAcls, key 29, versions 1 to 3: access rules. Nobody checks any here, so none are told of.</summary>
internal sealed class DescribeAclsHandler : RequestHandler<DescribeAclsRequest>
{
    protected override ValueTask<IResponse?> HandleAsync(DescribeAclsRequest request, RequestContext context)
    {
        AclWords.Check(request.ResourceTypeFilter, request.PatternTypeFilter, request.Operation, request.PermissionType);
        return Answer(request.Refuse(context.Version, ErrorCode.SecurityDisabled, "No Authorizer is configured on the broker"));
    }
}
