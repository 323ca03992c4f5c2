using MiniKafka.Client.Admin;
using MiniKafka.Dashboard.Sources;

namespace MiniKafka.Dashboard.Timeline;

/// <summary>Topics that come and go, leaders that are elected, replicas that leave the ISR and come back. Many of one kind at once are told as one.</summary>
internal sealed class MetadataChanges(EventLog events)
{
    private const int MostSingle = 12;

    private object? _version;
    private Dictionary<string, TopicDescription>? _before;

    public void See(KnownCluster known)
    {
        if (known.Version.Equals(_version))
        {
            return;
        }

        _version = known.Version;
        var now = known.Topics.ToDictionary(static topic => topic.Name, StringComparer.Ordinal);
        if (_before is { } before)
        {
            Tell(EventKind.Topic, before.Values.Where(topic => !Has(now, topic)).Select(static topic => new Seen($"The topic {topic.Name} was deleted.", "were deleted", topic.Name)), "topics");
            Tell(EventKind.Topic, now.Values.Where(topic => !Has(before, topic)).Select(static topic => new Seen($"The topic {topic.Name} was made.", "were made", topic.Name)), "topics");
            var pairs = now.Values.Where(topic => Has(before, topic)).SelectMany(topic => Pairs(before[topic.Name], topic)).ToList();
            Tell(EventKind.Election, pairs.Where(static pair => pair.Now.LeaderEpoch != pair.Before.LeaderEpoch || pair.Now.Leader != pair.Before.Leader).Select(Election), "partitions");
            Tell(EventKind.Isr, pairs.SelectMany(Isr), "partitions");
        }

        _before = now;
    }

    private static bool Has(Dictionary<string, TopicDescription> topics, TopicDescription topic) => topics.TryGetValue(topic.Name, out var found) && found.TopicId == topic.TopicId;

    private static IEnumerable<Pair> Pairs(TopicDescription before, TopicDescription now) => now.Partitions
        .Join(before.Partitions, static partition => partition.Partition, static partition => partition.Partition, (after, former) => new Pair(now.Name, former, after));

    private static Seen Election(Pair pair)
    {
        var (partition, former, leader) = ($"{pair.Topic}-{pair.Now.Partition}", pair.Before.Leader, pair.Now.Leader);
        return leader < 0
            ? new Seen($"{partition} has no leader any more; broker {former} was it.", $"have no leader any more, after broker {former}", pair.Topic, pair.Now.Partition, former)
            : new Seen(
                $"{partition} is led by broker {leader} from epoch {pair.Now.LeaderEpoch} on{(former == leader ? ", which led it before" : former < 0 ? ", after nobody did" : $", after broker {former}")}.",
                $"are led by broker {leader} now, after {(former < 0 ? "nobody" : $"broker {former}")}",
                pair.Topic,
                pair.Now.Partition,
                leader);
    }

    private static IEnumerable<Seen> Isr(Pair pair)
    {
        var partition = $"{pair.Topic}-{pair.Now.Partition}";
        foreach (var left in pair.Before.Isr.Except(pair.Now.Isr))
        {
            yield return new Seen($"Broker {left} has fallen out of the ISR of {partition}.", $"lost broker {left} from their ISR", pair.Topic, pair.Now.Partition, left);
        }

        foreach (var joined in pair.Now.Isr.Except(pair.Before.Isr))
        {
            yield return new Seen($"Broker {joined} is in the ISR of {partition} again.", $"have broker {joined} in their ISR again", pair.Topic, pair.Now.Partition, joined);
        }
    }

    private void Tell(string kind, IEnumerable<Seen> seen, string what)
    {
        foreach (var alike in seen.GroupBy(static each => each.InPlural, StringComparer.Ordinal))
        {
            var all = alike.ToList();
            if (all.Count > MostSingle)
            {
                events.Add(kind, $"{all.Count} {what} {alike.Key}.", broker: all[0].Broker);
                continue;
            }

            all.ForEach(one => events.Add(kind, one.Text, one.Topic, one.Partition, one.Broker));
        }
    }

    /// <summary>A partition before and now.</summary>
    private sealed record Pair(string Topic, PartitionDescription Before, PartitionDescription Now);

    /// <summary>What was seen, alone and as what many have done.</summary>
    private sealed record Seen(string Text, string InPlural, string? Topic = null, int? Partition = null, int? Broker = null);
}
