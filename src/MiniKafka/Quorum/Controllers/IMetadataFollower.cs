using MiniKafka.Metadata.Images;
using MiniKafka.Metadata.Replay;

namespace MiniKafka.Quorum.Controllers;

/// <summary>Somebody on this node who acts upon the committed metadata, or upon who decides for the cluster. Called on the node's loop.</summary>
internal interface IMetadataFollower
{
    /// <summary>
    /// A batch took effect. Each image is seen once, in order, before the append that made it returns to its caller.
    /// </summary>
    /// <param name="changes">What it changed.</param>
    /// <param name="offset">The offset of its last record.</param>
    void OnPublished(ImageChanges changes, long offset)
    {
    }

    /// <summary>Another leader of the metadata log, or none.</summary>
    void OnLeaderChanged(LeaderAndEpoch leader)
    {
    }

    /// <summary>A term of this node as active controller begins, with the image it begins with, or ends (null).</summary>
    void OnTermChanged(ClusterImage? image)
    {
    }
}
