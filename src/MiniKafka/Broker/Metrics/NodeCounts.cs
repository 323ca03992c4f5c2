namespace MiniKafka.Broker.Metrics;

/// <summary>What is counted of a node that has no other place for it. Owned by its loop.</summary>
internal sealed class NodeCounts
{
    public RequestCounts Requests { get; } = new();

    public ElectionCounts Elections { get; } = new();
}
