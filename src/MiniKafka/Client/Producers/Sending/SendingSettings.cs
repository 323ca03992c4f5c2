using MiniKafka.Model;
using MiniKafka.Records.Compression;

namespace MiniKafka.Client.Producers.Sending;

/// <summary>How batches are sent; named after Kafka's keys. Immutable.</summary>
internal sealed record SendingSettings
{
    public required Acks Acks { get; init; }

    public required int BatchSize { get; init; }

    public required TimeSpan RequestTimeout { get; init; }

    public required TimeSpan DeliveryTimeout { get; init; }

    public required int Retries { get; init; }

    public required int MaxInFlight { get; init; }

    public required int MaxRequestSize { get; init; }

    public required bool Idempotent { get; init; }

    public RecordCompression? Compression { get; init; }
}
