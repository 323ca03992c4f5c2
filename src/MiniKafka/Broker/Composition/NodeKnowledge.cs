using MiniKafka.Metadata.Images;
using MiniKafka.Quorum;

namespace MiniKafka.Broker.Composition;

/// <summary>What a node knew of its cluster at one moment, for eyes outside its loop. Immutable.</summary>
/// <param name="Image">The committed metadata.</param>
/// <param name="Offset">How far into the metadata log the image reaches; -1 before the first record.</param>
/// <param name="Controller">Who leads the metadata log.</param>
/// <param name="IsActiveController">The node itself decides for the cluster.</param>
internal sealed record NodeKnowledge(ClusterImage Image, long Offset, LeaderAndEpoch Controller, bool IsActiveController)
{
    public static NodeKnowledge Nothing { get; } = new(ClusterImage.Empty, -1, new LeaderAndEpoch(null, 0), false);
}
