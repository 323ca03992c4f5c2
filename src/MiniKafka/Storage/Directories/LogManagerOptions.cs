using MiniKafka.Model;
using MiniKafka.Storage.Cleaning;

namespace MiniKafka.Storage.Directories;

/// <summary>Where a broker keeps its logs and how often it looks after them.</summary>
internal sealed record LogManagerOptions
{
    /// <summary>One directory or several; each partition lives in one of them.</summary>
    public required IReadOnlyList<string> Directories { get; init; }

    public required string ClusterId { get; init; }

    public required int NodeId { get; init; }

    /// <summary>Directories of partitions that somebody else opens.</summary>
    public IReadOnlyList<TopicPartition> Foreign { get; init; } = [new TopicPartition("__cluster_metadata", 0)];

    public CleanerOptions Cleaner { get; init; } = new();

    public TimeSpan RetentionInterval { get; init; } = TimeSpan.FromMinutes(5);

    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromMinutes(1);

    public TimeSpan HighWatermarkCheckpointInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often <c>flush.ms</c> is looked at.</summary>
    public TimeSpan FlushCheckInterval { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan DeletionInterval { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan ProducerExpirationInterval { get; init; } = TimeSpan.FromMinutes(10);
}
