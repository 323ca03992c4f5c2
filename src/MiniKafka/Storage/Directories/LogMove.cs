using MiniKafka.Model;
using MiniKafka.Storage.Files;
using MiniKafka.Storage.Logs;
using MiniKafka.Storage.Recovery;

namespace MiniKafka.Storage.Directories;

/// <summary>
/// One partition on its way from one log directory to another. Owned by the broker's loop; the partition is served from where it was
/// until the very end. Invariant: after each slice the copy is a beginning of the source, but for what the source gave up at its start meanwhile.
/// </summary>
/// <remarks>
/// 1. A copy is begun beside the other partitions of the target, under a name of its own; the source is not compacted from now on, lest the copy keep
/// a record whose tombstone was dropped before it was copied. 2. Batches are copied slice by slice while the source goes on growing; what the source
/// cuts off is cut off here too, before the next slice. 3. When little is left, the rest is copied and forced onto the medium in one turn of the loop, the source's directory is
/// renamed for deletion, and the copy gets the partition's name. A crash before the first renaming leaves the source, one after it a complete copy.
/// </remarks>
internal sealed class LogMove : IDisposable
{
    private const int SliceBytes = 1024 * 1024;

    private readonly LogDirectory _from;
    private readonly PartitionLog _source;
    private readonly PartitionLog _future;
    private readonly LogContext _context;
    private readonly Uuid _unique;
    private string? _doomed;
    private bool _isOver;
    private bool _isTakenAway;
    private long _cutAt = long.MaxValue;

    public LogMove(LogContext context, LogDirectory from, LogDirectory target, PartitionLog source, Uuid topicId, Uuid unique)
    {
        _context = context;
        _from = from;
        Target = target;
        _source = source;
        _unique = unique;
        _future = target.CreateFuture(source.Partition, topicId, source.Config, source.LogStartOffset, unique);
        source.BeginMove();
    }

    public LogDirectory Target { get; }

    /// <summary>The source goes on being served, but nothing comes of the move: one of the logs failed, or it was called off.</summary>
    public bool IsOver => _isOver || _source.IsOffline || _future.IsOffline;

    /// <summary>The copy has all that the source has at this moment.</summary>
    public bool IsCaughtUp => _future.LogEndOffset == _source.LogEndOffset;

    /// <summary>How much of the log, in offsets, is still to be copied.</summary>
    public long Lag => _source.LogEndOffset - _future.LogEndOffset;

    /// <summary>Copies the next slice, unless what is there has to be cut and a worker is still forcing it; false when there is none.</summary>
    /// <exception cref="IOException">The target has no room, or the source is damaged.</exception>
    public bool CopySome()
    {
        if (IsOver)
        {
            return false;
        }

        _cutAt = Math.Min(_cutAt, _source.TakeLowestCut());
        if (_future.LogEndOffset > _cutAt || _future.LogEndOffset < _source.LogStartOffset)
        {
            if (!_future.Jobs.IsIdle)
            {
                return true;
            }

            Cut();
        }

        if (IsOver || IsCaughtUp)
        {
            return false;
        }

        var read = _source.Read(_future.LogEndOffset, SliceBytes, LogReadBound.LogEnd, minOneMessage: true);
        try
        {
            if (read.Error == ErrorCode.None && _future.AppendAsFollower(read.Records) is { IsSuccess: false, IsHeld: false } appended && !IsOver)
            {
                throw new IOException($"{_source.Partition} cannot be copied to '{Target.Path}': {appended.Error} {appended.ErrorMessage}");
            }
        }
        finally
        {
            read.Records.Release();
        }

        return !IsOver;
    }

    /// <summary>Makes what was copied durable, so that little is left to force at the end.</summary>
    public Task<bool> FlushAsync() => Target.Commits.FlushAsync(_future);

