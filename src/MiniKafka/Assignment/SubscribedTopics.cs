namespace MiniKafka.Assignment;

/// <summary>Who subscribed to what.</summary>
internal static class SubscribedTopics
{
    /// <summary>The topics that exist and have a subscriber, in ordinal order, each with its subscribers in their order.</summary>
    public static SortedDictionary<string, List<GroupSubscription>> Of(
        IReadOnlyDictionary<string, int> partitionsPerTopic, IReadOnlyCollection<GroupSubscription> members)
    {
        var topics = new SortedDictionary<string, List<GroupSubscription>>(StringComparer.Ordinal);
        foreach (var member in members.Order())
        {
            foreach (var topic in member.Topics.Distinct(StringComparer.Ordinal))
            {
                if (partitionsPerTopic.GetValueOrDefault(topic) <= 0)
                {
                    continue;
                }

                if (!topics.TryGetValue(topic, out var subscribers))
                {
                    topics.Add(topic, subscribers = []);
                }

                subscribers.Add(member);
            }
        }

        return topics;
    }
}
