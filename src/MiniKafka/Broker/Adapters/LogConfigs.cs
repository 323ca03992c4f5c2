using MiniKafka.Configuration.Effective;
using MiniKafka.Records;
using MiniKafka.Records.Compression;
using MiniKafka.Storage;

namespace MiniKafka.Broker.Adapters;

/// <summary>Maps a topic's configuration to what its logs need.</summary>
internal static class LogConfigs
{
    public static LogConfig Of(TopicConfig topic, BrokerConfig broker)
    {
        var compression = CompressionOf(topic.CompressionType);
        return new LogConfig
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
            Compression = compression,
            CompressionLevel = LevelOf(compression, topic),
            TimestampType = topic.MessageTimestampType == "LogAppendTime" ? TimestampType.LogAppendTime : TimestampType.CreateTime,
            TimestampBeforeMaxMs = topic.MessageTimestampBeforeMaxMs,
            TimestampAfterMaxMs = topic.MessageTimestampAfterMaxMs,
            FlushMessages = topic.FlushMessages,
            FlushMs = topic.FlushMs,
            FileDeleteDelayMs = topic.FileDeleteDelayMs,
            MinCleanableDirtyRatio = topic.MinCleanableDirtyRatio,
            MinCompactionLagMs = topic.MinCompactionLagMs,
            MaxCompactionLagMs = topic.MaxCompactionLagMs,
            DeleteRetentionMs = topic.DeleteRetentionMs,
            ProducerIdExpirationMs = broker.ProducerIdExpirationMs,
        };
    }

    /// <summary>Null keeps the codec of the producer.</summary>
    private static CompressionType? CompressionOf(string name) => name switch
    {
        "producer" => null,
        "uncompressed" => CompressionType.None,
        "gzip" => CompressionType.Gzip,
        "snappy" => CompressionType.Snappy,
        "lz4" => CompressionType.Lz4,
        "zstd" => CompressionType.Zstd,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such compression.type."),
    };

    private static int? LevelOf(CompressionType? compression, TopicConfig topic) => compression switch
    {
        CompressionType.Gzip => topic.CompressionGzipLevel,
        CompressionType.Lz4 => topic.CompressionLz4Level,
        CompressionType.Zstd => topic.CompressionZstdLevel,
        _ => null,
    };
}
