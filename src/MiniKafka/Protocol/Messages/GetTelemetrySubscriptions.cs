using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Which client metrics the broker wants. Key 71, version 0, flexible from 0.</summary>
[Request(ApiKey.GetTelemetrySubscriptions, 0, 0, FlexibleFrom = 0)]
internal sealed partial class GetTelemetrySubscriptionsRequest
{
    public Uuid ClientInstanceId { get; set; }
}

/// <summary>The answer to <see cref="GetTelemetrySubscriptionsRequest"/>.</summary>
[Response(ApiKey.GetTelemetrySubscriptions, 0, 0, FlexibleFrom = 0)]
internal sealed partial class GetTelemetrySubscriptionsResponse
{
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public Uuid ClientInstanceId { get; set; }

    public int SubscriptionId { get; set; }

    public List<sbyte> AcceptedCompressionTypes { get; set; } = [];

    public int PushIntervalMs { get; set; }

    public int TelemetryMaxBytes { get; set; }

    public bool DeltaTemporality { get; set; }

    public List<string> RequestedMetrics { get; set; } = [];
}
