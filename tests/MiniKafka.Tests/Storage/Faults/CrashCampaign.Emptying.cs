using MiniKafka.Model;
using MiniKafka.Storage.Directories;
using MiniKafka.Storage.Logs;

namespace MiniKafka.Tests.Storage.Faults;

/// <content>
/// Logs that become empty, and move to another log directory while they are; last batches that are cut after a clean stop. However a log became
/// empty, no offset is given twice.
/// </content>
internal sealed partial class CrashCampaign
{
    private static readonly string[] LogDirectories = ["data", "other"];
    private static readonly Uuid TopicId = new(1, 2);

    /// <summary>Where the log ends at least: every offset below was given, and nobody gave it up.</summary>
    private long _leastEnd;

    private Uuid _assigned;

    /// <summary>As a broker does: a copy that was not finished goes.</summary>
    private PartitionLog Open(LogManager manager)
    {
        var log = manager.GetOrCreate(Partition, TopicId, Config, _assigned)!;
        foreach (var directory in manager.Directories)
        {
            directory.DiscardFuture(Partition);
        }

        _assigned = manager.DirectoryOf(Partition)!.Id;
        return log;
    }

    /// <summary>From time to time a broker's life ends with an empty log.</summary>
    private async Task<bool> SometimesEmptyAsync(LogManager manager, PartitionLog log)
    {
        if (_random.Next(10) > 0 || log.IsOffline || log.LogEndOffset == 0)
        {
            return false;
        }

        Empty(log);
        totals.EmptiedLogs += log.Size == 0 ? 1 : 0;
        if (log.Size == 0 && !log.IsOffline && _random.Next(2) == 0)
        {
            await MoveAsync(manager, log);
        }

        return true;
    }

    /// <summary>From time to time the replica is taken away and comes back at once, with nothing in it.</summary>
    private async Task<PartitionLog> SometimesBeginAnewAsync(LogManager manager, PartitionLog log)
    {
        if (_random.Next(10) > 0 || log.IsOffline)
        {
            return log;
        }

        // Until the new name is durable, a crash may bring the old replica back.
        GiveUpFrom(0);
        manager.Delete(Partition, delayMs: 0);
        if (manager.GetOrCreate(Partition, TopicId, Config, _assigned) is not { } anew)
        {
            return log;
        }

        Assert.True((anew.LogStartOffset, anew.LogEndOffset) == (0, 0), Where);
        totals.LogsBegunAnew++;
        if (_random.Next(2) == 0)
        {
            await StepAsync(manager, anew);
        }

        return anew;
    }

    private void Empty(PartitionLog log)
    {
        switch (_random.Next(3))
        {
            case 0:
                log.Config = Config with { RetentionBytes = 0 };
                log.DeleteOldSegments();
                log.Config = Config;
                break;
            case 1:
                log.IncrementLogStartOffset(log.LogEndOffset);
                log.Roll();
                log.DeleteOldSegments();
                break;
            default:
                // A follower whose leader begins later: what it had is given up before anything is changed.
                var start = log.LogEndOffset + _random.Next(1, 50);
                GiveUpFrom(0);
                log.TruncateFullyAndStartAt(start);

                // Where somebody holds a file, it is done once they let go, which this life may not see.
                _leastEnd = log.IsOffline || log.LogEndOffset != start ? 0 : start;
                break;
        }
    }

    private async Task MoveAsync(LogManager manager, PartitionLog log)
    {
        var target = manager.Directories.First(directory => directory != manager.DirectoryOf(Partition));
        using var move = manager.BeginMove(log, TopicId, target);
        while (move.CopySome())
        {
        }

        if (move.IsOver || !await move.FlushAsync() || move.IsOver)
        {
            return;
        }

        _assigned = target.Id;
        totals.MovesWhileEmpty += await move.FinishAsync(_ => { }) is { IsOffline: false } moved && moved.Directory.StartsWith(target.Path, StringComparison.Ordinal) ? 1 : 0;
    }

    /// <summary>A copy tool or a full disk takes some bytes of the last batch.</summary>
    private void SometimesCutLastBatch()
    {
        if (_random.Next(2) == 0)
        {
            return;
        }

        foreach (var directory in LogDirectories)
        {
            if (_disk.CutLastBatch(Path.Combine(directory, Partition.ToString()), _random) is { } baseOffset)
            {
                GiveUpFrom(baseOffset);
                totals.CutLastBatches++;
            }
        }
    }

    /// <summary>Records from an offset on are lost, acknowledged or not. Until something else is durable there, a crash may bring them back.</summary>
    private void GiveUpFrom(long offset)
    {
        foreach (var lost in _acknowledged.Keys.Where(key => key >= offset).ToList())
        {
            _attempted.Add((lost, _acknowledged[lost]));
            _acknowledged.Remove(lost);
        }

        _leastEnd = Math.Min(_leastEnd, offset);
    }
}
