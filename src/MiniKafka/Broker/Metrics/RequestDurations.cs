using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using MiniKafka.Broker.Logging;
using MiniKafka.Runtime;

namespace MiniKafka.Broker.Metrics;

/// <summary>
/// How long requests took, for those who listen. A listener is user code, so it is told on a worker: it may block, and what it throws concerns nobody
/// else. Owned by the broker's loop.
/// </summary>
internal sealed class RequestDurations(Instruments instruments, EventLoop loop, ILogger logger)
{
    /// <summary>So many wait for a listener that blocks; of what comes meanwhile nothing is kept.</summary>
    private const int MostWaiting = 64 * 1024;

    private readonly Histogram<double> _histogram = instruments.Histogram(BrokerMetrics.RequestDuration);
    private List<(string Api, double Seconds)> _waiting = [];
    private bool _isTelling;

    /// <summary>Whether anybody listens.</summary>
    public bool AreWanted => _histogram.Enabled;

    public void Tell(string api, TimeSpan duration)
    {
        if (_waiting.Count == MostWaiting)
        {
            return;
        }

        _waiting.Add((api, duration.TotalSeconds));
        if (loop.Host.IsOfOneThread)
        {
            // There are no others it could be told on, and whether anybody listens must not change the course of a simulation.
            Record(_waiting);
            _waiting.Clear();
        }
        else if (!_isTelling)
        {
            _isTelling = true;
            loop.Start(TellAsync);
        }
    }

    private async Task TellAsync()
    {
        while (_waiting.Count > 0)
        {
            var told = _waiting;
            _waiting = [];
            await loop.Host.RunOnWorkerAsync(WorkerKind.User, () => Record(told));
        }

        _isTelling = false;
    }

    private void Record(List<(string Api, double Seconds)> durations)
    {
        try
        {
            foreach (var (api, seconds) in durations)
            {
                _histogram.Record(seconds, instruments.Tagged(BrokerMetrics.RequestDuration, api));
            }
        }
#pragma warning disable CA1031 // What a listener throws does not concern the broker.
        catch (Exception error)
#pragma warning restore CA1031
        {
            BrokerLog.MetricsListenerFailed(logger, error);
        }
    }
}
