using MiniKafka.Metadata.Images;
using MiniKafka.Metadata.Replay;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Persisted;
using MiniKafka.Quorum.Log;

namespace MiniKafka.Quorum.Controllers;

/// <summary>
/// Replays committed metadata into images. Owned by the node's loop. Those who follow see each image once, in order,
/// before the append that made it returns to its caller.
/// </summary>
internal sealed class MetadataLoader : IMetadataListener
{
    private MetadataReplayer _replayer = new(ClusterImage.Empty);

    /// <summary>A new image: the one before, the new one, and the offset of its last record.</summary>
    public event Action<ImageChanges, long>? Published;

    /// <summary>Who leads the metadata log changed.</summary>
    public event Action<LeaderAndEpoch>? LeaderChanged;

    public ClusterImage Image => _replayer.Image;

    public void LoadSnapshot(MetadataSnapshot snapshot)
    {
        var before = Image;
        _replayer = new MetadataReplayer(ClusterImage.Empty);
        foreach (var batch in snapshot.Batches)
        {
            Replay(batch);
        }

        Published?.Invoke(new ImageChanges(before, Image), snapshot.Id.Offset - 1);
    }

    public void Apply(MetadataBatch batch)
    {
        var before = Image;
        Replay(batch);
        Published?.Invoke(new ImageChanges(before, Image), batch.LastOffset);
    }

    public void LeadershipChanged(LeaderAndEpoch leader) => LeaderChanged?.Invoke(leader);

    private void Replay(MetadataBatch batch)
    {
        if (!batch.IsControl)
        {
            _replayer.Replay(batch.Entries.Select(IPersistedRecord (entry) => MetadataRecordSerde.Decode(entry.Value).Record));
        }
    }
}
