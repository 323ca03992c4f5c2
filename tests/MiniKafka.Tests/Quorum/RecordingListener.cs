using MiniKafka.Quorum;
using MiniKafka.Quorum.Log;
using MiniKafka.Quorum.Participation;

namespace MiniKafka.Tests.Quorum;

/// <summary>Writes down what a node is shown: texts of records, snapshots, leaders.</summary>
internal sealed class RecordingListener : IMetadataListener
{
    public List<string> Applied { get; } = [];

    public List<LeaderAndEpoch> Leaders { get; } = [];

    public int SnapshotsLoaded { get; private set; }

    public OffsetAndEpoch End { get; private set; }

    public long Timestamp { get; private set; }

    /// <summary>Called after a change of leadership was written down.</summary>
    public Action<LeaderAndEpoch>? OnLeader { get; set; }

    public void LoadSnapshot(MetadataSnapshot snapshot)
    {
        SnapshotsLoaded++;
        Applied.Clear();
        Applied.AddRange(snapshot.Batches.SelectMany(batch => batch.Entries).Select(QuorumFixture.Text));
        End = snapshot.Id;
        Timestamp = snapshot.LastContainedLogTimestamp;
    }

    public void Apply(MetadataBatch batch)
    {
        Assert.Equal(End.Offset, batch.BaseOffset);
        End = new OffsetAndEpoch(batch.LastOffset + 1, batch.Epoch);
        Timestamp = batch.Timestamp;
        if (!batch.IsControl)
        {
            Applied.AddRange(batch.Entries.Select(QuorumFixture.Text));
        }
    }

    public void LeadershipChanged(LeaderAndEpoch leader)
    {
        Leaders.Add(leader);
        OnLeader?.Invoke(leader);
    }
}
