using MiniKafka.Configuration;
using MiniKafka.Records;
using MiniKafka.Records.Compression;

namespace MiniKafka.Storage;

/// <summary>Takes what a log needs out of its topic's effective configuration.</summary>
internal static class LogConfigMapping
{
    private const string KeepsProducerCodec = "producer";

    public static LogConfig ToLogConfig(this TopicConfig topic, int producerIdExpirationMs) => new()
    {
        SegmentBytes = topic.SegmentBytes,
        SegmentMs = topic.SegmentMs,
        SegmentIndexBytes = topic.SegmentIndexBytes,
        IndexIntervalBytes = topic.IndexIntervalBytes,
        MaxMessageBytes = topic.MaxMessageBytes,
        RetentionMs = topic.RetentionMs,
        RetentionBytes = topic.RetentionBytes,
        IsDeleted = topic.IsDeleted,
        IsCompacted = topic.IsCompacted,
        Compression = CodecOf(topic.CompressionType),
        CompressionLevel = topic.CompressionType == "gzip" ? topic.CompressionGzipLevel : null,
        TimestampType = topic.MessageTimestampType == nameof(TimestampType.LogAppendTime) ? TimestampType.LogAppendTime : TimestampType.CreateTime,
        TimestampBeforeMaxMs = topic.MessageTimestampBeforeMaxMs,
        TimestampAfterMaxMs = topic.MessageTimestampAfterMaxMs,
        FlushMessages = topic.FlushMessages,
        FlushMs = topic.FlushMs,
        FileDeleteDelayMs = topic.FileDeleteDelayMs,
        MinCleanableDirtyRatio = topic.MinCleanableDirtyRatio,
        MinCompactionLagMs = topic.MinCompactionLagMs,
        MaxCompactionLagMs = topic.MaxCompactionLagMs,
        DeleteRetentionMs = topic.DeleteRetentionMs,
        ProducerIdExpirationMs = producerIdExpirationMs,
    };

    private static CompressionType? CodecOf(string name) => name switch
    {
        KeepsProducerCodec => null,
        "uncompressed" => CompressionType.None,
        _ => Enum.Parse<CompressionType>(name, ignoreCase: true),
    };
}
