using MiniKafka.Model;

namespace MiniKafka.Coordination;

/// <summary>The topics there are, as this broker knows them at the moment of the call. Used on the coordinators' loop.</summary>
internal interface ITopicCatalog
{
    /// <summary>Topics were made, changed or deleted.</summary>
    event Action<TopicChanges>? Changed;

    /// <summary>How many partitions the topic has; none when there is no such topic.</summary>
    int PartitionCount(string topic);

    /// <summary>The topic's id; zero when there is no such topic.</summary>
    Uuid FindId(string topic);

    /// <summary>The topic's name; null when there is no topic with this id.</summary>
    string? FindName(Uuid topicId);

    /// <summary>The racks in which the partition has replicas, each once and in order; none when nobody said.</summary>
    IReadOnlyList<string> RacksOf(string topic, int partition);
}

/// <summary>What became of topics.</summary>
/// <param name="Deleted">Those that are gone, one that was made again under its name among them.</param>
/// <param name="Altered">Those that are new, have more partitions, or have replicas elsewhere.</param>
internal sealed record TopicChanges(IReadOnlySet<string> Deleted, IReadOnlySet<string> Altered);

/// <summary>What follows from what a catalog knows.</summary>
internal static class TopicCatalogQuestions
{
    extension(ITopicCatalog catalog)
    {
        public bool Contains(string topic, int partition) => partition >= 0 && partition < catalog.PartitionCount(topic);

        /// <summary>Whether what is remembered of a topic concerns one that is gone, though there may be another of its name. Without an id the name decides.</summary>
        public bool HasLost(string topic, Uuid topicId) => catalog.FindId(topic) is var present && (present == Uuid.Zero || (topicId != Uuid.Zero && topicId != present));
    }
}
