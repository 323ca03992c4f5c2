using MiniKafka.Model;
using MiniKafka.Runtime;
using MiniKafka.Storage.Cleaning;
using MiniKafka.Storage.Files;
using MiniKafka.Storage.Logs;
using MiniKafka.Storage.Segments;

namespace MiniKafka.Storage.Directories;

/// <summary>
/// Compacts logs one after the other, the dirtiest first. Rounds are planned and swapped in on the broker's loop; reading and
/// writing happen in slices on workers, with pauses when the rate is limited. A log whose round came to nothing rests until the
/// next time, while others have their turn.
/// </summary>
internal sealed class LogCleaner : IDisposable
{
    private const long SliceBytes = 1024 * 1024;

    private readonly LogContext _context;
    private readonly LoopHost _host;
    private readonly IReadOnlyList<LogDirectory> _directories;
    private readonly CleanerOptions _options;
    private readonly SortedSet<TopicPartition> _uncleanable = [];
    private readonly ITimer _timer;
    private bool _isRunning;
    private bool _isStopped;

    public LogCleaner(LogContext context, LoopHost host, IReadOnlyList<LogDirectory> directories, CleanerOptions options)
    {
        _context = context;
        _host = host;
        _directories = directories;
        _options = options;
        _timer = context.Clock.CreateTimer(_ => Clean(), null, options.Backoff, options.Backoff);
    }

    public void Dispose()
    {
        _isStopped = true;
        _timer.Dispose();
    }

    /// <summary>Compacts until no log is dirty enough. Returns how many rounds that took; 0 when another call is at it.</summary>
    public async Task<int> CleanAllAsync()
    {
        if (_isRunning)
        {
            return 0;
        }

        _isRunning = true;
        var rounds = 0;
        var resting = new SortedSet<TopicPartition>(_uncleanable);
        try
        {
            while (!_isStopped && SelectDirtiest(resting) is { } next)
            {
                if (await RunAsync(next.Directory, next.Log, next.Plan))
                {
                    rounds++;
                }
                else
                {
                    resting.Add(next.Log.Partition);
                }
            }
        }
        finally
        {
            _isRunning = false;
        }

        return rounds;
    }

    /// <summary>Whatever fails here but a log or its medium ends the loop: nobody else would hear of it.</summary>
    private async void Clean() => await CleanAllAsync();

    private (LogDirectory Directory, PartitionLog Log, CleaningPlan Plan)? SelectDirtiest(SortedSet<TopicPartition> resting)
    {
        (LogDirectory Directory, PartitionLog Log, CleaningPlan Plan)? dirtiest = null;
        foreach (var directory in _directories.Where(directory => directory.Failure is null))
        {
            foreach (var log in directory.Logs.Values.Where(log => !log.IsMoving && !resting.Contains(log.Partition)))
            {
                var plan = CleaningSelection.Plan(log, directory.CleanedOffset(log.Partition), _context.NowMs);
                if (plan is not null && (dirtiest is null || plan.DirtyRatio > dirtiest.Value.Plan.DirtyRatio))
                {
                    dirtiest = (directory, log, plan);
                }
            }
        }

        return dirtiest;
    }

    /// <summary>One round: map the dirty part, rewrite group by group, swap each group in. False when nothing came of it.</summary>
    private async Task<bool> RunAsync(LogDirectory directory, PartitionLog log, CleaningPlan plan)
    {
        try
        {
            var map = new KeyOffsetMap(_options.DedupeBufferBytes, plan.EndOffset - plan.DirtyOffset, _options.DedupeLoadFactor);
            using (var mapping = new OffsetMapStage(plan, map, _context))
            {
                await RunStageAsync(log, mapping);
            }

            // The checkpoint must not lie behind what is compacted: recovery takes gaps in offsets there for lost batches.
            var endOffset = Math.Min(map.LatestOffset + 1, plan.EndOffset);
            return endOffset > plan.DirtyOffset && directory.WriteRecoveryPoints() && await RewriteAsync(directory, log, plan.UpTo(endOffset), map);
        }
        catch (DamagedBatchException error)
        {
            _context.Logger.LogUncleanable(error, log.Partition);
            _uncleanable.Add(log.Partition);
            return false;
        }
        catch (IOException error)
        {
            // A segment that went meanwhile, or a full disk: the log is as it was, and the next round tries again.
            _context.Logger.CleaningAbandoned(error, log.Partition);
            return false;
        }
    }

    private async Task<bool> RewriteAsync(LogDirectory directory, PartitionLog log, CleaningPlan plan, KeyOffsetMap map)
    {
        var (oldBytes, newBytes) = (plan.Segments.Sum(segment => segment.Size), 0L);
        var compactor = new BatchCompactor(plan, map, _context.Codecs);
        foreach (var group in CleaningGroup.Of(plan.Segments, plan.SegmentsEnd, plan.Config))
        {
            using var rewriting = new RewriteStage(plan, group, compactor, _context);
            try
            {
                await RunStageAsync(log, rewriting);
            }
            catch
            {
                SegmentSwap.Discard(rewriting.Cleaned, _context);
                throw;
            }

            newBytes += rewriting.Cleaned.Size;
            if (!await TrySwapAsync(log, group, rewriting.Cleaned))
            {
                return false;
            }
        }

        directory.SetCleanedOffset(log.Partition, plan.EndOffset);
        _context.Logger.LogCompacted(log.Partition, plan.EndOffset, oldBytes, newBytes);
        return true;
    }

    /// <summary>
    /// Swaps in a turn of the loop in which no flush has the old segments open, and nobody else the new one. Who holds that for long makes the log fail.
    /// </summary>
    private async Task<bool> TrySwapAsync(PartitionLog log, CleaningGroup group, LogSegment cleaned)
    {
        try
        {
            return await Patience.RunAsync(_context.Clock, () => SwapWhenIdleAsync(log, group, cleaned));
        }
        catch (IOException error) when (error is not RefusedException)
        {
            log.Medium.Fail(error);
            return false;
        }
    }

    private Task<bool> SwapWhenIdleAsync(PartitionLog log, CleaningGroup group, LogSegment cleaned)
    {
        var swapped = new TaskCompletionSource<bool>();
        log.Jobs.WhenIdle(() =>
        {
            try
            {
                swapped.SetResult(!_isStopped && log.TryReplace(group.Segments, cleaned));
            }
            catch (IOException refused)
            {
                swapped.SetException(refused);
            }
        });
        return swapped.Task;
    }

    private async Task RunStageAsync(PartitionLog log, ICleaningStage stage)
    {
        while (!_isStopped)
        {
            await log.Jobs.GiveWayAsync();
            if (await AdvanceAsync(log, stage) is not (> 0 and var moved))
            {
                return;
            }

            var pause = TimeSpan.FromSeconds(moved / _options.MaxBytesPerSecond);
            if (pause > TimeSpan.FromMilliseconds(1))
            {
                await Task.Delay(pause, _context.Clock);
            }
        }
    }

    /// <summary>One slice, with the log's files open only meanwhile.</summary>
    private async Task<long> AdvanceAsync(PartitionLog log, ICleaningStage stage)
    {
        if (log.IsOffline)
        {
            throw new IOException($"{log.Partition} is not in service any more.");
        }

        log.Jobs.Begin();
        try
        {
            return await _host.RunOnWorkerAsync(WorkerKind.Background, () => stage.Advance(SliceBytes));
        }
        finally
        {
            log.Jobs.End();
        }
    }
}
