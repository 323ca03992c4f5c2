using MiniKafka.Broker.Telemetry;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;

namespace MiniKafka.Broker.Handlers;

/// <summary>
/// GetTelemetrySubscriptions, key 71, version 0: which metrics are wanted of a client (KIP-714). Answered, but not advertised:
/// nobody here receives metrics, and clients that see the API would go on to push them.
/// </summary>
internal sealed class GetTelemetrySubscriptionsHandler(ClientInstances instances, ClusterView view)
    : RequestHandler<GetTelemetrySubscriptionsRequest>
{
    /// <summary>zstd, lz4, gzip, snappy: the best first.</summary>
    private static readonly sbyte[] Codecs = [4, 3, 1, 2];

    protected override ValueTask<IResponse?> HandleAsync(GetTelemetrySubscriptionsRequest request, RequestContext context)
    {
        var instance = instances.Of(request.ClientInstanceId == Uuid.Zero ? instances.NewId() : request.ClientInstanceId, context);
        if (!instance.TryGet())
        {
            return Answer(new GetTelemetrySubscriptionsResponse { ErrorCode = ErrorCode.ThrottlingQuotaExceeded });
        }

        instance.LastError = ErrorCode.None;
        return Answer(new GetTelemetrySubscriptionsResponse
        {
            ClientInstanceId = instance.Id,
            SubscriptionId = instance.SubscriptionId,
            AcceptedCompressionTypes = [.. Codecs],
            PushIntervalMs = instance.PushIntervalMs,
            TelemetryMaxBytes = view.Config.TelemetryMaxBytes,
            DeltaTemporality = true,
            RequestedMetrics = [.. instance.Metrics],
        });
    }
}
