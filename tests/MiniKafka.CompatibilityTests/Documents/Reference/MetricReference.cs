using System.Reflection;
using System.Text;
using MiniKafka.Model;

namespace MiniKafka.CompatibilityTests.Documents.Reference;

/// <summary>Writes the reference of everything that is measured, from the declarations themselves.</summary>
internal static class MetricReference
{
    public static string Render()
    {
        var text = new StringBuilder(
            """
            # What is measured

            The instruments of the meter `MiniKafka`, for `AddMeter("MiniKafka")` of OpenTelemetry, for `dotnet-counters`, or a `MeterListener`. Every
            value carries `kafka.cluster.id`, by which several clusters of a process are told apart, and those of a broker `kafka.broker.id`; the
            other tags stand in the table. What is stopped, killed or disposed of has no values any more. Counters begin anew when a broker starts, as they do
            with a process. Nothing is measured where nobody listens; who looks at gauges has the broker read itself, and a broker that is paused stays
            as it was seen last.
            This page is written from the declarations in the code, and a test compares the two.

            """.ReplaceLineEndings("\n"));
        text.Head("instrument", "kind", "unit", "what", "tags");
        foreach (var metric in Metrics().OrderBy(metric => metric.Name, StringComparer.Ordinal))
        {
            text.Row($"`{metric.Name}`", metric.Kind.ToString().ToLowerInvariant(), metric.Unit, metric.Description, string.Join(", ", metric.Tags.Select(tag => $"`{tag}`")));
        }

        return text.ToString();
    }

    private static IEnumerable<MetricDefinition> Metrics() =>
        from type in typeof(ErrorCode).Assembly.GetTypes()
        from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
        where field.FieldType == typeof(MetricDefinition)
        select (MetricDefinition)field.GetValue(null)!;
}
