using System.Diagnostics.Metrics;
using MiniKafka.Model;

namespace MiniKafka.Runtime;

/// <summary>How long something took that a loop does again and again, for those who listen. Owned by the loop.</summary>
internal sealed class LoopDurations
{
    /// <summary>So many wait for a listener that blocks; of what comes meanwhile nothing is kept.</summary>
    private const int MostWaiting = 64 * 1024;

    private readonly Instruments _instruments;
    private readonly MetricDefinition _metric;
    private readonly EventLoop _loop;
    private readonly TelemetryListeners _listeners;
    private readonly Histogram<double> _histogram;
    private List<(string Name, double Seconds)> _waiting = [];
    private bool _isTelling;

    /// <param name="instruments">What the histogram is one of.</param>
    /// <param name="metric">Which; a duration is told apart from others by one tag, its name.</param>
    /// <param name="loop">The loop.</param>
    /// <param name="listeners">Those who listen.</param>
    public LoopDurations(Instruments instruments, MetricDefinition metric, EventLoop loop, TelemetryListeners listeners)
    {
        (_instruments, _metric, _loop, _listeners) = (instruments, metric, loop, listeners);
        _histogram = instruments.Histogram(metric);
    }

    /// <summary>Whether anybody listens.</summary>
    public bool AreWanted => _histogram.Enabled;

    public void Tell(string name, TimeSpan duration)
    {
        if (_waiting.Count == MostWaiting)
        {
            return;
        }

        _waiting.Add((name, duration.TotalSeconds));
        if (_listeners.AreToldHere)
        {
            _listeners.Tell(() => Record(_waiting));
            _waiting.Clear();
        }
        else if (!_isTelling)
        {
            _isTelling = true;
            _loop.Start(TellAsync);
        }
    }

    private async Task TellAsync()
    {
        while (_waiting.Count > 0)
        {
            var told = _waiting;
            _waiting = [];
            await _listeners.TellAsync(() => Record(told));
        }

        _isTelling = false;
    }

    private void Record(List<(string Name, double Seconds)> durations)
    {
        foreach (var (name, seconds) in durations)
        {
            _histogram.Record(seconds, _instruments.Tagged(_metric, name));
        }
    }
}
