using MiniKafka.Metadata.Images;
using MiniKafka.Metadata.Replay;
using MiniKafka.Protocol.Persisted;
using MiniKafka.Quorum.Log;
using MiniKafka.Quorum.Participation;

namespace MiniKafka.Quorum.Controllers;

/// <summary>
/// The cluster as the committed metadata describes it on this node: replays the log, tells its followers what changed, and
/// condenses it into snapshots when enough is new. Owned by the node's loop.
/// </summary>
internal sealed class MetadataLoader : IMetadataListener, IDisposable
{
    private const int RecordsPerSnapshotBatch = 1000;

    private readonly QuorumOptions _options;
    private readonly MetadataQuorum _quorum;
    private readonly ITimer _timer;
    private MetadataReplayer _replayer = new(ClusterImage.Empty);
    private long _bytesSinceSnapshot;

    public MetadataLoader(QuorumOptions options, MetadataQuorum quorum, TimeProvider clock)
    {
        _options = options;
        _quorum = quorum;
        _timer = clock.CreateTimer(_ => TakeSnapshot(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public MetadataFollowers Followers { get; } = new();

    public ClusterImage Image => _replayer.Image;

    /// <summary>Where the image stands in the log.</summary>
    public OffsetAndEpoch End { get; private set; }

    /// <summary>When the last record of the image was appended.</summary>
    public long Timestamp { get; private set; }

    /// <summary>How often a snapshot took the place of the log.</summary>
    public int SnapshotsLoaded { get; private set; }

    public void LoadSnapshot(MetadataSnapshot snapshot)
    {
        var before = Image;
        SnapshotsLoaded++;
        _replayer = new MetadataReplayer(ClusterImage.Empty);
        foreach (var batch in snapshot.Batches)
        {
            Replay(batch);
        }

        End = snapshot.Id;
        Timestamp = snapshot.LastContainedLogTimestamp;
        _bytesSinceSnapshot = 0;
        Followers.Publish(new ImageChanges(before, Image), snapshot.Id.Offset - 1);
    }

    public void Apply(MetadataBatch batch)
    {
        var before = Image;
        End = new OffsetAndEpoch(batch.LastOffset + 1, batch.Epoch);
        Timestamp = batch.Timestamp;
        if (!batch.IsControl)
        {
            Replay(batch);
        }

        Followers.Publish(new ImageChanges(before, Image), batch.LastOffset);
        CountTowardsSnapshot(batch.SizeInBytes);
        Heal();
    }

    public void LeadershipChanged(LeaderAndEpoch leader) => Followers.ChangeLeader(leader);

    /// <summary>Condenses what is committed now, unless that is in the middle of a metadata transaction.</summary>
    public void TakeSnapshot()
    {
        if (_replayer.IsInTransaction || End.Offset == 0)
        {
            return;
        }

        _bytesSinceSnapshot = 0;
        var records = ImageSnapshot.Write(Image).Select(ReadOnlyMemory<byte> (record) => MetadataRecordSerde.Encode(record.Value, record.Version)).Chunk(RecordsPerSnapshotBatch);
        _quorum.TakeSnapshot(End, Timestamp, records);
    }

    public void Dispose() => _timer.Dispose();

    private void Replay(MetadataBatch batch) => _replayer.Replay(batch.Entries.Select(entry => MetadataRecordSerde.Decode(entry.Value).Record));

    /// <summary>
    /// The log holds what Apache Kafka would not load. Since it begins at the newest snapshot, one that covers all of that makes
    /// the directory good again. It is taken once, when everything committed is replayed.
    /// </summary>
    private void Heal()
    {
        if (!_replayer.HasForgiven || End.Offset < _quorum.HighWatermark)
        {
            return;
        }

        TakeSnapshot();
        if (_quorum.Log.Snapshots.Latest?.Offset >= End.Offset)
        {
            _replayer = new MetadataReplayer(Image);
        }
    }

    private void CountTowardsSnapshot(int bytes)
    {
        if (_bytesSinceSnapshot == 0 && _options.SnapshotMaxIntervalMs > 0)
        {
            _timer.Change(TimeSpan.FromMilliseconds(_options.SnapshotMaxIntervalMs), Timeout.InfiniteTimeSpan);
        }

        _bytesSinceSnapshot += bytes;
        if (_bytesSinceSnapshot >= _options.SnapshotMaxNewRecordBytes)
        {
            TakeSnapshot();
        }
    }
}
