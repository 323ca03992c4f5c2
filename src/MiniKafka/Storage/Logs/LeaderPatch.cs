using MiniKafka.Records;

namespace MiniKafka.Storage.Logs;

/// <summary>What the leader writes into its copy of a batch before it is published. The default value changes nothing.</summary>
internal readonly record struct LeaderPatch(long BaseOffset, int LeaderEpoch, bool SetsTimestamp, TimestampType TimestampType, long Timestamp)
{
    public bool IsSet { get; } = true;

    public void ApplyTo(Span<byte> batch)
    {
        if (!IsSet)
        {
            return;
        }

        RecordBatchPatch.SetBaseOffset(batch, BaseOffset);
        RecordBatchPatch.SetPartitionLeaderEpoch(batch, LeaderEpoch);
        if (SetsTimestamp)
        {
            RecordBatchPatch.SetMaxTimestamp(batch, TimestampType, Timestamp);
        }
    }
}
