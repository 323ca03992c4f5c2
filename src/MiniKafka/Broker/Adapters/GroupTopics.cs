using MiniKafka.Coordination.Groups;
using MiniKafka.Model;

namespace MiniKafka.Broker.Adapters;

/// <summary>The topics of the newest image, for the group coordinator.</summary>
internal sealed class GroupTopics(ClusterView view) : ITopicCatalog
{
    public bool Contains(string topic, int partition) => view.Image.Partition(topic, partition) is not null;

    public Uuid FindId(string topic) => view.Image.Topics.TryGetValue(topic, out var found) ? found.Id : Uuid.Zero;

    public string? FindName(Uuid topicId) => view.Image.TopicNames.GetValueOrDefault(topicId);
}
