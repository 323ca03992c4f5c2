namespace MiniKafka.Coordination.Groups;

/// <summary>Which partition of a coordinator's topic an id belongs to; every broker and every restart agrees.</summary>
internal static class GroupPartitioner
{
    public static int PartitionFor(string id, int partitionCount)
    {
        // Kafka's formula: Java's hash of the string, without its sign.
        var hash = 0;
        foreach (var unit in id)
        {
            hash = unchecked((31 * hash) + unit);
        }

        return (hash & int.MaxValue) % partitionCount;
    }
}
