using System.Globalization;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;

namespace MiniKafka;

/// <summary>What is the case, for those who waited in vain for something else.</summary>
/// <param name="brokers">All brokers of the cluster.</param>
/// <param name="known">Those that take part in it.</param>
internal sealed class StateInWords(IReadOnlyList<KafkaBroker> brokers, IReadOnlyList<Participant> known)
{
    private const int MostTopics = 10;

    /// <summary>How those that take part see a partition, and who does not.</summary>
    public string OfPartition(TopicPartition id)
    {
        var images = known.Select(participant => participant.Knows.Image).ToList();
        if (images.Find(image => image.Topics.ContainsKey(id.Topic)) is not { } knowing)
        {
            return WithAbsent(known.Count == 0 ? [] : [$"there is no topic '{id.Topic}', {Others(images)}"]);
        }

        if (!images.Exists(image => image.Partition(id.Topic, id.Partition) is not null))
        {
            return WithAbsent([$"the topic '{id.Topic}' has {Counted(knowing.Topics[id.Topic].Partitions.Count, "partition")}"]);
        }

        return WithAbsent(Views(image => image.Knows.Image.Partition(id.Topic, id.Partition) is { } partition ? InWords(partition) : "nothing of it"));
    }

    /// <summary>Whom those that take part follow.</summary>
    public string OfController() => WithAbsent(Views(participant =>
        $"{participant.Knows.Controller} as the controller{(participant.Knows.IsActiveController ? ", which it is itself" : "")}"));

    private static string InWords(PartitionImage partition) =>
        $"{(partition.HasLeader ? $"broker {partition.Leader} as its leader" : "no leader")} in epoch {partition.LeaderEpoch}, replicas {Listed(partition.Replicas)}, in sync {Listed(partition.Isr)}";

    private static string Others(IEnumerable<ClusterImage> images)
    {
        var topics = images.SelectMany(image => image.Topics.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var named = string.Join(", ", topics.Take(MostTopics).Select(topic => $"'{topic}'"));
        return topics.Count == 0 ? "and no other" : $"but {named}{(topics.Count > MostTopics ? $" and {topics.Count - MostTopics} more" : "")}";
    }

    /// <summary>One sentence for each view, with those who have it.</summary>
    private IEnumerable<string> Views(Func<Participant, string> viewOf) => known
        .GroupBy(viewOf, participant => participant.Broker.Id, StringComparer.Ordinal)
        .Select(view => $"{(view.Count() == 1 ? "broker" : "brokers")} {Listed(view)} {(view.Count() == 1 ? "sees" : "see")} {view.Key}");

    private string WithAbsent(IEnumerable<string> sentences)
    {
        var absent = brokers.Where(broker => !known.Any(participant => participant.Broker == broker)).Select(broker => $"broker {broker.Id} {WhyAbsent(broker)}");
        return string.Join("; ", sentences.Concat(absent));
    }

    private static string WhyAbsent(KafkaBroker broker) => broker.IsPaused ? "is paused" : broker.IsRunning ? "is fenced" : "does not run";

    private static string Listed(IEnumerable<int> ids) => string.Join(", ", ids.Select(id => id.ToString(CultureInfo.InvariantCulture)));

    private static string Counted(int count, string what) => $"{count.ToString(CultureInfo.InvariantCulture)} {what}{(count == 1 ? "" : "s")}";
}
