using MiniKafka.Model;

namespace MiniKafka.Coordination.Groups;

/// <summary>The topics there are, as this broker knows them at the moment of the call.</summary>
internal interface ITopicCatalog
{
    bool Contains(string topic, int partition);

    /// <summary>The topic's id; zero when there is no such topic.</summary>
    Uuid FindId(string topic);

    /// <summary>The topic's name; null when there is no topic with this id.</summary>
    string? FindName(Uuid topicId);
}
