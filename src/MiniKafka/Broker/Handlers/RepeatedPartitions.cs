using MiniKafka.Model;

namespace MiniKafka.Broker.Handlers;

/// <summary>What a request, or its answer, says of a partition more than once.</summary>
internal static class RepeatedPartitions
{
    /// <summary>Of each partition the last entry, in the order of those.</summary>
    public static List<T> LastOfEach<T>(List<T> entries, Func<T, TopicIdPartition> partitionOf)
    {
        if (entries.Count < 2)
        {
            return entries;
        }

        var seen = new HashSet<TopicIdPartition>(entries.Count);
        var last = new List<T>(entries.Count);
        for (var i = entries.Count - 1; i >= 0; i--)
        {
            if (seen.Add(partitionOf(entries[i])))
            {
                last.Add(entries[i]);
            }
        }

        last.Reverse();
        return last;
    }
}
