using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Enters a classic group, or its next generation; waits for the other members. Key 11, versions 0 to 9, flexible from 6.</summary>
[Request(ApiKey.JoinGroup, 0, 9, FlexibleFrom = 6)]
internal sealed partial class JoinGroupRequest
{
    public string GroupId { get; set; } = "";

    public int SessionTimeoutMs { get; set; }

    [Field(Since = 1, Ignorable = true)]
    public int RebalanceTimeoutMs { get; set; } = -1;

    public string MemberId { get; set; } = "";

    [Field(Since = 5)]
    public string? GroupInstanceId { get; set; }

    public string ProtocolType { get; set; } = "";

    public List<JoinGroupRequestProtocol> Protocols { get; set; } = [];

    [Field(Since = 8, Ignorable = true)]
    public string? Reason { get; set; }

    internal sealed partial class JoinGroupRequestProtocol
    {
        public string Name { get; set; } = "";

        public byte[] Metadata { get; set; } = [];
    }
}

/// <summary>The answer to <see cref="JoinGroupRequest"/>.</summary>
[Response(ApiKey.JoinGroup, 0, 9, FlexibleFrom = 6)]
internal sealed partial class JoinGroupResponse
{
    [Field(Since = 2, Ignorable = true)]
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public int GenerationId { get; set; } = -1;

    [Field(Since = 7, Ignorable = true)]
    public string? ProtocolType { get; set; }

    [Field(NullableSince = 7)]
    [Refused(null)]
    public string? ProtocolName { get; set; } = "";

    public string Leader { get; set; } = "";

    [Field(Since = 9)]
    public bool SkipAssignment { get; set; }

    public string MemberId { get; set; } = "";

    public List<JoinGroupResponseMember> Members { get; set; } = [];

    internal sealed partial class JoinGroupResponseMember
    {
        public string MemberId { get; set; } = "";

        [Field(Since = 5, Ignorable = true)]
        public string? GroupInstanceId { get; set; }

        public byte[] Metadata { get; set; } = [];
    }
}
