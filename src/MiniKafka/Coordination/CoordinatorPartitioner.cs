using MiniKafka.Model;

namespace MiniKafka.Coordination;

/// <summary>Which partition of a coordinator's topic an id belongs to; every broker and every restart agrees.</summary>
internal static class CoordinatorPartitioner
{
    public static int PartitionFor(string id, int partitionCount)
    {
        // Kafka's formula: the magnitude of Java's hash of the string, and zero for the one number that has none.
        var hash = JavaHash.Of(id);
        return hash == int.MinValue ? 0 : Math.Abs(hash) % partitionCount;
    }
}
