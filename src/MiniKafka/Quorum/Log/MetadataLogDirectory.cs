using MiniKafka.Model;
using MiniKafka.Quorum.Voters;
using MiniKafka.Storage;
using MiniKafka.Storage.Checkpoints;
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

    /// <summary>Opens the log. After an unclean stop all of it is checked, since no checkpoint tells how far it was flushed.</summary>
    public MetadataLog Open(LogConfig config, QuorumOptions options, bool wasCleanShutdown)
    {
        context.FileSystem.CreateDirectory(_directory);
        if (!context.FileSystem.ListFiles(_directory).Any(file => SnapshotNames.TryParse(file.Name, out _) || file.Name.EndsWith(".log", StringComparison.Ordinal)))
        {
            Format(options);
        }

        var opening = new LogOpening(_directory) { WasCleanShutdown = wasCleanShutdown };
        var partition = new TopicPartition(MetadataTopic.Name, MetadataTopic.Partition);
        var log = new PartitionLog(context, partition, config, LogLoader.Load(context, config, opening));
        return new MetadataLog(log, context.FileSystem, options.InitialVoters, KRaftVersion.Static);
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
