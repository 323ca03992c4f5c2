namespace MiniKafka.Model;

/// <summary>
/// Records that a consumer has read are gone: an unclean election cut the log behind them. Thrown when
/// <c>auto.offset.reset</c> is none; otherwise reading goes on at <see cref="DivergesAt"/>.
/// </summary>
public sealed class LogTruncatedException : KafkaException
{
    internal LogTruncatedException(TopicPartitionOffset divergesAt, long position)
        : base(ErrorCode.OffsetOutOfRange, $"The log of {divergesAt.TopicPartition} was cut at offset {divergesAt.Offset}, before the consumer's position {position}: seek to go on.") =>
        DivergesAt = divergesAt;

    /// <summary>The first offset that is not what was read.</summary>
    public TopicPartitionOffset DivergesAt { get; }
}
