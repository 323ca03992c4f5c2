using MiniKafka.Quorum.Log;

namespace MiniKafka.Quorum.Participation;

/// <summary>
/// Follows the committed metadata of one node, in order and without gaps; called on the node's loop. What it is shown is
/// never taken back.
/// </summary>
internal interface IMetadataListener
{
    /// <summary>Replaces everything applied so far by a snapshot, because the log before it is gone.</summary>
    void LoadSnapshot(MetadataSnapshot snapshot);

    /// <summary>The next committed batch; control batches change nothing but the offset.</summary>
    void Apply(MetadataBatch batch);

    /// <summary>Another leader, or none. A node hears of its own leadership only after everything older was applied.</summary>
    void LeadershipChanged(LeaderAndEpoch leader);
}
