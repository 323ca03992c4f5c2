using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>The groups a broker coordinates, by state and type. Key 16, versions 0 to 5, flexible from 3.</summary>
[Request(ApiKey.ListGroups, 0, 5, FlexibleFrom = 3)]
internal sealed partial class ListGroupsRequest
{
    [Field(Since = 4)]
    public List<string> StatesFilter { get; set; } = [];

    [Field(Since = 5)]
    public List<string> TypesFilter { get; set; } = [];
}

/// <summary>The answer to <see cref="ListGroupsRequest"/>.</summary>
[Response(ApiKey.ListGroups, 0, 5, FlexibleFrom = 3)]
internal sealed partial class ListGroupsResponse
{
    [Field(Since = 1, Ignorable = true)]
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public List<ListedGroup> Groups { get; set; } = [];

    internal sealed partial class ListedGroup
    {
        public string GroupId { get; set; } = "";

        public string ProtocolType { get; set; } = "";

        [Field(Since = 4, Ignorable = true)]
        public string GroupState { get; set; } = "";

        [Field(Since = 5, Ignorable = true)]
        public string GroupType { get; set; } = "";
    }
}
