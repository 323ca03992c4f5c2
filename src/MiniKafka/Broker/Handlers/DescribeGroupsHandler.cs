using MiniKafka.Coordination.Groups;
using MiniKafka.Coordination.Groups.Shards;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;

namespace MiniKafka.Broker.Handlers;

/// <summary>DescribeGroups, key 15, versions 0 to 6: state and members of classic groups. Version 6 says which groups there are not.</summary>
internal sealed class DescribeGroupsHandler(GroupCoordinator groups) : RequestHandler<DescribeGroupsRequest>
{
    protected override ValueTask<IResponse?> HandleAsync(DescribeGroupsRequest request, RequestContext context)
    {
        var response = groups.DescribeGroups(GroupContexts.Of(context), request);
        if (request.IncludeAuthorizedOperations)
        {
            foreach (var group in response.Groups.Where(group => group.ErrorCode == ErrorCode.None))
            {
                group.AuthorizedOperations = AuthorizedOperations.Group;
            }
        }

        return Answer(response);
    }
}
