using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Hands in the leader's assignment and hands out each member's part. Key 14, versions 0 to 5, flexible from 4.</summary>
[Request(ApiKey.SyncGroup, 0, 5, FlexibleFrom = 4)]
internal sealed partial class SyncGroupRequest
{
    public string GroupId { get; set; } = "";

    public int GenerationId { get; set; }

    public string MemberId { get; set; } = "";

    [Field(Since = 3)]
    public string? GroupInstanceId { get; set; }

    [Field(Since = 5, Ignorable = true)]
    public string? ProtocolType { get; set; }

    [Field(Since = 5, Ignorable = true)]
    public string? ProtocolName { get; set; }

    public List<SyncGroupRequestAssignment> Assignments { get; set; } = [];

    internal sealed partial class SyncGroupRequestAssignment
    {
        public string MemberId { get; set; } = "";

        public byte[] Assignment { get; set; } = [];
    }
}

/// <summary>The answer to <see cref="SyncGroupRequest"/>.</summary>
[Response(ApiKey.SyncGroup, 0, 5, FlexibleFrom = 4)]
internal sealed partial class SyncGroupResponse
{
    [Field(Since = 1, Ignorable = true)]
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    [Field(Since = 5, Ignorable = true)]
    public string? ProtocolType { get; set; }

    [Field(Since = 5, Ignorable = true)]
    public string? ProtocolName { get; set; }

    public byte[] Assignment { get; set; } = [];
}
