using System.Diagnostics;
using System.Text;
using MiniKafka.Model;

namespace MiniKafka.Records;

/// <summary>The trace that a record carries in its headers, whoever wrote them. Of several headers of a name the last one counts.</summary>
internal static class CarriedTrace
{
    /// <summary>What a tracestate may have at most by W3C's recommendation; a longer one is left out.</summary>
    private const int LongestHeader = 512;

    /// <summary>False when it carries none that can be read.</summary>
    public static bool TryRead(in Record record, out ActivityContext context)
    {
        string? parent = null;
        string? state = null;
        foreach (var header in record.Headers)
        {
            if (header.Name.SequenceEqual("traceparent"u8))
            {
                parent = Text(header.Value.Span);
            }
            else if (header.Name.SequenceEqual("tracestate"u8))
            {
                state = Text(header.Value.Span);
            }
        }

        return ActivityContext.TryParse(parent, state, isRemote: true, out context);
    }

    /// <summary>The same of headers that are about to be written, or were read.</summary>
    public static bool TryRead(ReadOnlySpan<RecordHeader> headers, out ActivityContext context)
    {
        string? parent = null;
        string? state = null;
        foreach (var header in headers)
        {
            if (header.Name == Traces.ParentHeader)
            {
                parent = Text(header.Value.GetValueOrDefault().Span);
            }
            else if (header.Name == Traces.StateHeader)
            {
                state = Text(header.Value.GetValueOrDefault().Span);
            }
        }

        return ActivityContext.TryParse(parent, state, isRemote: true, out context);
    }

    /// <summary>The headers with those that carry a trace behind them.</summary>
    public static RecordHeader[] Add(ReadOnlySpan<RecordHeader> headers, Activity activity)
    {
        var parent = new RecordHeader(Traces.ParentHeader, Encoding.ASCII.GetBytes(activity.Id!));
        return activity.TraceStateString is { Length: > 0 } state
            ? [.. headers, parent, new RecordHeader(Traces.StateHeader, Encoding.ASCII.GetBytes(state))]
            : [.. headers, parent];
    }

    private static string? Text(ReadOnlySpan<byte> value) => value.Length <= LongestHeader ? Encoding.ASCII.GetString(value) : null;
}
