using System.Buffers;
using MiniKafka.Broker.Telemetry;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Records.Compression;
using MiniKafka.Rpc;

namespace MiniKafka.Broker.Handlers;

/// <summary>
/// PushTelemetry, key 72, version 0: a client delivers metrics (KIP-714). Checked as if somebody received them, and then
/// dropped, as nobody does. Answered, but not advertised.
/// </summary>
internal sealed class PushTelemetryHandler(ClientInstances instances, ClusterView view) : RequestHandler<PushTelemetryRequest>
{
    private const sbyte LastCodec = 4;
    private static readonly Uuid MetadataTopicId = new(0, 1);

    protected override ValueTask<IResponse?> HandleAsync(PushTelemetryRequest request, RequestContext context)
    {
        if (request.ClientInstanceId == Uuid.Zero || request.ClientInstanceId == MetadataTopicId)
        {
            return Answer(new PushTelemetryResponse { ErrorCode = ErrorCode.InvalidRequest });
        }

        var instance = instances.Of(request.ClientInstanceId, context);
        instance.LastError = Check(instance, request);
        instance.IsTerminating = request.Terminating;
        return Answer(new PushTelemetryResponse { ErrorCode = instance.LastError });
    }

    private ErrorCode Check(ClientInstance instance, PushTelemetryRequest request) =>
        instance.IsTerminating ? ErrorCode.InvalidRequest
        : !instance.TryPush() && !request.Terminating ? ErrorCode.ThrottlingQuotaExceeded
        : request.SubscriptionId != instance.SubscriptionId ? ErrorCode.UnknownSubscriptionId
        : request.CompressionType is < 0 or > LastCodec ? ErrorCode.UnsupportedCompressionType
        : request.Metrics.Length > view.Config.TelemetryMaxBytes ? ErrorCode.TelemetryTooLarge
        : CanBeRead(request) ? ErrorCode.None : ErrorCode.InvalidRecord;

    /// <summary>Whether what was compressed comes out again, and is not larger then than what may be pushed.</summary>
    private bool CanBeRead(PushTelemetryRequest request) =>
        request.Metrics.Length == 0
        || CompressionCodecs.Default.Find((CompressionType)request.CompressionType) is not { } codec
        || codec.Decompress(request.Metrics, new ArrayBufferWriter<byte>(), view.Config.TelemetryMaxBytes) == DecompressionStatus.Done;
}
