using MiniKafka.Runtime;
using MiniKafka.Storage.Files;
using MiniKafka.Storage.Flushing;
using MiniKafka.Storage.Logs;

namespace MiniKafka.Storage.Directories;

/// <summary>
/// Flushes the logs of one directory, one flush at a time: whatever is asked for while one runs shares the next. A log of which somebody else
/// holds a file is forced on its own as soon as that ends, and the others go on. Owned by the broker's loop; only the forcing itself happens on a worker.
/// </summary>
internal sealed class GroupCommit(LoopHost host, LogContext context, Action<IOException> onFailure)
{
    private SortedDictionary<string, Wanted> _waiting = new(StringComparer.Ordinal);
    private bool _isRunning;

    /// <summary>Forces made so far; each may have served many callers.</summary>
    public long Count { get; private set; }

    /// <summary>Completes when all that the log holds now is durable: with false when the directory failed instead.</summary>
    public Task<bool> FlushAsync(PartitionLog log)
    {
        if (log.IsOffline)
        {
            return Task.FromResult(false);
        }

        if (!_waiting.TryGetValue(log.Directory, out var wanted) || wanted.Log != log)
        {
            wanted?.Done.SetResult(false);
            _waiting[log.Directory] = wanted = new Wanted(log, new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        if (!_isRunning)
        {
            _isRunning = true;
            Run();
        }

        return wanted.Done.Task;
    }

    /// <summary>Makes all that the log holds durable at once, on the loop; false when the directory failed instead.</summary>
    /// <exception cref="FileHeldException">Somebody holds a file of the log: it may be tried again.</exception>
    public bool FlushNow(PartitionLog log)
    {
        if (log.BeginFlush() is not { } flush)
        {
            return !log.IsOffline;
        }

        try
        {
            flush.Run(context.FileSystem);
            Sync(flush.Directories);
        }
        catch (FileHeldException)
        {
            log.TakeBackFlush(flush);
            throw;
        }
        catch (IOException error)
        {
            onFailure(error);
            return false;
        }

        log.CompleteFlush(flush);
        return true;
    }

    /// <summary>Whatever fails here but the medium ends the loop, and with it the broker: nobody else would hear of it.</summary>
    private async void Run()
    {
        // Others who append in this turn of the loop join before the first flush begins.
        await Task.Yield();
        while (_waiting.Count > 0)
        {
            var logs = _waiting.Values;
            _waiting = new SortedDictionary<string, Wanted>(StringComparer.Ordinal);
            await FlushAllAsync(logs);
        }

        _isRunning = false;
    }

    private async Task FlushAllAsync(IReadOnlyCollection<Wanted> logs)
    {
        var flushes = new List<(Wanted Wanted, LogFlush Flush)>(logs.Count);
        foreach (var wanted in logs)
        {
            if (TryBegin(wanted) is { } flush)
            {
                flushes.Add((wanted, flush));
            }
        }

        if (!context.FileSystem.IsDurable || flushes.Count == 0)
        {
            flushes.ForEach(each => Complete(each.Wanted, each.Flush));
            return;
        }

        flushes.ForEach(each => each.Wanted.Log.Jobs.Begin());
        var held = await host.RunOnWorkerAsync(WorkerKind.Io, () => ForceAll(flushes.ConvertAll(each => each.Flush)));
        Count++;
        for (var i = 0; i < flushes.Count; i++)
        {
            End(flushes[i].Wanted, flushes[i].Flush, held[i]);
        }
    }

    /// <summary>What a flush has to do; null when there is nothing to do, or the log's files cannot be had now.</summary>
    private LogFlush? TryBegin(Wanted wanted)
    {
        try
        {
            if (wanted.Log.BeginFlush() is { } flush)
            {
                return flush;
            }

            wanted.Done.SetResult(!wanted.Log.IsOffline);
        }
        catch (FileHeldException)
        {
            FlushLater(wanted);
        }
        catch (IOException error)
        {
            onFailure(error);
            wanted.Done.SetResult(false);
        }

        return null;
    }

    /// <summary>
    /// Before the next force begins: whoever waits to rename or delete what this one had open goes first. What a failed force left on the medium
    /// is unknown, and a second one would not tell: the directory is done.
    /// </summary>
    private void End(Wanted wanted, LogFlush flush, IOException? error)
    {
        switch (error)
        {
            case null:
                Complete(wanted, flush);
                break;
            case FileHeldException:
                ForceLater(wanted, flush);
                return;
            default:
                onFailure(error);
                wanted.Done.SetResult(false);
                break;
        }

        wanted.Log.Jobs.End();
    }

    /// <summary>The files that a flush has to open by their names are waited for, with the log's other jobs.</summary>
    private async void ForceLater(Wanted wanted, LogFlush flush)
    {
        IOException? failure;
        try
        {
            failure = await Patience.RunAsync(context.Clock, async () =>
            {
                var error = (await host.RunOnWorkerAsync(WorkerKind.Io, () => ForceAll([flush])))[0];
                return error is FileHeldException again ? throw again : error;
            });
        }
        catch (IOException lasting)
        {
            failure = lasting;
        }

        End(wanted, flush, failure);
    }

    /// <summary>Not even the files that are to be forced can be opened.</summary>
    private async void FlushLater(Wanted wanted)
    {
        try
        {
            await Patience.RunAsync(context.Clock, () =>
            {
                foreach (var segment in wanted.Log.IsOffline ? [] : wanted.Log.Segments.All.Where(static segment => segment.Size > 0))
                {
                    _ = segment.File;
                }
            });
        }
        catch (IOException lasting)
        {
            onFailure(lasting);
        }

        wanted.Done.SetResult(await FlushAsync(wanted.Log));
    }

    private static void Complete(Wanted wanted, LogFlush flush)
    {
        wanted.Log.CompleteFlush(flush);
        wanted.Done.SetResult(true);
    }

    /// <summary>Forces one flush after the other; tells of each what failed.</summary>
    private List<IOException?> ForceAll(List<LogFlush> flushes)
    {
        var directories = new SortedSet<string>(StringComparer.Ordinal);
        var failures = flushes.ConvertAll(flush => FailureOf(() =>
        {
            flush.Run(context.FileSystem);
            directories.UnionWith(flush.Directories);
        }));
        var failure = FailureOf(() => Sync(directories));
        return failures.ConvertAll(each => each ?? failure);
    }

    private static IOException? FailureOf(Action work)
    {
        try
        {
            work();
            return null;
        }
        catch (IOException error)
        {
            return error;
        }
    }

    private void Sync(SortedSet<string> directories)
    {
        foreach (var directory in directories.Where(context.FileSystem.DirectoryExists))
        {
            context.FileSystem.SyncDirectory(directory);
        }
    }

    /// <summary>A log that is to be flushed, and who waits for it.</summary>
    private sealed record Wanted(PartitionLog Log, TaskCompletionSource<bool> Done);
}
