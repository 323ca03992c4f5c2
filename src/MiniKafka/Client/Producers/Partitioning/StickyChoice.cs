using System.Collections.Immutable;
using MiniKafka.Client.Cluster;
using MiniKafka.Client.Producers.Accumulation;

namespace MiniKafka.Client.Producers.Partitioning;

/// <summary>
/// Chooses the next sticky partition of a topic. Partitions without a leader are left out while others have one. With
/// adaptive weights (KIP-794) a partition is the more likely the fewer batches wait for it: with queues of 0, 2 and 3
/// the weights are 4, 2 and 1, the longest queue plus one less the partition's own. Any thread may ask.
/// </summary>
internal sealed class StickyChoice(Random random, bool adaptive)
{
    private readonly Lock _gate = new();

    public int Next(ImmutableArray<PartitionMetadata> partitions, IReadOnlyList<PartitionBuffer> buffers)
    {
        var anyLeader = false;
        var longest = 0;
        for (var i = 0; i < partitions.Length; i++)
        {
            anyLeader |= partitions[i].HasLeader;
            longest = Math.Max(longest, buffers[i].QueuedBatches);
        }

        // The weights are looked at once: queues change meanwhile.
        Span<int> weights = partitions.Length <= 128 ? stackalloc int[partitions.Length] : new int[partitions.Length];
        var total = 0;
        for (var i = 0; i < partitions.Length; i++)
        {
            var weight = adaptive ? Math.Max(1, longest + 1 - buffers[i].QueuedBatches) : 1;
            weights[i] = anyLeader && !partitions[i].HasLeader ? 0 : weight;
            total += weights[i];
        }

        int drawn;
        lock (_gate)
        {
            drawn = random.Next(total);
        }

        var chosen = 0;
        while ((drawn -= weights[chosen]) >= 0)
        {
            chosen++;
        }

        return chosen;
    }
}
