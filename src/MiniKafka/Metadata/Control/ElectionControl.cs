using MiniKafka.Metadata.Elections;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;
using MiniKafka.Protocol;

namespace MiniKafka.Metadata.Control;

/// <summary>A partition in which somebody wants an election.</summary>
internal readonly record struct ElectionTarget(string Topic, int Partition);

/// <summary>What became of an election.</summary>
internal sealed record ElectedLeader(string Topic, int Partition, Outcome Outcome);

/// <summary>Elections that somebody asks for or that are due.</summary>
internal sealed class ElectionControl(PartitionChanges changes)
{
    private const int MostElectionsAtOnce = 1000;

    /// <summary>Elects preferred leaders, or leaders at any price. A partition that is named twice is answered for twice.</summary>
    /// <param name="image">The cluster.</param>
    /// <param name="electionType">0 for the preferred leader, 1 for an unclean election.</param>
    /// <param name="targets">Where; null for everywhere, and then only what was tried is told.</param>
    public ControllerResult<IReadOnlyList<ElectedLeader>> Elect(ClusterImage image, sbyte electionType, IReadOnlyList<ElectionTarget>? targets)
    {
        var rules = changes.RulesOf(image);
        var records = new List<IPersistedRecord>();
        var wanted = targets ?? [.. image.Topics.Values.SelectMany(topic => topic.Partitions.Keys.Select(index => new ElectionTarget(topic.Name, index)))];
        var outcomes = wanted.Distinct().ToDictionary(target => target, target => Elect(image, electionType, target, rules, records));
        var results = wanted
            .Select(target => new ElectedLeader(target.Topic, target.Partition, outcomes[target]))
            .Where(result => targets is not null || result.Outcome.Code != ErrorCode.ElectionNotNeeded)
            .ToList();
        return ControllerResult.Of<IReadOnlyList<ElectedLeader>>(records, results);
    }

    /// <summary>Moves leadership back to preferred leaders, for brokers of which more than the percentage of what they should lead is led by others.</summary>
    public ControllerResult<int> Balance(ClusterImage image, int imbalancePercentage)
    {
        var rules = changes.RulesOf(image);
        var records = new List<IPersistedRecord>();
        var partitions = image.Topics.Values.SelectMany(topic => topic.Partitions.Values.Select(partition => (Topic: topic, Partition: partition)));
        foreach (var preferring in partitions.GroupBy(pair => pair.Partition.PreferredLeader).OrderBy(group => group.Key))
        {
            var all = preferring.ToList();
            var elsewhere = all.Where(pair => pair.Partition.Leader != preferring.Key).ToList();
            if (!image.IsActive(preferring.Key) || elsewhere.Count * 100L <= (long)imbalancePercentage * all.Count)
            {
                continue;
            }

            foreach (var (topic, partition) in elsewhere.Where(pair => pair.Partition.Isr.Contains(preferring.Key)).Take(MostElectionsAtOnce - records.Count))
            {
                var change = PartitionChanges.Of(image, topic, partition, rules);
                change.Election = ElectionKind.Preferred;
                change.AddTo(records);
            }
        }

        return ControllerResult.Of(records, records.Count);
    }

    /// <summary>Looks for leaders in partitions that have none, unclean ones included where they are allowed.</summary>
    public ControllerResult<int> FindMissing(ClusterImage image)
    {
        var records = changes.FindLeaders(image).Take(MostElectionsAtOnce).ToList();
        return ControllerResult.Of(records, records.Count);
    }

    private static Outcome Elect(ClusterImage image, sbyte electionType, ElectionTarget target, ElectionRules rules, List<IPersistedRecord> records)
    {
        if (!image.Topics.TryGetValue(target.Topic, out var topic))
        {
            return new Outcome(ErrorCode.UnknownTopicOrPartition, $"No such topic as {target.Topic}");
        }

        if (!topic.Partitions.TryGetValue(target.Partition, out var partition))
        {
            return new Outcome(ErrorCode.UnknownTopicOrPartition, $"No such partition as {target.Topic}-{target.Partition}");
        }

        var isUnclean = electionType == 1;
        if (isUnclean ? partition.HasLeader : partition.Leader == partition.PreferredLeader)
        {
            return new Outcome(ErrorCode.ElectionNotNeeded, "Leader election not needed for topic partition.");
        }

        var change = PartitionChanges.Of(image, topic, partition, rules);
        change.Election = isUnclean ? ElectionKind.Unclean : ElectionKind.Preferred;
        if (change.Build() is not { } record)
        {
            return isUnclean
                ? new Outcome(ErrorCode.EligibleLeadersNotAvailable, "Eligible topic partition leaders are not available.")
                : new Outcome(ErrorCode.PreferredLeaderNotAvailable, "The preferred leader was not available.");
        }

        records.Add(record);
        return Outcome.Success;
    }
}
