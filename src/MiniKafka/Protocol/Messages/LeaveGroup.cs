using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Takes members out of a classic group. Key 13, versions 0 to 5, flexible from 4.</summary>
[Request(ApiKey.LeaveGroup, 0, 5, FlexibleFrom = 4)]
internal sealed partial class LeaveGroupRequest
{
    public string GroupId { get; set; } = "";

    [Field(Until = 2)]
    public string MemberId { get; set; } = "";

    [Field(Since = 3)]
    public List<MemberIdentity> Members { get; set; } = [];

    internal sealed partial class MemberIdentity
    {
        public string MemberId { get; set; } = "";

        public string? GroupInstanceId { get; set; }

        [Field(Since = 5, Ignorable = true)]
        public string? Reason { get; set; }
    }
}

/// <summary>The answer to <see cref="LeaveGroupRequest"/>.</summary>
[Response(ApiKey.LeaveGroup, 0, 5, FlexibleFrom = 4)]
internal sealed partial class LeaveGroupResponse
{
    [Field(Since = 1, Ignorable = true)]
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    [Field(Since = 3)]
    public List<MemberResponse> Members { get; set; } = [];

    internal sealed partial class MemberResponse
    {
        public string MemberId { get; set; } = "";

        public string? GroupInstanceId { get; set; } = "";

        public ErrorCode ErrorCode { get; set; }
    }
}
