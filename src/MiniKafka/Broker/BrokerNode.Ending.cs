using MiniKafka.Runtime;

namespace MiniKafka.Broker;

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
            await _loop.InvokeAsync(() => _membership?.LeaveAsync(patience) ?? Task.CompletedTask);
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
        BrokerLog.BrokerPaused(_logger);
    }

    /// <summary>Goes on where it was paused.</summary>
    public void Resume()
    {
        IsPaused = false;
        BrokerLog.BrokerResumed(_logger);
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
            BrokerLog.BrokerKilled(_logger);
        }

        // Nobody runs the loop from here on, so its files can be closed from this thread.
        Controller?.Quorum.Log.Abandon();
        _logs.Dispose();
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
            BrokerLog.BrokerStops(_logger);
            await _loop.InvokeAsync(StopOnLoopAsync);
            _loop.Stop();
            BrokerLog.BrokerStopped(_logger);
        }
        catch (LoopStoppedException)
        {
            await KillAsync();
        }
    }

    private void AbandonAll()
    {
        _membership?.Abandon();
        _assignments?.Abandon();
        _directories?.Abandon();
    }

    private async Task StopOnLoopAsync()
    {
        // What it loses by stopping is no news; what happened before is.
        _story?.TellInSync();
        _isStopping = true;

        // Whoever waits for a group, or for the metadata log, would keep the server waiting.
        AbandonAll();
        _groups.Coordinator.Shards.UnloadAll();
        Controller?.Quorum.Resign();
        Controller?.Quorum.Dispose();
        if (Controller is { } asked)
        {
            await asked.Client.AbandonAsync();
        }

        await _server.DisposeAsync();
        if (_replication is not null)
        {
            await _replication.DisposeAsync();
        }

        if (Controller is { } controller)
        {
            await controller.DisposeAsync();
        }

        await _logs.StopAsync(View.Image.Brokers.GetValueOrDefault(NodeId)?.Epoch ?? -1);
    }
}
