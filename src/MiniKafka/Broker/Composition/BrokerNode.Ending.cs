using MiniKafka.Runtime;

namespace MiniKafka.Broker.Composition;

/// <content>How a node pauses, stops, or is ended.</content>
internal sealed partial class BrokerNode
{
    /// <summary>True between a pause and what ends it.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>
    /// Hands over what this broker leads, as far as somebody else can take it; completes when the controller lets it go. One that
    /// <see cref="Failed"/> has nothing to hand over.
    /// </summary>
    /// <param name="patience">How long it is worth waiting for.</param>
    public async Task LeaveAsync(TimeSpan patience)
    {
        try
        {
            await _loop.InvokeAsync(() => _part.LeaveAsync(patience));
        }
        catch (LoopStoppedException)
        {
            // Whoever wants to know why hears it from Failed.
        }
    }

    /// <summary>
    /// Falls silent as a stopped process does: neither answers nor sends, while its connections stay open and new ones are
    /// taken by the system. Completes when nothing runs any more.
    /// </summary>
    public async Task PauseAsync()
    {
        await _loop.HoldAsync();
        IsPaused = true;
        BrokerLog.BrokerPaused(_ground.Logger);
    }

    /// <summary>Goes on where it was paused.</summary>
    public void Resume()
    {
        IsPaused = false;
        BrokerLog.BrokerResumed(_ground.Logger);
        _loop.Release();
    }

    /// <summary>
    /// Ends as a crash would, paused or not: the loop stops where it is and its connections break with it, nothing is written or
    /// handed over any more, files are as the last write left them.
    /// </summary>
    /// <param name="isWanted">Somebody asked for it; else it is let go because it failed, which was told.</param>
    public async Task KillAsync(bool isWanted = false)
    {
        await CrashAsync();
        if (isWanted)
        {
            BrokerLog.BrokerKilled(_ground.Logger);
        }

        // Nobody runs the loop from here on, so its files can be closed from this thread.
        _part.LetGo();
    }

    /// <summary>The loop stops where it is; its files stay open until <see cref="KillAsync"/>.</summary>
    public async Task CrashAsync()
    {
        if (!IsPaused)
        {
            try
            {
                await _loop.HoldAsync();
            }
            catch (LoopStoppedException)
            {
                // It ended before, by a failure of its own or by another crash.
            }
        }

        _loop.Stop();
    }

    /// <summary>Stops cleanly: nothing has to be recovered at the next start, unless the broker <see cref="Failed"/> before it was done.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            BrokerLog.BrokerStops(_ground.Logger);
            await _loop.InvokeAsync(async () => await _part.DisposeAsync());
            _loop.Stop();
            BrokerLog.BrokerStopped(_ground.Logger);
        }
        catch (LoopStoppedException)
        {
            await KillAsync();
        }
    }
}
