using MiniKafka.Model;
using MiniKafka.Storage;

namespace MiniKafka.Replication;

/// <summary>One append of a request, from the leader's log to the acknowledgement of all in-sync replicas.</summary>
internal sealed class AppendOutcome(TopicIdPartition partition, LogAppendResult result)
{
    public TopicIdPartition Partition { get; } = partition;

    public LogAppendResult Result { get; set; } = result;

    /// <summary>The partition whose in-sync replicas, or whose disk, have not got the batch yet.</summary>
    public Partition? WaitsFor { get; set; }

    /// <summary>The leader's own disk is enough: acks=1 on a topic that acknowledges only what was flushed.</summary>
    public bool WaitsForFlushOnly { get; init; }
}
