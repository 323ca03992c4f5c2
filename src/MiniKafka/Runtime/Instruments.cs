using System.Diagnostics.Metrics;
using MiniKafka.Model;

namespace MiniKafka.Runtime;

/// <summary>
/// The instruments of one broker, client or cluster: a meter `MiniKafka` of its own, which ends with it, so that nothing tells of it any more. What
/// tells it from others stands on the meter and on every value.
/// </summary>
internal sealed class Instruments : IDisposable
{
    private readonly Meter _meter;
    private readonly Func<KeyValuePair<string, object?>[]> _own;

    /// <param name="own">What tells it from others.</param>
    public Instruments(params KeyValuePair<string, object?>[] own)
        : this(() => own)
    {
    }

    /// <param name="own">Gives what tells it from others, as far as it is known by then; called on any thread.</param>
    public Instruments(Func<KeyValuePair<string, object?>[]> own)
    {
        _own = own;
        _meter = new Meter(new MeterOptions(TelemetryTags.Source) { Version = typeof(Instruments).Assembly.GetName().Version?.ToString(3), Tags = own() });
    }

    public Histogram<double> Histogram(MetricDefinition metric) => _meter.CreateHistogram<double>(metric.Name, metric.Unit, metric.Description);

    /// <summary>An instrument whose values are asked for, as one that only grows or as values of the moment.</summary>
    /// <param name="metric">Which.</param>
    /// <param name="values">Gives them when somebody looks; the tags of each in the order of the definition.</param>
    public Instrument Observe(MetricDefinition metric, Func<IEnumerable<(long Value, object?[] Tags)>> values)
    {
        return metric.Kind == MetricKind.Counter
            ? _meter.CreateObservableCounter(metric.Name, Measured, metric.Unit, metric.Description)
            : _meter.CreateObservableGauge(metric.Name, Measured, metric.Unit, metric.Description);

        IEnumerable<Measurement<long>> Measured()
        {
            foreach (var (value, tags) in values())
            {
                yield return new Measurement<long>(value, Tagged(metric, tags));
            }
        }
    }

    /// <summary>The tags of a value: its owner's, and its own in the order of the definition.</summary>
    public KeyValuePair<string, object?>[] Tagged(MetricDefinition metric, params object?[] tags)
    {
        var own = _own();
        var tagged = new KeyValuePair<string, object?>[own.Length + tags.Length];
        own.CopyTo(tagged, 0);
        for (var i = 0; i < tags.Length; i++)
        {
            tagged[own.Length + i] = new(metric.Tags[i], tags[i]);
        }

        return tagged;
    }

    public void Dispose() => _meter.Dispose();
}
