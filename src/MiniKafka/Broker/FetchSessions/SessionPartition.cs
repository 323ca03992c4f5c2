using MiniKafka.Model;
using MiniKafka.Replication;

namespace MiniKafka.Broker.FetchSessions;

/// <summary>
/// One partition that a fetch session remembers: what the reader last asked for, and what it was last told, so that
/// an incremental answer can leave out what has not changed.
/// </summary>
internal sealed class SessionPartition(TopicIdPartition partition, FetchPartition request)
{
    private const long Unknown = -1;
    private long _toldHighWatermark = Unknown;
    private long _toldLogStartOffset = Unknown;

    /// <summary>The partition; its name is filled in when the metadata learns it.</summary>
    public TopicIdPartition Partition { get; set; } = partition;

    public FetchPartition Request { get; set; } = request;

    /// <summary>
    /// Whether the answer must be sent although the session is incremental. With <paramref name="remember"/> what is
    /// sent becomes what the reader knows.
    /// </summary>
    public bool MustAnswer(in FetchPartitionResult result, bool remember)
    {
        var failed = result.ErrorCode != ErrorCode.None;
        var changed = !result.Records.IsEmpty
            || failed
            || result.HighWatermark != _toldHighWatermark
            || result.LogStartOffset != _toldLogStartOffset
            || result.PreferredReadReplica >= 0
            || result.DivergingEpoch is not null;
        if (remember)
        {
            // After an error nothing counts as told, so that the partition is sent again once the error is over.
            _toldHighWatermark = failed ? Unknown : result.HighWatermark;
            _toldLogStartOffset = result.LogStartOffset;
        }

        return changed;
    }
}
