using System.Diagnostics;
using System.Globalization;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace MiniKafka.ClusterTests.Metrics;

/// <summary>What OpenTelemetry collects of one cluster, whatever others there are in the process.</summary>
internal sealed class Collected : IDisposable
{
    /// <summary>The collection of tests that look: who looks on at the same time shares a reading, and may see one that is a moment old.</summary>
    public const string OneAfterTheOther = "metrics";

    private readonly List<MetricSnapshot> _exported = [];
    private readonly MeterProvider _provider;
    private readonly string _clusterId;

    public Collected(string clusterId)
    {
        _clusterId = clusterId;
        _provider = Sdk.CreateMeterProviderBuilder().AddMeter("MiniKafka").AddInMemoryExporter(_exported).Build();
    }

    public void Look()
    {
        _exported.Clear();
        Assert.True(_provider.ForceFlush());
    }

    /// <summary>Looks again until the sum is that: in real time nobody waits for a loop longer than a moment, and sees it as it was.</summary>
    public void LookUntil(long expected, string instrument)
    {
        var began = Stopwatch.GetTimestamp();
        do
        {
            Look();
        }
        while (Sum(instrument) != expected && Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(30));
        Assert.Equal(expected, Sum(instrument));
    }

    /// <summary>The sum of an instrument's values that have these tags; of a histogram, how many values there were.</summary>
    public long Sum(string instrument, params (string Tag, object Value)[] tags) => Points(instrument, tags).Sum(point => point.Value);

    /// <summary>How many values of an instrument there are with these tags.</summary>
    public int Count(string instrument, params (string Tag, object Value)[] tags) => Points(instrument, tags).Count();

    /// <summary>All instruments that tell something of the cluster.</summary>
    public IReadOnlyList<string> Instruments => [.. _exported.Select(metric => metric.Name).Distinct().Where(name => Count(name) > 0).Order(StringComparer.Ordinal)];

    public void Dispose() => _provider.Dispose();

    private IEnumerable<(Dictionary<string, string> Tags, long Value)> Points(string instrument, (string Tag, object Value)[] tags) =>
        from metric in _exported
        where metric.Name == instrument
        from point in metric.MetricPoints
        let named = TagsOf(point)
        where named.GetValueOrDefault("kafka.cluster.id") == _clusterId && tags.All(tag => named.GetValueOrDefault(tag.Tag) == Text(tag.Value))
        select (named, ValueOf(metric.MetricType, point));

    private static Dictionary<string, string> TagsOf(MetricPoint point)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var tag in point.Tags)
        {
            tags.Add(tag.Key, Text(tag.Value!));
        }

        return tags;
    }

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;

    private static long ValueOf(MetricType type, MetricPoint point) => type switch
    {
        MetricType.LongSum => point.GetSumLong(),
        MetricType.LongGauge => point.GetGaugeLastValueLong(),
        _ => point.GetHistogramCount(),
    };
}
