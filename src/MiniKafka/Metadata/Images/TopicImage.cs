using System.Collections.Immutable;
using MiniKafka.Model;

namespace MiniKafka.Metadata.Images;

/// <summary>A topic and its partitions. Immutable; unchanged topics stay the same object from image to image.</summary>
internal sealed record TopicImage(string Name, Uuid Id)
{
    public ImmutableSortedDictionary<int, PartitionImage> Partitions { get; init; } = ImmutableSortedDictionary<int, PartitionImage>.Empty;
}
