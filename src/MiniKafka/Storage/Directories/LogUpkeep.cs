using MiniKafka.Runtime;
using MiniKafka.Storage.Files;
using MiniKafka.Storage.Logs;

namespace MiniKafka.Storage.Directories;

/// <summary>
/// What has to be done to logs from time to time: flushes that are due, checkpoints, retention, deletion, another try for partitions
/// that had no room, forgotten producers.
/// Its timers fire on the broker's loop.
/// </summary>
internal sealed class LogUpkeep : IDisposable
{
    private readonly LogContext _context;
    private readonly LoopHost _host;
    private readonly IReadOnlyList<LogDirectory> _directories;
    private readonly List<ITimer> _timers = [];

    public LogUpkeep(LogContext context, LoopHost host, IReadOnlyList<LogDirectory> directories, LogManagerOptions options, Action retryRefused)
    {
        _context = context;
        _host = host;
        _directories = directories;
        Every(options.RetentionInterval, () => ForEachLog(log => log.DeleteOldSegments()));
        Every(options.ProducerExpirationInterval, ForgetProducers);
        if (context.FileSystem.IsDurable)
        {
            // Memory knows no flush, deletes at once, and does not fill up: an idle broker without a disk seldom wakes.
            Every(options.FlushCheckInterval, FlushDue);
            Every(options.DeletionInterval, DeleteDue);
            Every(options.DeletionInterval, retryRefused);
            Every(options.CheckpointInterval, () => ForEach(directory => directory.WriteRecoveryPoints()));
            Every(options.HighWatermarkCheckpointInterval, () => ForEach(directory => directory.WriteHighWatermarks()));
        }
    }

    public void Dispose()
    {
        _timers.ForEach(timer => timer.Dispose());
        _timers.Clear();
    }

    private void FlushDue()
    {
        var nowMs = _context.NowMs;
        foreach (var directory in _directories)
        {
            foreach (var log in directory.Logs.Values)
            {
                if (log.IsFlushDue(nowMs))
                {
                    _ = directory.Commits.FlushAsync(log);
                }
            }
        }
    }

    private async void DeleteDue()
    {
        if (_context.Deletions.TakeDue(_context.NowMs) is not { Count: > 0 } due)
        {
            return;
        }

        foreach (var entry in due)
        {
            entry.Jobs?.Begin();
        }

        try
        {
            foreach (var held in await _host.RunOnWorkerAsync(WorkerKind.Background, () => _context.Deletions.Delete(due)))
            {
                DeleteLater(held);
            }
        }
        catch (IOException error)
        {
            // The names tell the next start what is left to delete.
            _context.Logger.DeletionFailed(error, due[0].Path);
        }

        foreach (var entry in due)
        {
            entry.Jobs?.End();
        }
    }

    /// <summary>Nothing waits for it to go, so that even a lock that lasts is no failure.</summary>
    private void DeleteLater(DelayedDeletion.Entry held)
    {
        if (_context.NowMs - (held.SinceMs ?? _context.NowMs) < Patience.Limit.TotalMilliseconds)
        {
            _context.Deletions.Again(held, _context.NowMs);
        }
        else
        {
            _context.Logger.DeletionPutOff(held.Path);
        }
    }

    private void ForgetProducers() => ForEachLog(log => log.Producers.RemoveExpired(_context.NowMs, log.Config.ProducerIdExpirationMs));

    private void ForEachLog(Action<PartitionLog> action) => ForEach(directory =>
    {
        foreach (var log in directory.Logs.Values)
        {
            action(log);
        }
    });

    private void ForEach(Action<LogDirectory> action)
    {
        foreach (var directory in _directories)
        {
            action(directory);
        }
    }

    private void Every(TimeSpan interval, Action action) => _timers.Add(_context.Clock.CreateTimer(_ => action(), null, interval, interval));
}
