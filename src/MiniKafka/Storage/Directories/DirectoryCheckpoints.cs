using Microsoft.Extensions.Logging;
using MiniKafka.Model;
using MiniKafka.Storage.Checkpoints;
using MiniKafka.Storage.Files;
using MiniKafka.Storage.Logs;
using MiniKafka.Storage.Recovery;

namespace MiniKafka.Storage.Directories;

/// <summary>
/// The offsets of one log directory that outlive the broker. Owned by the broker's loop.
/// </summary>
internal sealed class DirectoryCheckpoints(LogContext context, string directory)
{
    private readonly CheckpointedOffsets _recoveryPoints = Of(context, directory, OffsetCheckpointFile.RecoveryPoint);
    private readonly CheckpointedOffsets _logStarts = Of(context, directory, OffsetCheckpointFile.LogStartOffset);
    private readonly CheckpointedOffsets _highWatermarks = Of(context, directory, OffsetCheckpointFile.HighWatermark);
    private readonly CheckpointedOffsets _cleanedOffsets = Of(context, directory, OffsetCheckpointFile.Cleaner);

    /// <summary>Takes over what the last owner left.</summary>
    public void Read(ILogger logger) => ForEach(offsets => offsets.Read(logger));

    public LogOpening Opening(TopicPartition partition, string path, bool wasClean) => new(path)
    {
        WasCleanShutdown = wasClean,
        RecoveryPoint = _recoveryPoints[partition],
        LogStartOffset = _logStarts[partition],
        HighWatermark = _highWatermarks[partition],
        CleanedOffset = CleanedOffset(partition),
    };

    /// <summary>Everything below was compacted at least once.</summary>
    public long CleanedOffset(TopicPartition partition) => _cleanedOffsets[partition];

    /// <summary>Notes it; the file follows by <see cref="WriteCleanedOffsets"/>.</summary>
    public void SetCleanedOffset(TopicPartition partition, long offset) => _cleanedOffsets[partition] = offset;

    public void WriteCleanedOffsets() => _cleanedOffsets.Write();

    /// <summary>Whether the files say more of a log than is true since its end was cut off.</summary>
    public bool AreBeyond(PartitionLog log) =>
        _recoveryPoints[log.Partition] > log.FlushedOffset || CleanedOffset(log.Partition) > log.LogEndOffset;

    /// <summary>Brings the files back to what is true of a log whose end was cut off. Where there is no room to write them anew they go, and say nothing.</summary>
    public void PullBack(PartitionLog log, IReadOnlyCollection<PartitionLog> all)
    {
        try
        {
            WriteRecoveryPoints(all);
        }
        catch (DiskFullException)
        {
            _recoveryPoints.Delete();
        }

        if (CleanedOffset(log.Partition) > log.LogEndOffset)
        {
            try
            {
                SetCleanedOffset(log.Partition, log.LogEndOffset);
                WriteCleanedOffsets();
            }
            catch (DiskFullException)
            {
                _cleanedOffsets.Delete();
            }
        }
    }

    public void Remove(TopicPartition partition) => ForEach(offsets => offsets.Remove(partition));

    /// <summary>
    /// A new replica is about to be made: no file tells any more of one that was here before under its name. It would be taken for that one after a crash,
    /// and go on where that one ended.
    /// </summary>
    public void BeginAnew(TopicPartition partition) => ForEach(offsets => offsets.RemoveDurably(partition));

    /// <summary>Writes how far the logs are durable and where they begin.</summary>
    public void WriteRecoveryPoints(IEnumerable<PartitionLog> logs)
    {
        foreach (var log in logs)
        {
            _recoveryPoints[log.Partition] = log.FlushedOffset;
            if (log.LogStartOffset > log.Segments.First.BaseOffset)
            {
                _logStarts[log.Partition] = log.LogStartOffset;
            }
            else
            {
                _logStarts.Remove(log.Partition);
            }
        }

        _recoveryPoints.Write();
        _logStarts.Write();
    }

    public void WriteHighWatermarks(IEnumerable<PartitionLog> logs)
    {
        foreach (var log in logs)
        {
            _highWatermarks[log.Partition] = log.HighWatermark;
        }

        _highWatermarks.Write();
    }

    private static CheckpointedOffsets Of(LogContext context, string directory, string name) => new(new OffsetCheckpointFile(context.FileSystem, directory, name));

    private void ForEach(Action<CheckpointedOffsets> action)
    {
        action(_recoveryPoints);
        action(_logStarts);
        action(_highWatermarks);
        action(_cleanedOffsets);
    }
}
