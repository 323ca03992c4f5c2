using Microsoft.Extensions.Logging;
using MiniKafka.Model;
using MiniKafka.Storage.Checkpoints;
using MiniKafka.Storage.Files;
using MiniKafka.Storage.Recovery;

namespace MiniKafka.Storage.Directories;

/// <summary>
/// The offsets of one log directory that outlive the broker. Entries of logs that were not opened yet stay as they were read.
/// Owned by the broker's loop.
/// </summary>
internal sealed class DirectoryCheckpoints
{
    private readonly OffsetCheckpointFile _recoveryPointFile;
    private readonly OffsetCheckpointFile _logStartFile;
    private readonly OffsetCheckpointFile _highWatermarkFile;
    private readonly OffsetCheckpointFile _cleanerFile;
    private SortedDictionary<TopicPartition, long> _recoveryPoints = [];
    private SortedDictionary<TopicPartition, long> _logStarts = [];
    private SortedDictionary<TopicPartition, long> _highWatermarks = [];
    private SortedDictionary<TopicPartition, long> _cleanedOffsets = [];

    public DirectoryCheckpoints(LogContext context, string directory)
    {
        _recoveryPointFile = new OffsetCheckpointFile(context.FileSystem, directory, OffsetCheckpointFile.RecoveryPoint);
        _logStartFile = new OffsetCheckpointFile(context.FileSystem, directory, OffsetCheckpointFile.LogStartOffset);
        _highWatermarkFile = new OffsetCheckpointFile(context.FileSystem, directory, OffsetCheckpointFile.HighWatermark);
        _cleanerFile = new OffsetCheckpointFile(context.FileSystem, directory, OffsetCheckpointFile.Cleaner);
    }

    /// <summary>Takes over what the last owner left.</summary>
    public void Read(ILogger logger)
    {
        _recoveryPoints = Read(_recoveryPointFile, logger);
        _logStarts = Read(_logStartFile, logger);
        _highWatermarks = Read(_highWatermarkFile, logger);
        _cleanedOffsets = Read(_cleanerFile, logger);
    }

    public LogOpening Opening(TopicPartition partition, string directory, bool wasClean) => new(directory)
    {
        WasCleanShutdown = wasClean,
        RecoveryPoint = _recoveryPoints.GetValueOrDefault(partition),
        LogStartOffset = _logStarts.GetValueOrDefault(partition),
        HighWatermark = _highWatermarks.GetValueOrDefault(partition),
        CleanedOffset = CleanedOffset(partition),
    };

    /// <summary>Everything below was compacted at least once.</summary>
    public long CleanedOffset(TopicPartition partition) => _cleanedOffsets.GetValueOrDefault(partition);

    /// <summary>Notes it; the file follows by <see cref="WriteCleanedOffsets"/>.</summary>
    public void SetCleanedOffset(TopicPartition partition, long offset) => _cleanedOffsets[partition] = offset;

    public void WriteCleanedOffsets() => _cleanerFile.Write(_cleanedOffsets);

    /// <summary>Whether the files say more of a log than is true since its end was cut off.</summary>
    public bool AreBeyond(PartitionLog log) =>
        _recoveryPoints.GetValueOrDefault(log.Partition) > log.Flusher.FlushedOffset || CleanedOffset(log.Partition) > log.LogEndOffset;

    /// <summary>Brings the files back to what is true of a log whose end was cut off. Where there is no room to write them anew they go, and say nothing.</summary>
    public void PullBack(PartitionLog log, IReadOnlyCollection<PartitionLog> all)
    {
        try
        {
            WriteRecoveryPoints(all);
        }
        catch (DiskFullException)
        {
            _recoveryPoints.Clear();
            _recoveryPointFile.Delete();
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
                _cleanedOffsets.Clear();
                _cleanerFile.Delete();
            }
        }
    }

    public void Remove(TopicPartition partition)
    {
        _recoveryPoints.Remove(partition);
        _logStarts.Remove(partition);
        _highWatermarks.Remove(partition);
        _cleanedOffsets.Remove(partition);
    }

    /// <summary>Writes how far the logs are durable and where they begin.</summary>
    public void WriteRecoveryPoints(IEnumerable<PartitionLog> logs)
    {
        foreach (var log in logs)
        {
            _recoveryPoints[log.Partition] = log.Flusher.FlushedOffset;
            if (log.LogStartOffset > log.Segments.First.BaseOffset)
            {
                _logStarts[log.Partition] = log.LogStartOffset;
            }
            else
            {
                _logStarts.Remove(log.Partition);
            }
        }

        _recoveryPointFile.Write(_recoveryPoints);
        _logStartFile.Write(_logStarts);
    }

    public void WriteHighWatermarks(IEnumerable<PartitionLog> logs)
    {
        foreach (var log in logs)
        {
            _highWatermarks[log.Partition] = log.HighWatermark;
        }

        _highWatermarkFile.Write(_highWatermarks);
    }

    private static SortedDictionary<TopicPartition, long> Read(OffsetCheckpointFile file, ILogger logger)
    {
        var offsets = file.Read();
        if (offsets is null)
        {
            logger.CheckpointLost(file.Path);
        }

        return offsets ?? [];
    }
}
