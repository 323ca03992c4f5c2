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
            value carries `kafka.cluster.id`, by which several clusters of a process are told apart (a client's as soon as it knows its cluster), those of a
            broker `kafka.broker.id`, those of a client `messaging.client.id` and `kafka.client.name`, a number in the process that tells clients of one
            id apart, and a consumer's its group; the other tags stand in the table. What is stopped, killed or disposed of has no values any more. Counters
            begin anew when a broker starts or a client is made, as they do with a process. Where nobody listens only numbers are counted; who looks has
            the broker or client read itself, and a broker that is paused stays as it was seen last.

            Spans are made by the source of the same name, `AddSource("MiniKafka")`: `send TOPIC` of a producer, `append TOPIC` of the leader, `poll TOPIC` of
            a consumer, and `process TOPIC` where the application says so (`Consumer.StartProcessing`). Records carry their trace in the headers
            `traceparent` and `tracestate`, so it goes on wherever they are read, and the broker goes on with one that any other client began.
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
