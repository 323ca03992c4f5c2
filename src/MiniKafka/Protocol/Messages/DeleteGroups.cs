using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Deletes groups without members. Key 42, versions 0 to 2, flexible from 2.</summary>
[Request(ApiKey.DeleteGroups, 0, 2, FlexibleFrom = 2)]
internal sealed partial class DeleteGroupsRequest
{
    public List<string> GroupsNames { get; set; } = [];
}

/// <summary>The answer to <see cref="DeleteGroupsRequest"/>.</summary>
[Response(ApiKey.DeleteGroups, 0, 2, FlexibleFrom = 2)]
internal sealed partial class DeleteGroupsResponse
{
    public int ThrottleTimeMs { get; set; }

    [Echo("GroupsNames")]
    public List<DeletableGroupResult> Results { get; set; } = [];

    internal sealed partial class DeletableGroupResult
    {
        [Echo]
        public string GroupId { get; set; } = "";

        public ErrorCode ErrorCode { get; set; }
    }
}
