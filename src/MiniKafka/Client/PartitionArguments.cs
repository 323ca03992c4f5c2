using System.Runtime.CompilerServices;
using MiniKafka.Model;

namespace MiniKafka.Client;

/// <summary>Refuses what callers of clients hand in by mistake, before it travels to a loop: with the value and what is allowed.</summary>
internal static class PartitionArguments
{
    /// <summary>The topics as a list of their own.</summary>
    /// <exception cref="ArgumentException">A topic has no name.</exception>
    public static List<string> CheckTopics(IEnumerable<string> topics, [CallerArgumentExpression(nameof(topics))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(topics, name);
        var list = topics.ToList();
        list.ForEach(topic => ArgumentException.ThrowIfNullOrEmpty(topic, name));
        return list;
    }

    /// <summary>The partitions as a list of their own.</summary>
    /// <exception cref="ArgumentException">A topic has no name, or a partition is negative.</exception>
    public static List<TopicPartition> Check(IEnumerable<TopicPartition> partitions, [CallerArgumentExpression(nameof(partitions))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(partitions, name);
        var list = partitions.ToList();
        list.ForEach(partition => Check(partition, name));
        return list;
    }

    /// <exception cref="ArgumentException">The topic has no name, or the partition is negative.</exception>
    public static void Check(TopicPartition partition, [CallerArgumentExpression(nameof(partition))] string? name = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(partition.Topic, name);
        ArgumentOutOfRangeException.ThrowIfNegative(partition.Partition, name);
    }

    /// <summary>The places as a list of their own.</summary>
    /// <exception cref="ArgumentException">A topic has no name, a partition is negative, or an offset is none of <see cref="Offset"/>.</exception>
    public static List<TopicPartitionOffset> CheckPlaces(IEnumerable<TopicPartitionOffset> places, [CallerArgumentExpression(nameof(places))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(places, name);
        var list = places.ToList();
        list.ForEach(place => CheckPlace(place, name));
        return list;
    }

    /// <exception cref="ArgumentException">The topic has no name, the partition is negative, or the offset is none of <see cref="Offset"/>.</exception>
    public static void CheckPlace(TopicPartitionOffset place, [CallerArgumentExpression(nameof(place))] string? name = null)
    {
        Check(place.TopicPartition, name);
        if (place.Offset is < 0 and not (Offset.Beginning or Offset.End or Offset.Stored or Offset.Unset))
        {
            throw new ArgumentOutOfRangeException(
                name, place.Offset, $"The offset {place.Offset} for {place.TopicPartition} is negative and none of Offset.Beginning, End, Stored and Unset.");
        }
    }

    /// <summary>The times as a list of their own, in milliseconds.</summary>
    /// <exception cref="ArgumentException">A topic has no name, a partition is negative, or a time is before 1970.</exception>
    public static List<KeyValuePair<TopicPartition, long>> CheckTimes(
        IEnumerable<KeyValuePair<TopicPartition, DateTimeOffset>> times, [CallerArgumentExpression(nameof(times))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(times, name);
        var list = times.Select(pair => KeyValuePair.Create(pair.Key, RecordTime.Ask(pair.Value, name!))).ToList();
        list.ForEach(pair => Check(pair.Key, name));
        return list;
    }

    /// <summary>Offsets to be committed, as a list of their own.</summary>
    /// <exception cref="ArgumentException">A topic has no name, a partition or an offset is negative.</exception>
    public static List<TopicPartitionOffset> CheckOffsets(IEnumerable<TopicPartitionOffset> offsets, [CallerArgumentExpression(nameof(offsets))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(offsets, name);
        var list = offsets.ToList();
        foreach (var place in list)
        {
            Check(place.TopicPartition, name);
            if (place.Offset < 0)
            {
                throw new ArgumentOutOfRangeException(name, place.Offset, $"The offset {place.Offset} cannot be committed for {place.TopicPartition}: it is at least 0.");
            }
        }

        return list;
    }
}
