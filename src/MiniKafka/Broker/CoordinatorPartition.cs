namespace MiniKafka.Broker;

/// <summary>Which partition of an internal topic keeps the state of a group or a transactional id.</summary>
internal static class CoordinatorPartition
{
    /// <summary>Java's string hash without its sign, modulo the number of partitions: what Kafka's directories are laid out by.</summary>
    public static int Of(string key, int partitions)
    {
        var hash = 0;
        foreach (var unit in key)
        {
            hash = unchecked((31 * hash) + unit);
        }

        return (hash & int.MaxValue) % partitions;
    }
}
