using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Keeps a member of a classic group alive and tells it about rebalances. Key 12, versions 0 to 4, flexible from 4.</summary>
[Request(ApiKey.Heartbeat, 0, 4, FlexibleFrom = 4)]
internal sealed partial class HeartbeatRequest
{
    public string GroupId { get; set; } = "";

    public int GenerationId { get; set; }

    public string MemberId { get; set; } = "";

    [Field(Since = 3)]
    public string? GroupInstanceId { get; set; }
}

/// <summary>The answer to <see cref="HeartbeatRequest"/>.</summary>
[Response(ApiKey.Heartbeat, 0, 4, FlexibleFrom = 4)]
internal sealed partial class HeartbeatResponse
{
    [Field(Since = 1, Ignorable = true)]
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }
}