    /// <summary>
    /// Copies what is left and changes places, as soon as nobody has files of either log open. The result, and what <paramref name="onMoved"/> is
    /// told in the same turn of the loop, is the log that the partition has from now on, which is a newly opened source when the
    /// target failed in the middle; null, and nothing told, when the source stays as it is.
    /// </summary>
    /// <exception cref="IOException">The target has no room, or the source is damaged.</exception>
    public Task<PartitionLog?> FinishAsync(Action<PartitionLog> onMoved)
    {
        var finished = new TaskCompletionSource<PartitionLog?>();
        WhenIdle(() =>
        {
            try
            {
                Finish();
            }
            catch (FileHeldException held)
            {
                // Until the first renaming the source is served, between the two nobody is.
                var directory = held.Path.StartsWith(Target.Path + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? Target : _from;
                directory.TryAgain($"the move of {_source.Partition}", TryFinishAgain, () => finished.TrySetResult(null));
            }
            catch (IOException error)
            {
                finished.SetException(error);
            }
        });
        return finished.Task;

        bool TryFinishAgain()
        {
            var isIdle = _source.Jobs.IsIdle && _future.Jobs.IsIdle;
            if (isIdle)
            {
                Finish();
            }

            return isIdle;
        }

        void Finish()
        {
            var log = TryFinish();
            if (log is not null)
            {
                onMoved(log);
            }

            finished.TrySetResult(log);
        }
    }

    private void WhenIdle(Action work) => _source.Jobs.WhenIdle(() =>
    {
        if (_future.Jobs.IsIdle)
        {
            work();
        }
        else
        {
            _future.Jobs.WhenIdle(() => WhenIdle(work));
        }
    });

    private PartitionLog? TryFinish()
    {
        if (_isTakenAway)
        {
            return TakePlace();
        }

        long before;
        do
        {
            before = Lag;
        }
        while (CopySome() && Lag != before);

        if (IsOver)
        {
            return null;
        }

        if (!IsCaughtUp)
        {
            throw new FileHeldException(_future.Directory, new IOException($"{_source.Partition} cannot be copied there now."));
        }

        if (_source.Epochs.LatestEpoch > _future.Epochs.LatestEpoch)
        {
            // A leader that has appended nothing yet.
            _future.BeginEpoch(_source.Epochs.LatestEpoch, _source.LogEndOffset);
        }

        // Batches do not tell of the producers whose batches are deleted already.
        _future.TakeProducersOf(_source);
        if (!_future.SaveState())
        {
            return IsOver ? null
                : _future.Medium.LastRefusal is FileHeldException held ? throw held
                : throw new IOException($"{_source.Partition} cannot be moved to '{Target.Path}': there is no room for its indexes.");
        }

        return Target.Commits.FlushNow(_future) ? ChangePlaces() : null;
    }

    /// <summary>Lets go of the move without touching the medium: the next start finds the copy.</summary>
    public void Abandon()
    {
        if (!_isOver)
        {
            End();
        }
    }

    /// <summary>Calls the move off: the copy goes.</summary>
    public void Dispose()
    {
        if (!_isOver)
        {
            End();
            Target.DiscardFuture(_source.Partition);
        }
    }

    private PartitionLog? ChangePlaces()
    {
        var partition = _source.Partition;
        Target.SetCleanedOffset(partition, _from.CleanedOffset(partition));
        _doomed = _from.TakeAway(partition, _unique);
        _isTakenAway = true;
        End();
        return TakePlace();
    }

    private PartitionLog? TakePlace()
    {
        var partition = _source.Partition;
        if (!Target.Futures.Logs.ContainsKey(partition) && !_context.FileSystem.DirectoryExists(Target.PathOf(partition)))
        {
            // The partition was deleted while somebody held the copy; the next start removes what it was made of.
            return null;
        }

        try
        {
            var promoted = Target.Promote(partition, _source.Config, path => new LogOpening(path)
            {
                WasCleanShutdown = true, LogStartOffset = _source.LogStartOffset, HighWatermark = _source.HighWatermark, CleanedOffset = _from.CleanedOffset(partition),
            });
            if (_doomed is not null)
            {
                _from.Forget(partition);
                _context.Deletions.AddDirectory(_doomed, _context.NowMs + _source.Config.FileDeleteDelayMs);
            }

            return promoted;
        }
        catch (IOException error) when (error is not FileHeldException)
        {
            Target.Fail(error);
            return _doomed is null ? _source : _from.PutBack(_source, _doomed);
        }
    }

    private void End()
    {
        _isOver = true;
        _source.EndMove();
    }

    private void Cut()
    {
        if (_future.LogEndOffset > _cutAt)
        {
            _future.TruncateTo(_cutAt);
        }

        _cutAt = long.MaxValue;
        if (_future.LogEndOffset < _source.LogStartOffset)
        {
            _future.TruncateFullyAndStartAt(_source.LogStartOffset);
        }
    }
}
