using MiniKafka.Client.Producers.Partitioning;
using MiniKafka.Client.Producers.Sending;

namespace MiniKafka.Client.Producers;

/// <summary>A producer's configuration, checked as a whole and taken apart once. Immutable.</summary>
internal sealed record ProducerSettings
{
    public required SendingSettings Sending { get; init; }

    public required RecordPartitioner Partitioner { get; init; }

    /// <summary>Whether the sticky partition is rather one with few batches waiting.</summary>
    public required bool Adaptive { get; init; }

    public required TimeSpan Linger { get; init; }

    public required long BufferMemory { get; init; }

    public required TimeSpan MaxBlock { get; init; }

    public required TimeSpan CloseTimeout { get; init; }

    public required TimeSpan MetadataMaxIdle { get; init; }
}
