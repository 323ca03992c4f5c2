using MiniKafka.Client.Cluster;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Runtime;

namespace MiniKafka.Client.Consumers;

/// <summary>
/// Asks the leaders of partitions for offsets: by time, or the first and the last. What a retry can mend is asked again
/// until time is up. Used on the client's loop.
/// </summary>
internal sealed class OffsetLookup(ClusterClient cluster, IsolationLevel isolation)
{
    /// <summary>The times that are no times: the numbers of ListOffsets.</summary>
    public const long Latest = -1;
    public const long Earliest = -2;

    /// <summary>Finds the offsets for these times, every one of them.</summary>
    public async Task<SortedDictionary<TopicPartition, FoundOffset>> FindAsync(
        IEnumerable<KeyValuePair<TopicPartition, long>> times, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        var open = new SortedDictionary<TopicPartition, long>(times.ToDictionary());
        var found = new SortedDictionary<TopicPartition, FoundOffset>();
        await cluster.Backoff.RetryAsync(
            async () =>
            {
                await AskAsync(open, found);
                return true;
            },
            timeout,
            cluster.Loop.Clock,
            cancellationToken: cancellationToken);
        return found;
    }

    /// <summary>Finds the first records that are at least so new; <see cref="Offset.End"/> where there are none.</summary>
    public async Task<IReadOnlyDictionary<TopicPartition, long>> FindForTimesAsync(
        IReadOnlyCollection<KeyValuePair<TopicPartition, long>> times, TimeSpan timeout, CancellationToken cancellationToken)
    {
        Want(times.Select(static pair => pair.Key));
        return new SortedDictionary<TopicPartition, long>((await FindAsync(times, timeout, cancellationToken)).ToDictionary(
            static pair => pair.Key, static pair => pair.Value.Offset < 0 ? Offset.End : pair.Value.Offset));
    }

    /// <summary>Finds where partitions begin and end.</summary>
    public async Task<IReadOnlyDictionary<TopicPartition, WatermarkOffsets>> FindEndsAsync(
        IReadOnlyCollection<TopicPartition> partitions, TimeSpan timeout, CancellationToken cancellationToken)
    {
        Want(partitions);
        var low = await FindAsync(partitions.Select(partition => KeyValuePair.Create(partition, Earliest)), timeout, cancellationToken);
        var high = await FindAsync(partitions.Select(partition => KeyValuePair.Create(partition, Latest)), timeout, cancellationToken);
        return new SortedDictionary<TopicPartition, WatermarkOffsets>(
            low.ToDictionary(pair => pair.Key, pair => new WatermarkOffsets(pair.Value.Offset, high[pair.Key].Offset)));
    }

    private void Want(IEnumerable<TopicPartition> partitions)
    {
        foreach (var partition in partitions)
        {
            cluster.Want(partition.Topic);
        }
    }

    /// <summary>Moves what is answered from the open ones to the found ones; throws when something stays open.</summary>
    private async Task AskAsync(SortedDictionary<TopicPartition, long> open, SortedDictionary<TopicPartition, FoundOffset> found)
    {
        foreach (var topic in open.Keys.Select(partition => partition.Topic).Distinct(StringComparer.Ordinal).ToList())
        {
            await cluster.TopicAsync(topic, TimeSpan.Zero);
        }

        var byLeader = new SortedDictionary<int, List<KeyValuePair<TopicPartition, long>>>();
        foreach (var pair in open)
        {
            var leader = cluster.Metadata.Partition(pair.Key) is { HasLeader: true } known ? known.LeaderId : -1;
            if (!byLeader.TryGetValue(leader, out var asked))
            {
                byLeader.Add(leader, asked = []);
            }

            asked.Add(pair);
        }

        KafkaException? failure = byLeader.Remove(-1)
            ? ClientErrors.Create(ErrorCode.LeaderNotAvailable, "Finding offsets")
            : null;
        foreach (var asking in byLeader.Select(pair => AskLeaderAsync(pair.Key, pair.Value, open, found)).ToList())
        {
            failure = await asking ?? failure;
        }

        if (failure is not null)
        {
            if (failure.IsRetriable)
            {
                await cluster.RefreshAsync();
            }

            throw failure;
        }
    }

    private async Task<KafkaException?> AskLeaderAsync(
        int leader,
        List<KeyValuePair<TopicPartition, long>> asked,
        SortedDictionary<TopicPartition, long> open,
        SortedDictionary<TopicPartition, FoundOffset> found)
    {
        ListOffsetsResponse answer;
        try
        {
            var connection = await cluster.ConnectionToAsync(leader, ConnectionPurpose.General);
            answer = await ClusterClient.CallAsync(connection, RequestFor(asked));
        }
        catch (KafkaException exception)
        {
            return exception;
        }

        KafkaException? failure = null;
        foreach (var topic in answer.Topics)
        {
            foreach (var partition in topic.Partitions)
            {
                var name = new TopicPartition(topic.Name, partition.PartitionIndex);
                if (partition.ErrorCode != ErrorCode.None)
                {
                    failure = ClientErrors.Create(partition.ErrorCode, $"Finding an offset of {name}");
                }
                else if (open.Remove(name))
                {
                    found[name] = new FoundOffset(partition.Offset, partition.Timestamp, partition.LeaderEpoch);
                }
            }
        }

        return failure;
    }

    private ListOffsetsRequest RequestFor(List<KeyValuePair<TopicPartition, long>> asked) => new()
    {
        ReplicaId = -1,
        IsolationLevel = (sbyte)isolation,
        Topics =
        [
            .. asked.GroupBy(pair => pair.Key.Topic, StringComparer.Ordinal).Select(topic => new ListOffsetsRequest.ListOffsetsTopic
            {
                Name = topic.Key,
                Partitions =
                [
                    .. topic.Select(pair => new ListOffsetsRequest.ListOffsetsPartition
                    {
                        PartitionIndex = pair.Key.Partition,
                        CurrentLeaderEpoch = cluster.Metadata.Partition(pair.Key)?.LeaderEpoch ?? -1,
                        Timestamp = pair.Value,
                    }),
                ],
            }),
        ],
    };
}
