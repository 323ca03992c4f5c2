using MiniKafka.Metadata.Images;
using MiniKafka.Model;

namespace MiniKafka.Metadata.Control;

/// <summary>Judges the replicas somebody chose for a partition.</summary>
internal static class AssignmentRules
{
    /// <summary>Checks one partition's replicas, which must be as many as those of the partitions before it.</summary>
    public static Outcome Check(ClusterImage image, IReadOnlyList<int> replicas, int? expectedCount)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(replicas);
        if (replicas.Count == 0)
        {
            return Refused("The manual partition assignment includes an empty replica list.");
        }

        var sorted = replicas.Order().ToList();
        for (var i = 0; i < sorted.Count; i++)
        {
            if (!image.Brokers.TryGetValue(sorted[i], out var broker))
            {
                return Refused($"The manual partition assignment includes broker {sorted[i]}, but no such broker is registered.");
            }

            if (!broker.HasUncordonedLogDir)
            {
                return Refused($"The manual partition assignment includes broker {sorted[i]}, but all its log directories are cordoned.");
            }

            if (i > 0 && sorted[i] == sorted[i - 1])
            {
                return Refused($"The manual partition assignment includes the broker {sorted[i]} more than once.");
            }
        }

        return expectedCount is { } expected && expected != replicas.Count
            ? Refused($"The manual partition assignment includes a partition with {replicas.Count} replica(s), but this is not consistent with previous partitions, which have {expected} replica(s).")
            : Outcome.Success;
    }

    /// <summary>Checks the replicas of a partition that begins, of which one at least has to be up.</summary>
    public static Outcome CheckNew(ClusterImage image, int partition, IReadOnlyList<int> replicas, int? expectedCount)
    {
        var outcome = Check(image, replicas, expectedCount);
        return !outcome.IsSuccess || replicas.Any(image.IsActive) ? outcome
            : Refused($"All brokers specified in the manual partition assignment for partition {partition} are fenced or in controlled shutdown.");
    }

    private static Outcome Refused(string message) => new(ErrorCode.InvalidReplicaAssignment, message);
}
