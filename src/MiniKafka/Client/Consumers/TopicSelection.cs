using System.Text.RegularExpressions;
using MiniKafka.Client.Cluster;

namespace MiniKafka.Client.Consumers;

/// <summary>What a consumer subscribed to: names, or a pattern that names are compared with. Immutable.</summary>
internal sealed class TopicSelection(IReadOnlyList<string> names, Regex? pattern)
{
    public bool IsPattern => pattern is not null;

    /// <summary>The topics that were named.</summary>
    public IReadOnlyList<string> Names => names;

    /// <summary>The topics that are meant now, in order.</summary>
    public IReadOnlyList<string> Resolve(ClusterMetadata metadata, bool excludeInternal) => pattern is null
        ? [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]
        : [.. metadata.Topics.Values
            .Where(topic => metadata.TryGetTopic(topic.Name, out _) && !(excludeInternal && topic.IsInternal) && pattern.IsMatch(topic.Name))
            .Select(topic => topic.Name)];
}
