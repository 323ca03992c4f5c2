namespace MiniKafka.Dashboard.Timeline;

/// <summary>Something that happened.</summary>
/// <param name="Sequence">Grows from event to event.</param>
/// <param name="Time">When it was seen.</param>
/// <param name="Kind">What kind it is: <see cref="EventKind"/>.</param>
/// <param name="Text">What happened, as a sentence.</param>
/// <param name="Topic">The topic it happened to.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Broker">The broker.</param>
/// <param name="Group">The group.</param>
internal sealed record ClusterEvent(long Sequence, DateTimeOffset Time, string Kind, string Text, string? Topic, int? Partition, int? Broker, string? Group);

/// <summary>The kinds of events.</summary>
internal static class EventKind
{
    public const string Broker = "broker";
    public const string Controller = "controller";
    public const string Election = "election";
    public const string Isr = "isr";
    public const string Rebalance = "rebalance";
    public const string Topic = "topic";
    public const string Fault = "fault";
    public const string Config = "config";
}
