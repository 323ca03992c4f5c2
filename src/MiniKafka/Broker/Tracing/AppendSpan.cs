using System.Diagnostics;
using MiniKafka.Model;
using MiniKafka.Storage;

namespace MiniKafka.Broker.Tracing;

/// <summary>One or more produced records, one after the other, that carry the same trace.</summary>
internal sealed class AppendSpan(TopicIdPartition partition, ActivityContext carried, int offsetDelta, DateTimeOffset begun)
{
    public TopicIdPartition Partition { get; } = partition;

    public ActivityContext Carried { get; } = carried;

    /// <summary>How far behind the batch's first offset the first of them stands.</summary>
    public int OffsetDelta { get; } = offsetDelta;

    public DateTimeOffset Begun { get; } = begun;

    public int Records { get; set; } = 1;

    /// <summary>What became of their batch.</summary>
    public LogAppendResult Outcome { get; set; }
}
