using MiniKafka.Storage.Flushing;

namespace MiniKafka.Storage.Logs;

/// <content>How the log is made durable: whoever forces it begins a flush here, runs it on a worker, and says how that ended.</content>
internal sealed partial class PartitionLog
{
    /// <summary>Enough was appended that the configuration wants a flush, or a segment was sealed.</summary>
    public event Action? FlushWanted
    {
        add => _state.Flusher.Wanted += value;
        remove => _state.Flusher.Wanted -= value;
    }

    /// <summary>What acknowledgements wait for was flushed, or readers may see more since a flush.</summary>
    public event Action? Flushed;

    /// <summary>What was flushed may have been cut off: nothing is appended before what is noted of it says so too.</summary>
    public event Action? Unflushed;

    /// <summary>Everything below is durable: where recovery begins after a crash.</summary>
    public long FlushedOffset => _state.Flusher.FlushedOffset;

    /// <summary>Only flushed batches are acknowledged and shown to readers: the topic wants it, and the medium outlives the process.</summary>
    public bool AcknowledgesFlushed => Config.AcknowledgesFlushed && _context.FileSystem.IsDurable;

    /// <summary>Whether something is not durable for as long as the configuration allows.</summary>
    public bool IsFlushDue(long nowMs) => _state.Flusher.IsDue(LogEndOffset, Config.FlushMs, nowMs);

    /// <summary>Asks for a flush when as many records are not durable as may be.</summary>
    public void WantFlushIfDue() => _state.Flusher.WantIfDue(LogEndOffset, Config.FlushMessages);

    /// <summary>What has to be forced so that the log is durable up to its present end; null when it is already, or never will be.</summary>
    public LogFlush? BeginFlush() => IsOffline ? null : _state.Flusher.Begin(LogEndOffset);

    /// <summary>The flush ran: what it covered is durable, and readers may see it.</summary>
    public void CompleteFlush(LogFlush flush)
    {
        ReleaseEpochs(flush);
        _state.Flusher.Complete(flush, LogEndOffset);
        if (_state.Show(AcknowledgesFlushed) || AcknowledgesFlushed)
        {
            Flushed?.Invoke();
        }
    }

    /// <summary>The flush was given up before it forced anything; the next one has to.</summary>
    public void TakeBackFlush(LogFlush flush)
    {
        _state.Flusher.TakeBack(flush);
        ReleaseEpochs(flush);
    }

    /// <summary>Notes small files that the next flush has to force.</summary>
    public void AddWritten(IEnumerable<string> paths) => _state.Flusher.AddWritten(paths);

    private void ReleaseEpochs(LogFlush flush)
    {
        if (flush.HoldsEpochs)
        {
            Medium.Guarded(Epochs.Release);
        }
    }
}
