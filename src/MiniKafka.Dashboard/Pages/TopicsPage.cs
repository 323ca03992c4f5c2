using MiniKafka.Dashboard.Sources;
using MiniKafka.Model;

namespace MiniKafka.Dashboard.Pages;

/// <summary>The topics and their partitions: replicas by broker, leader, ISR, and how far each log is.</summary>
internal sealed class TopicsPage(IClusterSource source)
{
    public const int MostTaken = 500;

    public Page Page => new(
        "topics",
        "Topics",
        [new Look("topics", LookAsync)],
        [new Change("topics", CreateAsync), new Change("topics/delete", DeleteAsync)]);

    private async Task<object> LookAsync(PageQuery query, CancellationToken cancellationToken)
    {
        var filter = query.Text("filter") ?? "";
        var withInternal = query.Flag("internal");
        var skip = query.Number("skip", 0, 0, int.MaxValue);
        var take = query.Number("take", 50, 0, MostTaken);
        var known = await source.ReadMetadataAsync(cancellationToken).ConfigureAwait(false);
        var names = known.TopicNames
            .Where(name => (withInternal || !KnownCluster.IsInternal(name)) && name.Contains(filter, StringComparison.OrdinalIgnoreCase)).ToList();
        var shown = names.Skip(skip).Take(take).Select(known.Find).OfType<Client.Admin.TopicDescription>().ToList();
        var numbers = await source.ReadPartitionsAsync(shown, cancellationToken).ConfigureAwait(false);
        return new TopicList(
            names.Count,
            [.. known.Brokers.Select(static broker => broker.NodeId)],
            [
                .. shown.Select(topic => new TopicState(
                    topic.Name,
                    topic.TopicId.ToString(),
                    topic.IsInternal,
                    [.. topic.Partitions.Select(partition => PartitionState.Of(partition, numbers.GetValueOrDefault(new TopicPartition(topic.Name, partition.Partition), PartitionNumbers.Unknown)))])),
            ]);
    }

    private async Task<object> CreateAsync(ChangeRequest request, CancellationToken cancellationToken)
    {
        var body = request.Body.As<NewTopicBody>();
        await source.Clients.Changing.CreateTopicAsync(
            PageBody.Needed(body.Name, "name"), body.Partitions ?? -1, body.ReplicationFactor ?? -1, cancellationToken).ConfigureAwait(false);
        return Nothing.AtAll;
    }

    private async Task<object> DeleteAsync(ChangeRequest request, CancellationToken cancellationToken)
    {
        await source.Clients.Changing.DeleteTopicsAsync([PageBody.Needed(request.Body.As<TopicNameBody>().Name, "name")], cancellationToken).ConfigureAwait(false);
        return Nothing.AtAll;
    }
}

/// <summary>Some of the topics.</summary>
/// <param name="Total">How many match.</param>
/// <param name="Brokers">The brokers, by id.</param>
/// <param name="Topics">Those asked for.</param>
internal sealed record TopicList(int Total, IReadOnlyList<int> Brokers, IReadOnlyList<TopicState> Topics);

/// <summary>A topic.</summary>
internal sealed record TopicState(string Name, string Id, bool Internal, IReadOnlyList<PartitionState> Partitions);

/// <summary>A partition; the first replica is the preferred leader, and numbers that nobody could tell are null.</summary>
internal sealed record PartitionState(
    int Id,
    int Leader,
    int LeaderEpoch,
    IReadOnlyList<int> Replicas,
    IReadOnlyList<int> Isr,
    long? Start,
    long? HighWatermark,
    IReadOnlyDictionary<int, long> LogEnds,
    long? Bytes)
{
    public static PartitionState Of(Client.Admin.PartitionDescription partition, PartitionNumbers numbers) => new(
        partition.Partition,
        partition.Leader,
        partition.LeaderEpoch,
        partition.Replicas,
        partition.Isr,
        numbers.Start,
        numbers.HighWatermark,
        numbers.LogEnds,
        numbers.Bytes);
}

/// <summary>A topic to be made; what is null is left to the brokers.</summary>
internal sealed record NewTopicBody(string? Name, int? Partitions, short? ReplicationFactor);

/// <summary>A topic to be deleted.</summary>
internal sealed record TopicNameBody(string? Name);
