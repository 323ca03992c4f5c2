using MiniKafka.Runtime;
using MiniKafka.Storage.Files;
using MiniKafka.Storage.Flushing;

namespace MiniKafka.Storage.Directories;

/// <summary>
/// Flushes the logs of one directory, one flush at a time: whatever is asked for while one runs shares the next. Owned by the
/// broker's loop; only the forcing itself happens on a worker.
/// </summary>
internal sealed class GroupCommit(LoopHost host, IFileSystem fileSystem, Action<IOException> onFailure)
{
    private SortedDictionary<string, PartitionLog> _waiting = new(StringComparer.Ordinal);
    private TaskCompletionSource<bool> _next = NewCompletion();
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

        _waiting[log.Directory] = log;
        var done = _next.Task;
        if (!_isRunning)
        {
            _isRunning = true;
            Run();
        }

        return done;
    }

    /// <summary>Makes all that the log holds durable at once, on the loop; false when the directory failed instead.</summary>
    public bool FlushNow(PartitionLog log)
    {
        if (log.Flusher.Begin() is not { } flush)
        {
            return !log.IsOffline;
        }

        try
        {
            Force([flush]);
        }
        catch (IOException error)
        {
            onFailure(error);
            return false;
        }

        log.Flusher.Complete(flush);
        return true;
    }

    /// <summary>Whatever fails here but the medium ends the loop, and with it the broker: nobody else would hear of it.</summary>
    private async void Run()
    {
        // Others who append in this turn of the loop join before the first flush begins.
        await Task.Yield();
        while (_waiting.Count > 0)
        {
            var (logs, completion) = (_waiting.Values, _next);
            _waiting = new SortedDictionary<string, PartitionLog>(StringComparer.Ordinal);
            _next = NewCompletion();
            completion.SetResult(await FlushAllAsync(logs));
        }

        _isRunning = false;
    }

    private async Task<bool> FlushAllAsync(SortedDictionary<string, PartitionLog>.ValueCollection logs)
    {
        var flushes = new List<LogFlush>(logs.Count);
        foreach (var log in logs)
        {
            if (log.Flusher.Begin() is { } flush)
            {
                flushes.Add(flush);
            }
        }

        if (!fileSystem.IsDurable || flushes.Count == 0)
        {
            flushes.ForEach(flush => flush.Log.Flusher.Complete(flush));
            return true;
        }

        flushes.ForEach(flush => flush.Log.Jobs.Begin());
        var isForced = await TryForceAsync(flushes);

        // Before the next force begins: whoever waits to rename or delete what this one had open goes first.
        flushes.ForEach(flush => flush.Log.Jobs.End());
        return isForced;
    }

    private async Task<bool> TryForceAsync(List<LogFlush> flushes)
    {
        try
        {
            await host.RunOnWorkerAsync(WorkerKind.Io, () => Force(flushes));
            Count++;
        }
        catch (IOException error)
        {
            // What a failed force left on the medium is unknown, and a second one would not tell: the directory is done.
            onFailure(error);
            return false;
        }

        flushes.ForEach(flush => flush.Log.Flusher.Complete(flush));
        return true;
    }

    private void Force(List<LogFlush> flushes)
    {
        var directories = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var flush in flushes)
        {
            flush.Run(fileSystem);
            directories.UnionWith(flush.Directories);
        }

        foreach (var directory in directories.Where(fileSystem.DirectoryExists))
        {
            fileSystem.SyncDirectory(directory);
        }
    }

    private static TaskCompletionSource<bool> NewCompletion() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
