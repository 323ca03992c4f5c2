using MiniKafka.Configuration.Definitions;
using static MiniKafka.Configuration.Keys.Declare;

namespace MiniKafka.Configuration.Keys;

/// <summary>Keys about streams groups.</summary>
internal static class StreamsGroupKeys
{
    public static ConfigKey[] All { get; } =
    [
        Int("group.streams.session.timeout.ms", 45_000).AtLeast(1).WithoutEffect(Reasons.NoStreamsGroups)
            .Means("A streams-group member that stays silent for this long is removed."),
        Int("group.streams.min.session.timeout.ms", 45_000).AtLeast(1).WithoutEffect(Reasons.NoStreamsGroups)
            .Means("Lower bound of a group's streams.session.timeout.ms."),
        Int("group.streams.max.session.timeout.ms", 60_000).AtLeast(1).WithoutEffect(Reasons.NoStreamsGroups)
            .Means("Upper bound of a group's streams.session.timeout.ms."),
        Int("group.streams.heartbeat.interval.ms", 5000).AtLeast(1).WithoutEffect(Reasons.NoStreamsGroups)
            .Means("Interval at which members of streams groups are told to report."),
        Int("group.streams.min.heartbeat.interval.ms", 5000).AtLeast(1).WithoutEffect(Reasons.NoStreamsGroups)
            .Means("Lower bound of a group's streams.heartbeat.interval.ms."),
        Int("group.streams.max.heartbeat.interval.ms", 15_000).AtLeast(1).WithoutEffect(Reasons.NoStreamsGroups)
            .Means("Upper bound of a group's streams.heartbeat.interval.ms."),
        Int("group.streams.assignment.interval.ms", 1000).AtLeast(0).ClusterWide().WithoutEffect(Reasons.NoStreamsGroups)
            .Means("Shortest time between two computed assignments of a streams group."),
        Int("group.streams.min.assignment.interval.ms", 0).AtLeast(0).WithoutEffect(Reasons.NoStreamsGroups)
            .Means("Lower bound of a group's streams.assignment.interval.ms."),
        Int("group.streams.max.assignment.interval.ms", 15_000).AtLeast(0).WithoutEffect(Reasons.NoStreamsGroups)
            .Means("Upper bound of a group's streams.assignment.interval.ms."),
        Int("group.streams.initial.rebalance.delay.ms", 3000).AtLeast(0).WithoutEffect(Reasons.NoStreamsGroups)
            .Means("How long the first assignment of an empty streams group waits for more members."),
        Int("group.streams.max.size", int.MaxValue).AtLeast(1).WithoutEffect(Reasons.NoStreamsGroups)
            .Means("Most members of a streams group."),
        Int("group.streams.num.standby.replicas", 0).AtLeast(0).WithoutEffect(Reasons.NoStreamsGroups)
            .Means("Standby copies of each stateful task."),
        Int("group.streams.max.standby.replicas", 2).AtLeast(0).WithoutEffect(Reasons.NoStreamsGroups)
            .Means("Upper bound of a group's streams.num.standby.replicas."),
    ];
}
