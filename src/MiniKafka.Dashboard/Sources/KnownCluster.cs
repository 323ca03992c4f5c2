using MiniKafka.Client.Admin;

namespace MiniKafka.Dashboard.Sources;

/// <summary>The metadata of a cluster at one moment.</summary>
/// <param name="ClusterId">Its id.</param>
/// <param name="ControllerId">The active controller; -1 while there is none.</param>
/// <param name="Version">Another one where something may have changed.</param>
/// <param name="Brokers">The brokers that have registered, or are alive.</param>
/// <param name="TopicNames">The names of all topics, in order.</param>
/// <param name="Find">A topic by its name; null when there is none.</param>
internal sealed record KnownCluster(
    string ClusterId, int ControllerId, object Version, IReadOnlyList<BrokerDescription> Brokers, IReadOnlyList<string> TopicNames, Func<string, TopicDescription?> Find)
{
    public IEnumerable<TopicDescription> Topics => TopicNames.Select(Find).OfType<TopicDescription>();

    /// <summary>Whether a topic is one of Kafka's own.</summary>
    public static bool IsInternal(string topic) => topic is "__consumer_offsets" or "__transaction_state" or "__share_group_state";
}
