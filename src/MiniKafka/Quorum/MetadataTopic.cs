using MiniKafka.Model;

namespace MiniKafka.Quorum;

/// <summary>The one partition the quorum is about.</summary>
internal static class MetadataTopic
{
    public const string Name = "__cluster_metadata";

    public const int Partition = 0;

    /// <summary>The fixed id Kafka gives the topic.</summary>
    public static Uuid Id { get; } = new(0, 1);

    public static bool Is(string topic, int partition) => topic == Name && partition == Partition;
}
