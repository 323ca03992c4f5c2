using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>A client delivers its metrics. Key 72, version 0, flexible from 0.</summary>
[Request(ApiKey.PushTelemetry, 0, 0, FlexibleFrom = 0)]
internal sealed partial class PushTelemetryRequest
{
    public Uuid ClientInstanceId { get; set; }

    public int SubscriptionId { get; set; }

    public bool Terminating { get; set; }

    public sbyte CompressionType { get; set; }

    public byte[] Metrics { get; set; } = [];
}

/// <summary>The answer to <see cref="PushTelemetryRequest"/>.</summary>
[Response(ApiKey.PushTelemetry, 0, 0, FlexibleFrom = 0)]
internal sealed partial class PushTelemetryResponse
{
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }
}
