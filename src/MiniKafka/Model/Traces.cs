using System.Diagnostics;

namespace MiniKafka.Model;

/// <summary>
/// The spans of clients and brokers: one source, and names after OpenTelemetry's conventions for messaging. A record carries its trace in the
/// headers <c>traceparent</c> and <c>tracestate</c> of W3C's Trace Context, so that whoever meets it goes on with that trace.
/// </summary>
internal static class Traces
{
    public const string ParentHeader = "traceparent";
    public const string StateHeader = "tracestate";

    public const string System = "messaging.system";
    public const string OperationName = "messaging.operation.name";
    public const string OperationType = "messaging.operation.type";
    public const string Offset = "messaging.kafka.offset";
    public const string Tombstone = "messaging.kafka.message.tombstone";
    public const string MessageCount = "messaging.batch.message_count";

    private static readonly ActivitySource s_source = new(TelemetryTags.Source, typeof(Traces).Assembly.GetName().Version!.ToString(3));

    /// <summary>Somebody listens. Without that nothing else here is called, no record is looked into and nothing is allocated.</summary>
    public static bool AreWanted => s_source.HasListeners();

    /// <summary>
    /// Begins a span, which is the calling thread's current one until it ends. What a record carries is its parent, and the span it happens in is
    /// linked then; otherwise that one is the parent. Null when nobody wants to have it.
    /// </summary>
    /// <param name="operation">What is done, with which its name begins.</param>
    /// <param name="topic">The topic, with which its name ends.</param>
    /// <param name="kind">The side of the exchange.</param>
    /// <param name="carried">What the record carries, or nothing.</param>
    /// <param name="tags">What is known when it begins.</param>
    /// <param name="startTime">When it began, if that was earlier.</param>
    public static Activity? Start(string operation, string topic, ActivityKind kind, ActivityContext carried, in TagList tags, DateTimeOffset startTime = default)
    {
        ActivityLink[]? links = carried != default && Activity.Current is { } surrounding && surrounding.TraceId != carried.TraceId
            ? [new ActivityLink(surrounding.Context)]
            : null;
        return s_source.StartActivity($"{operation} {topic}", kind, carried, tags, links, startTime);
    }

    /// <summary>The span has failed, for a reason of Kafka's or of somebody's code.</summary>
    public static void Fail(Activity activity, Exception exception)
    {
        activity.SetTag(TelemetryTags.Error, exception is KafkaException failure ? failure.Code.ToProtocolName() : exception.GetType().FullName);
        activity.SetStatus(ActivityStatusCode.Error, exception.Message);
    }

    /// <summary>Ends the span. What was current on this thread stays so.</summary>
    public static void End(Activity activity, Activity? current)
    {
        activity.Stop();
        Activity.Current = current;
    }
}
