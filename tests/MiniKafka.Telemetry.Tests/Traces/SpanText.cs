using System.Diagnostics;

namespace MiniKafka.Telemetry.Tests.Traces;

internal static class SpanText
{
    /// <summary>The tags of a span, in the order of their names, one a line.</summary>
    public static string Tags(this Activity span) =>
        string.Join('\n', span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}").Order(StringComparer.Ordinal));

    public static string? Tag(this Activity span, string name) => span.GetTagItem(name)?.ToString();
}
