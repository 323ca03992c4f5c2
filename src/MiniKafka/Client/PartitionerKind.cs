namespace MiniKafka.Client;

/// <summary>The built-in ways to choose partitions.</summary>
public enum PartitionerKind
{
    /// <summary>By the murmur2 hash of the key, as Kafka's Java producer; without a key uniformly sticky (KIP-480, KIP-794).</summary>
    Default,

    /// <summary>Each partition in turn, whatever the key.</summary>
    RoundRobin,
}
