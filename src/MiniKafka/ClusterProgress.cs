using MiniKafka.Broker.Progress;
using MiniKafka.Metadata.Control;
using MiniKafka.Metadata.Images;

namespace MiniKafka;

/// <summary>How far a topic and a group have come at one moment, as those brokers say who take part in the cluster: leaders and coordinator.</summary>
internal sealed class ClusterProgress
{
    private readonly ClusterImage _image;

    /// <param name="known">Those that take part.</param>
    /// <param name="reports">What they say.</param>
    public ClusterProgress(IReadOnlyList<Participant> known, ProgressReports reports)
    {
        Subject = reports.Subject;
        _image = known.MaxBy(participant => participant.Knows.Offset)?.Knows.Image ?? ClusterImage.Empty;
        var reported = new Dictionary<int, ProgressReport>();
        foreach (var broker in known.Select(participant => participant.Broker))
        {
            if (broker.Node is { } node && reports.Of(node) is { } report)
            {
                reported.Add(broker.Id, report);
            }
        }

        Partitions = Subject.Topic is { } topic && _image.Topics.TryGetValue(topic, out var partitions)
            ? partitions.Partitions.ToDictionary(partition => partition.Key, partition => Led(partition.Key, partition.Value.Leader))
            : [];
        Group = reported.Values.Select(report => report.Group).FirstOrDefault(group => group is not null);
        GroupIds = [.. reported.Values.SelectMany(report => report.GroupIds)];

        PartitionProgress? Led(int partition, int leader) =>
            reported.TryGetValue(leader, out var report) && report.Led.TryGetValue(partition, out var progress) ? progress : null;
    }

    public ProgressSubject Subject { get; }

    /// <summary>What the leader of each partition of the topic has; null where nobody leads.</summary>
    public IReadOnlyDictionary<int, PartitionProgress?> Partitions { get; }

    /// <summary>The group; null when nobody coordinates it.</summary>
    public GroupProgress? Group { get; }

    /// <summary>All groups there are.</summary>
    public IReadOnlyList<string> GroupIds { get; }

    /// <summary>Whether there is anybody to coordinate groups: before the first client asks, there is not.</summary>
    public bool IsCoordinated => _image.Topics.ContainsKey(TopicNames.ConsumerOffsets);

    /// <summary>How many records of the topic consumers can read.</summary>
    public long Records => Partitions.Values.Sum(partition => partition is { } led ? led.HighWatermark - led.LogStartOffset : 0);

    /// <summary>The group has committed everything that was written to the topic and is there.</summary>
    public bool IsAllCommitted => Partitions.Count > 0 && Partitions.All(partition =>
        partition.Value is { } led && (led.LogStartOffset == led.LogEndOffset || Committed(partition.Key) >= led.LogEndOffset));

    /// <summary>What the group has committed in a partition of the topic; null is nothing.</summary>
    public long? Committed(int partition) => Group is { } group && group.Committed.TryGetValue(partition, out var offset) ? offset : null;
}
