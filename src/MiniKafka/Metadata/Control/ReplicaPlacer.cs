using System.Collections.Immutable;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;

namespace MiniKafka.Metadata.Control;

/// <summary>
/// Chooses brokers for new partitions so that leaders and replicas are spread evenly and the replicas of a partition over racks.
/// The same random source in the same state places the same way.
/// </summary>
/// <remarks>
/// 1. Within each rack the brokers that may lead come first, in random order, then the fenced ones; racks are in random order too.
/// 2. The racks' lists are merged into one ring, rack after rack in turn, so that neighbours differ in rack as long as racks are even.
/// 3. Partition p begins at a broker that may lead, the next one for each partition, and takes brokers along the ring: first from racks
///    it does not have yet, then from any. Each time all leaders had their turn, followers shift by one, so that pairs do not repeat.
/// </remarks>
internal static class ReplicaPlacer
{
    /// <summary>The replicas of some new partitions, the leader first.</summary>
    /// <returns>An error when the brokers do not suffice.</returns>
    public static Outcome Place(ClusterImage image, int firstPartition, int count, int replicationFactor, Random random, out ImmutableArray<ImmutableArray<int>> placed)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(random);
        placed = [];
        var usable = image.Brokers.Values.Where(broker => broker.HasUncordonedLogDir).ToList();
        if (usable.Count == 0 || usable.TrueForAll(broker => !broker.IsActive))
        {
            return Refused(replicationFactor, "All brokers are currently fenced or have all their log directories cordoned.");
        }

        if (replicationFactor > usable.Count)
        {
            return Refused(
                replicationFactor,
                $"The target replication factor of {replicationFactor} cannot be reached because only {usable.Count} broker(s) are registered or some brokers have all their log directories cordoned.");
        }

        var ring = Ring(usable, random);
        var leaders = ring.Where(broker => broker.IsActive).ToList();
        var result = ImmutableArray.CreateBuilder<ImmutableArray<int>>(count);
        for (var partition = firstPartition; partition < firstPartition + count; partition++)
        {
            result.Add(Replicas(ring, leaders[partition % leaders.Count], partition / leaders.Count, replicationFactor));
        }

        placed = result.MoveToImmutable();
        return Outcome.Success;
    }

    /// <summary>A partition as it begins: everybody who is up is in sync, and the first of them leads.</summary>
    public static PartitionImage Begin(ClusterImage image, int index, ImmutableArray<int> replicas)
    {
        ImmutableArray<int> isr = [.. replicas.Where(image.IsActive)];
        return new PartitionImage
        {
            PartitionId = index,
            Replicas = replicas,
            Directories = [.. replicas.Select(broker => image.Brokers[broker].DefaultDirectory)],
            Isr = isr,
            Leader = isr[0],
        };
    }

    private static Outcome Refused(int replicationFactor, string why) =>
        new(ErrorCode.InvalidReplicationFactor, $"Unable to replicate the partition {replicationFactor} time(s): {why}");

    private static List<BrokerRegistration> Ring(List<BrokerRegistration> brokers, Random random)
    {
        var racks = brokers
            .GroupBy(broker => broker.Rack ?? "", StringComparer.Ordinal)
            .OrderBy(rack => rack.Key, StringComparer.Ordinal)
            .Select(rack =>
            {
                var members = rack.OrderBy(broker => broker.Id).ToArray();
                random.Shuffle(members);
                return members.OrderBy(broker => !broker.IsActive).ToList();
            })
            .ToArray();
        random.Shuffle(racks);
        var longest = racks.Max(rack => rack.Count);
        return [.. Enumerable.Range(0, longest).SelectMany(turn => racks.Where(rack => turn < rack.Count).Select(rack => rack[turn]))];
    }

    private static ImmutableArray<int> Replicas(List<BrokerRegistration> ring, BrokerRegistration leader, int shift, int replicationFactor)
    {
        var chosen = ImmutableArray.CreateBuilder<int>(replicationFactor);
        var racks = new SortedSet<string>(StringComparer.Ordinal) { leader.Rack ?? "" };
        chosen.Add(leader.Id);

        // Followers are looked for in the ring without the leader, from the place after it.
        var at = ring.IndexOf(leader);
        var others = Enumerable.Range(1, ring.Count - 1).Select(step => ring[(at + step) % ring.Count]).ToList();
        var order = others.Count == 0 ? others : [.. Enumerable.Range(0, others.Count).Select(step => others[(step + shift) % others.Count])];
        foreach (var broker in order.Where(broker => chosen.Count < replicationFactor && racks.Add(broker.Rack ?? "")))
        {
            chosen.Add(broker.Id);
        }

        foreach (var broker in order.Where(broker => !chosen.Contains(broker.Id)).Take(replicationFactor - chosen.Count).ToList())
        {
            chosen.Add(broker.Id);
        }

        return chosen.ToImmutable();
    }
}
