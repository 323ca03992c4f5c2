using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>State, members and assignments of classic groups. Key 15, versions 0 to 6, flexible from 5.</summary>
[Request(ApiKey.DescribeGroups, 0, 6, FlexibleFrom = 5)]
internal sealed partial class DescribeGroupsRequest
{
    public List<string> Groups { get; set; } = [];

    [Field(Since = 3)]
    public bool IncludeAuthorizedOperations { get; set; }
}

/// <summary>The answer to <see cref="DescribeGroupsRequest"/>.</summary>
[Response(ApiKey.DescribeGroups, 0, 6, FlexibleFrom = 5)]
internal sealed partial class DescribeGroupsResponse
{
    [Field(Since = 1, Ignorable = true)]
    public int ThrottleTimeMs { get; set; }

    [Echo]
    public List<DescribedGroup> Groups { get; set; } = [];

    internal sealed partial class DescribedGroup
    {
        public ErrorCode ErrorCode { get; set; }

        [Field(Since = 6)]
        public string? ErrorMessage { get; set; }

        [Echo]
        public string GroupId { get; set; } = "";

        public string GroupState { get; set; } = "";

        public string ProtocolType { get; set; } = "";

        public string ProtocolData { get; set; } = "";

        public List<DescribedGroupMember> Members { get; set; } = [];

        [Field(Since = 3)]
        public int AuthorizedOperations { get; set; } = int.MinValue;
    }

    internal sealed partial class DescribedGroupMember
    {
        public string MemberId { get; set; } = "";

        [Field(Since = 4, Ignorable = true)]
        public string? GroupInstanceId { get; set; }

        public string ClientId { get; set; } = "";

        public string ClientHost { get; set; } = "";

        public byte[] MemberMetadata { get; set; } = [];

        public byte[] MemberAssignment { get; set; } = [];
    }
}
