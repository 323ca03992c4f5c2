using System.Globalization;
using MiniKafka.Broker.Progress;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;

namespace MiniKafka;

/// <summary>What is the case, for those who waited in vain for something else.</summary>
/// <param name="brokers">All brokers of the cluster.</param>
/// <param name="known">Those that take part in it.</param>
internal sealed class StateInWords(IReadOnlyList<KafkaBroker> brokers, IReadOnlyList<Participant> known)
{
    private const int MostNames = 10;

    /// <summary>How those that take part see a partition, and who does not.</summary>
    public string OfPartition(TopicPartition id)
    {
        var images = known.Select(participant => participant.Knows.Image).ToList();
        return images.Exists(image => image.Partition(id.Topic, id.Partition) is not null)
            ? WithAbsent(Views(image => image.Knows.Image.Partition(id.Topic, id.Partition) is { } partition ? InWords(partition) : "nothing of it"))
            : WithAbsent(OfTopic(id.Topic));
    }

    /// <summary>How many records a topic has, and where.</summary>
    public string OfRecords(ClusterProgress progress)
    {
        var (topic, partitions) = (progress.Subject.Topic!, progress.Partitions);
        return WithAbsent(partitions.Count == 0 ? OfTopic(topic) : [$"the topic '{topic}' has {Counted(progress.Records, "record")}{Where()}", .. Leaderless(partitions)]);

        string Where()
        {
            var places = partitions.Where(partition => partition.Value is { } led && led.HighWatermark > led.LogStartOffset)
                .Select(partition => $"{partition.Value!.Value.HighWatermark - partition.Value.Value.LogStartOffset} in partition {partition.Key}");
            return progress.Records == 0 ? "" : $": {Enumerated(places)}";
        }
    }

    /// <summary>Who is in a group, and what it does.</summary>
    public string OfGroup(ClusterProgress progress) => WithAbsent([OfGroupAlone(progress)]);

    /// <summary>How far a group is in the partitions of a topic.</summary>
    public string OfCommitted(ClusterProgress progress)
    {
        var (topic, partitions) = (progress.Subject.Topic!, progress.Partitions);
        if (partitions.Count == 0)
        {
            return WithAbsent(OfTopic(topic));
        }

        var places = partitions.Where(partition => partition.Value is not null).Select(partition =>
            $"{progress.Committed(partition.Key)?.ToString(CultureInfo.InvariantCulture) ?? "nothing"} of {partition.Value!.Value.LogEndOffset} in partition {partition.Key}");
        return WithAbsent(
        [
            progress.Group is { State: not null } ? $"{OfGroupAlone(progress)}, and has committed {Enumerated(places)}" : OfGroupAlone(progress),
            .. Leaderless(partitions),
        ]);
    }

    /// <summary>Whom those that take part follow.</summary>
    public string OfController() => WithAbsent(Views(participant =>
        $"{participant.Knows.Controller} as the controller{(participant.Knows.IsActiveController ? ", which it is itself" : "")}"));

    private static string InWords(PartitionImage partition) =>
        $"{(partition.HasLeader ? $"broker {partition.Leader} as its leader" : "no leader")} in epoch {partition.LeaderEpoch}, replicas {Listed(partition.Replicas)}, in sync {Listed(partition.Isr)}";

    /// <summary>A topic that is not there, or has fewer partitions than somebody thinks.</summary>
    private IEnumerable<string> OfTopic(string name)
    {
        var images = known.Select(participant => participant.Knows.Image).ToList();
        return images.Count == 0 ? []
            : images.Find(image => image.Topics.ContainsKey(name)) is { } knowing ? [$"the topic '{name}' has {Counted(knowing.Topics[name].Partitions.Count, "partition")}"]
            : [$"there is no topic '{name}', {Others(images.SelectMany(image => image.Topics.Keys))}"];
    }

    private static string OfGroupAlone(ClusterProgress progress) => progress.Group switch
    {
        { State: { } state, Members: var members } => $"the group '{progress.Subject.GroupId}' is {state} with {Counted(members, "member")}",
        null when progress.IsCoordinated => $"nobody coordinates the group '{progress.Subject.GroupId}' now",
        _ => $"there is no group '{progress.Subject.GroupId}', {Others(progress.GroupIds)}",
    };

    private static IEnumerable<string> Leaderless(IReadOnlyDictionary<int, PartitionProgress?> partitions)
    {
        var lost = partitions.Where(partition => partition.Value is null).Select(partition => partition.Key).ToList();
        return lost.Count == 0 ? [] : [$"nobody leads the {(lost.Count == 1 ? "partition" : "partitions")} {Listed(lost)} now"];
    }

    private static string Enumerated(IEnumerable<string> places)
    {
        var all = places.ToList();
        return string.Join(", ", all.Take(MostNames)) + (all.Count > MostNames ? $" and in {all.Count - MostNames} more" : "");
    }

    private static string Others(IEnumerable<string> names)
    {
        var others = names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var named = string.Join(", ", others.Take(MostNames).Select(name => $"'{name}'"));
        return others.Count == 0 ? "and no other" : $"but {named}{(others.Count > MostNames ? $" and {others.Count - MostNames} more" : "")}";
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

    private static string Counted(long count, string what) => $"{count.ToString(CultureInfo.InvariantCulture)} {what}{(count == 1 ? "" : "s")}";
}
