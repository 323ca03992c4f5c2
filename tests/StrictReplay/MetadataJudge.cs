using MiniKafka.Quorum.Log;
using MiniKafka.Storage.Files;

namespace StrictReplay;

/// <summary>Judges a metadata log and the snapshots beside it: every record is one that Apache Kafka loads, and a snapshot says what the log says.</summary>
internal static class MetadataJudge
{
    private const string Partition = "__cluster_metadata-0";

    /// <summary>Judges every metadata log beneath a folder of the disk.</summary>
    public static void CheckFolder(string folder)
    {
        foreach (var directory in Directory.EnumerateDirectories(folder, Partition, SearchOption.AllDirectories))
        {
            Check(new DiskFileSystem(), Path.GetDirectoryName(directory)!);
        }
    }

    /// <summary>Judges the metadata log in a log directory, if there is one, from its first record on.</summary>
    public static void Check(IFileSystem files, string logDirectory) => Check(files, logDirectory, snapshots => 0);

    /// <summary>Judges what is loaded of it: the newest snapshot and the log behind it.</summary>
    public static void CheckLoaded(IFileSystem files, string logDirectory) =>
        Check(files, logDirectory, snapshots => snapshots.Count == 0 ? 0 : snapshots[^1]);

    private static void Check(IFileSystem files, string logDirectory, Func<List<long>, long> chooseStart)
    {
        var directory = Path.Combine(logDirectory, Partition);
        if (!files.DirectoryExists(directory))
        {
            return;
        }

        try
        {
            var snapshots = MetadataFiles.Snapshots(files, directory);
            var log = MetadataFiles.Log(files, directory);
            CheckBatches(log);
            var states = snapshots.ToDictionary(snapshot => snapshot.Id.Offset, snapshot => Load(snapshot.Id, snapshot.Batches));
            if (log.Count == 0 || (snapshots.Count > 0 && snapshots[^1].Id > new OffsetAndEpoch(log[^1].LastOffset + 1, log[^1].Epoch)))
            {
                // The newest snapshot came from the leader, in the place of whatever the log holds.
                return;
            }

            var first = Math.Max(log[0].BaseOffset, chooseStart([.. states.Keys]));
            var (start, cluster) = Start(first, states);
            Replay(log.Where(batch => batch.LastOffset >= start), cluster, states);
            CheckEpochs(log, snapshots.Select(snapshot => snapshot.Id));
        }
        catch (RefusedRecordException refused)
        {
            throw new RefusedRecordException($"{directory}: {refused.Message}");
        }
    }

    /// <summary>The log is replayed from its first record, or from the first snapshot that stands behind that.</summary>
    private static (long Offset, StrictCluster Cluster) Start(long first, Dictionary<long, StrictCluster> snapshots)
    {
        if (first == 0)
        {
            return (0, new StrictCluster());
        }

        var start = snapshots.Keys.Where(offset => offset >= first).DefaultIfEmpty(-1).Min();
        Need.That(start >= 0, $"the log begins at {first}, and no snapshot tells what was before");
        return (start, snapshots[start]);
    }

    private static void Replay(IEnumerable<MetadataBatch> log, StrictCluster cluster, Dictionary<long, StrictCluster> snapshots)
    {
        foreach (var batch in log)
        {
            Compare(batch.BaseOffset);
            if (!batch.IsControl)
            {
                cluster.Replay(MetadataFiles.Entries(batch));
            }

            Need.That(!snapshots.Keys.Any(offset => offset > batch.BaseOffset && offset <= batch.LastOffset), $"a snapshot ends within the batch at {batch.BaseOffset}");
            Compare(batch.LastOffset + 1);
        }

        void Compare(long offset)
        {
            if (offset > 0 && snapshots.TryGetValue(offset, out var snapshot) && !ReferenceEquals(snapshot, cluster))
            {
                Need.That(!cluster.IsInTransaction, $"the snapshot at {offset} stands within a transaction");
                var (missing, extra) = (cluster.Lines().Except(snapshot.Lines()).FirstOrDefault(), snapshot.Lines().Except(cluster.Lines()).FirstOrDefault());
                Need.That(missing is null && extra is null, $"the snapshot at {offset} says '{extra}', and the log says '{missing}'");
            }
        }
    }

    private static StrictCluster Load(OffsetAndEpoch id, List<MetadataBatch> batches)
    {
        Need.That(batches is [{ IsControl: true }, .., { IsControl: true }], $"the snapshot {id} has no header or no footer");
        Need.That(batches[0].Entries[0].Control == QuorumControlType.SnapshotHeader, $"the snapshot {id} begins with {batches[0].Entries[0].Control}");
        Need.That(batches[^1].Entries[^1].Control == QuorumControlType.SnapshotFooter, $"the snapshot {id} ends with {batches[^1].Entries[^1].Control}");
        Need.That(batches.TrueForAll(batch => batch.Epoch == id.Epoch), $"the snapshot {id} has batches of another epoch");
        CheckOffsets(batches, $"the snapshot {id}");
        var cluster = new StrictCluster();
        try
        {
            cluster.ReplaySnapshot(batches.Where(batch => !batch.IsControl).SelectMany(MetadataFiles.Entries));
        }
        catch (RefusedRecordException refused)
        {
            throw new RefusedRecordException($"the snapshot {id}: {refused.Message}");
        }

        return cluster;
    }

    private static void CheckBatches(List<MetadataBatch> log)
    {
        CheckOffsets(log, "the log");
        for (var i = 1; i < log.Count; i++)
        {
            var (before, batch) = (log[i - 1], log[i]);
            Need.That(batch.Epoch >= before.Epoch, $"the epoch falls from {before.Epoch} to {batch.Epoch} at offset {batch.BaseOffset}");
            Need.That(
                batch.Epoch == before.Epoch || (batch.IsControl && batch.Entries[0].Control == QuorumControlType.LeaderChange),
                $"epoch {batch.Epoch} begins at offset {batch.BaseOffset} without its leader's word");
        }
    }

    private static void CheckOffsets(List<MetadataBatch> batches, string where)
    {
        for (var i = 1; i < batches.Count; i++)
        {
            Need.That(batches[i].BaseOffset == batches[i - 1].LastOffset + 1, $"{where} goes on with offset {batches[i].BaseOffset} behind {batches[i - 1].LastOffset}");
        }
    }

    private static void CheckEpochs(List<MetadataBatch> log, IEnumerable<OffsetAndEpoch> snapshots)
    {
        foreach (var id in snapshots)
        {
            var last = log.Find(batch => batch.LastOffset == id.Offset - 1);
            Need.That(last is null || last.Epoch == id.Epoch, $"the snapshot {id} ends with a record of epoch {last?.Epoch}");
        }
    }
}
