namespace MiniKafka.Runtime;

/// <summary>
/// Those who listen to the metrics and traces of a broker or a client. They are user code, so they are told on a worker: they may block, and what
/// they throw is logged and concerns nobody else. Owned by the loop.
/// </summary>
/// <param name="loop">The loop of the broker or the client.</param>
/// <param name="failed">Told what a listener has thrown.</param>
internal sealed class TelemetryListeners(EventLoop loop, Action<Exception> failed)
{
    /// <summary>
    /// In a simulation there are no other threads on which they could be told, and whether anybody listens must not change its course.
    /// </summary>
    public bool AreToldHere => loop.Host.IsOfOneThread;

    /// <summary>Tells them something, at once or soon.</summary>
    public void Tell(Action tell)
    {
        if (AreToldHere)
        {
            Run(tell);
        }
        else
        {
            loop.Start(() => TellAsync(tell));
        }
    }

    /// <summary>Tells them something; completes on the loop when they were told.</summary>
    public Task TellAsync(Action tell) => loop.Host.RunOnWorkerAsync(WorkerKind.User, () => Run(tell));

    private void Run(Action tell)
    {
        try
        {
            tell();
        }
#pragma warning disable CA1031 // What a listener throws does not concern those it listens to.
        catch (Exception error)
#pragma warning restore CA1031
        {
            failed(error);
        }
    }
}
