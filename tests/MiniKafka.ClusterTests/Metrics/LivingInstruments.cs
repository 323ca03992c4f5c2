using System.Diagnostics.Metrics;

namespace MiniKafka.ClusterTests.Metrics;

/// <summary>The instruments of a cluster that have not ended, whether they have values or not.</summary>
internal sealed class LivingInstruments : IDisposable
{
    private readonly HashSet<Instrument> _alive = [];
    private readonly MeterListener _listener = new();

    public LivingInstruments(string clusterId)
    {
        _listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == "MiniKafka" && instrument.Meter.Tags!.Any(tag => Equals(tag.Value, clusterId)))
            {
                lock (_alive)
                {
                    _alive.Add(instrument);
                }

                self.EnableMeasurementEvents(instrument);
            }
        };
        _listener.MeasurementsCompleted = (instrument, _) =>
        {
            lock (_alive)
            {
                _alive.Remove(instrument);
            }
        };
        _listener.Start();
    }

    public int Count(string? name = null)
    {
        lock (_alive)
        {
            return _alive.Count(instrument => name is null || instrument.Name == name);
        }
    }

    public void Dispose() => _listener.Dispose();
}
