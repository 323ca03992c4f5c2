using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>A broker tells the controller that it lives and what it wants. Key 63, versions 0 to 2, flexible from 0.</summary>
[Request(ApiKey.BrokerHeartbeat, 0, 2, FlexibleFrom = 0)]
internal sealed partial class BrokerHeartbeatRequest
{
    public int BrokerId { get; set; }

    public long BrokerEpoch { get; set; } = -1;

    public long CurrentMetadataOffset { get; set; }

    public bool WantFence { get; set; }

    public bool WantShutDown { get; set; }

    [Field(Since = 1, Tag = 0)]
    public List<Uuid> OfflineLogDirs { get; set; } = [];

    [Field(Since = 2, Tag = 1)]
    public List<Uuid>? CordonedLogDirs { get; set; }
}

/// <summary>The answer to <see cref="BrokerHeartbeatRequest"/>.</summary>
[Response(ApiKey.BrokerHeartbeat, 0, 2, FlexibleFrom = 0)]
internal sealed partial class BrokerHeartbeatResponse
{
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public bool IsCaughtUp { get; set; }

    public bool IsFenced { get; set; } = true;

    public bool ShouldShutDown { get; set; }
}
