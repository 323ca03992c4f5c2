using System.Collections.Immutable;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;
using MiniKafka.Protocol;

namespace MiniKafka.Metadata.Control;

/// <summary>Giving topics more partitions.</summary>
/// <param name="random">Placement comes from here.</param>
internal sealed class PartitionControl(Random random)
{
    /// <summary>Gives topics more partitions, never fewer.</summary>
    public ControllerResult<IReadOnlyList<CreatedPartitions>> Create(ClusterImage image, IReadOnlyList<NewPartitions> topics, bool validateOnly)
    {
        var records = new List<IPersistedRecord>();
        var results = topics
            .GroupBy(topic => topic.Topic, StringComparer.Ordinal)
            .Select(group => new CreatedPartitions(
                group.Key,
                group.Skip(1).Any() ? new Outcome(ErrorCode.InvalidRequest, "Duplicate topic name.") : Add(image, group.First(), records)))
            .ToList();
        return ControllerResult.Of<IReadOnlyList<CreatedPartitions>>(validateOnly ? [] : records, results);
    }

    private Outcome Add(ClusterImage image, NewPartitions wanted, List<IPersistedRecord> records)
    {
        if (!image.Topics.TryGetValue(wanted.Topic, out var topic))
        {
            return new Outcome(ErrorCode.UnknownTopicOrPartition);
        }

        var present = topic.Partitions.Count;
        if (wanted.Count == present)
        {
            return new Outcome(ErrorCode.InvalidPartitions, $"Topic already has {present} partition(s).");
        }

        if (wanted.Count < present)
        {
            return new Outcome(ErrorCode.InvalidPartitions, $"The topic {wanted.Topic} currently has {present} partition(s); {wanted.Count} would not be an increase.");
        }

        var added = wanted.Count - present;
        if (added + records.Count > ControllerResult.MostRecords)
        {
            return new Outcome(ErrorCode.PolicyViolation, "Unable to perform excessively large batch operation.");
        }

        var replicationFactor = topic.Partitions.Values.First().Replicas.Length;
        var outcome = wanted.Assignments is null
            ? ReplicaPlacer.Place(image, present, added, replicationFactor, random, out var placed)
            : Assigned(image, wanted, added, replicationFactor, present, out placed);
        if (outcome.IsSuccess)
        {
            records.AddRange(placed.Select((brokers, index) => ReplicaPlacer.Begin(image, present + index, brokers).ToRecord(topic.Id)));
        }

        return outcome;
    }

    private static Outcome Assigned(
        ClusterImage image, NewPartitions wanted, int added, int replicationFactor, int present, out ImmutableArray<ImmutableArray<int>> placed)
    {
        placed = [];
        if (wanted.Assignments!.Count != added)
        {
            return new Outcome(
                ErrorCode.InvalidReplicaAssignment,
                $"Attempted to add {added} additional partition(s), but only {wanted.Assignments.Count} assignment(s) were specified.");
        }

        foreach (var (index, brokers) in wanted.Assignments.Index())
        {
            var outcome = AssignmentRules.CheckNew(image, present + index, brokers, replicationFactor);
            if (!outcome.IsSuccess)
            {
                return outcome;
            }
        }

        placed = [.. wanted.Assignments.Select(brokers => brokers.ToImmutableArray())];
        return Outcome.Success;
    }
}
