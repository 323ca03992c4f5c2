using MiniKafka.Model;
using MiniKafka.Quorum.Voters;
using MiniKafka.Storage;
using MiniKafka.Storage.Checkpoints;
using MiniKafka.Storage.Logs;
using MiniKafka.Storage.Recovery;

namespace MiniKafka.Quorum.Log;

/// <summary>
/// The directory __cluster_metadata-0 in one of the node's log directories: opens what is there, or lays it out as a
/// freshly formatted one, with a first snapshot that names the voters.
/// </summary>
internal sealed class MetadataLogDirectory(LogContext context, string logDirectory)
{
    /// <summary>Records of one atomic batch may take this much, whatever topics may have.</summary>
    private const int MaxBatchBytes = 64 * 1024 * 1024;

    private readonly string _directory = Path.Combine(logDirectory, new TopicPartition(MetadataTopic.Name, MetadataTopic.Partition).ToString());

    public QuorumStateFile QuorumState => new(context.FileSystem, _directory);

    /// <summary>The limits from the metadata.log.* keys; nothing is deleted by age or size, since that is up to the snapshots.</summary>
    public static LogConfig Config(int segmentBytes, long segmentMs) => LogConfig.Default with
    {
        SegmentBytes = segmentBytes,
        SegmentMs = segmentMs,
        MaxMessageBytes = MaxBatchBytes,
        RetentionMs = -1,
        RetentionBytes = -1,
    };

    /// <summary>Opens the log. All of it is checked at every start: cluster and topics stand on it.</summary>
    /// <exception cref="DamagedMetadataException">It is damaged where it was committed already, and is not to be cut there.</exception>
    public MetadataLog Open(LogConfig config, QuorumOptions options, bool wasCleanShutdown)
    {
        context.FileSystem.CreateDirectory(_directory);
        if (!context.FileSystem.ListFiles(_directory).Any(file => SnapshotNames.TryParse(file.Name, out _) || file.Name.EndsWith(".log", StringComparison.Ordinal)))
        {
            Format(options);
        }

        var partition = new TopicPartition(MetadataTopic.Name, MetadataTopic.Partition);
        var log = new PartitionLog(context, partition, config, Load(config, options.CutsDamage, wasCleanShutdown));
        try
        {
            return new MetadataLog(log, context.FileSystem, options.InitialVoters, KRaftVersion.Static);
        }
        catch
        {
            // Whoever tries again finds no file of it open.
            log.Retire();
            throw;
        }
    }

    private LoadedLog Load(LogConfig config, bool cutsDamage, bool wasCleanShutdown)
    {
        var committed = new CommittedOffset(context.FileSystem, _directory);
        var snapshot = NewestSnapshot();
        var guard = cutsDamage ? CommittedGuard.None : new CommittedGuard(committed.Noted, snapshot, wasCleanShutdown);
        var loaded = DamagedMetadataException.Explain(() =>
            LogLoader.Load(context, config, new LogOpening(_directory) { WasCleanShutdown = wasCleanShutdown, Guard = guard }));
        if (Math.Max(loaded.LogEndOffset, snapshot) < committed.Noted)
        {
            loaded.Close();
            if (!cutsDamage)
            {
                throw DamagedMetadataException.EndsTooSoon(_directory, loaded.LogEndOffset, committed.Noted);
            }

            committed.Forget();
        }

        return loaded;
    }

    private long NewestSnapshot()
    {
        var newest = 0L;
        foreach (var file in context.FileSystem.ListFiles(_directory))
        {
            if (SnapshotNames.TryParse(file.Name, out var id))
            {
                newest = Math.Max(newest, id.Offset);
            }
        }

        return newest;
    }

    private void Format(QuorumOptions options)
    {
        PartitionMetadataFile.Write(context.FileSystem, _directory, MetadataTopic.Id);
        if (!options.InitialVoters.Contains(options.Local))
        {
            return;
        }

        var snapshot = new SnapshotFile(context.FileSystem, _directory, OffsetAndEpoch.Bootstrap);
        var header = new SnapshotHeader(context.NowMs, context.NowMs, options.InitialVoters, KRaftVersion.Reconfigurable);
        MetadataSnapshot.Write(snapshot, header, []);
        snapshot.Freeze();
    }
}
