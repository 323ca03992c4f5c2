using System.Collections.Immutable;
using MiniKafka.Metadata.Images;

namespace MiniKafka.Metadata;

/// <summary>The features a cluster can have, the levels this software supports, and those of a new cluster.</summary>
internal static class ClusterFeatures
{
    public const string MetadataVersion = "metadata.version";
    public const string EligibleLeaderReplicas = "eligible.leader.replicas.version";
    public const string Group = "group.version";
    public const string Kraft = "kraft.version";
    public const string Share = "share.version";
    public const string Streams = "streams.version";
    public const string Transaction = "transaction.version";

    /// <summary>Levels of metadata.version: 7 is the oldest that has no ZooKeeper in it, 30 that of Apache Kafka 4.3.</summary>
    public static ImmutableSortedDictionary<string, FeatureRange> Supported { get; } = ImmutableSortedDictionary.CreateRange<string, FeatureRange>(
        StringComparer.Ordinal,
        [
            new(MetadataVersion, new FeatureRange(7, 30)),
            new(EligibleLeaderReplicas, new FeatureRange(0, 1)),
            new(Group, new FeatureRange(0, 1)),
            new(Kraft, new FeatureRange(0, 1)),
            new(Share, new FeatureRange(0, 1)),
            new(Streams, new FeatureRange(0, 1)),
            new(Transaction, new FeatureRange(0, 2)),
        ]);

    /// <summary>A level, or the highest that this software supports.</summary>
    public static short AtMost(string name, short level) => Supported.TryGetValue(name, out var range) ? Math.Min(level, range.Max) : level;

    /// <summary>The levels a new cluster is given; the level of kraft.version stands in the log's control records instead.</summary>
    public static ImmutableSortedDictionary<string, short> OfNewCluster { get; } = Supported
        .Where(feature => feature.Key != Kraft)
        .ToImmutableSortedDictionary(feature => feature.Key, feature => feature.Value.Max, StringComparer.Ordinal);
}
