using MiniKafka.Client;
using MiniKafka.Client.Admin;
using MiniKafka.Dashboard.Sources;
using MiniKafka.Model;

namespace MiniKafka.Dashboard.Pages;

/// <summary>The groups of every kind: who is in them, who reads what, and how far behind they are.</summary>
internal sealed class GroupsPage(IClusterSource source)
{
    public Page Page => new("groups", "Groups", [new Look("groups", LookAsync), new Look("group", LookAtOneAsync)], []);

    private IAdminClient Admin => source.Clients.Looking;

    private async Task<object> LookAsync(PageQuery query, CancellationToken cancellationToken)
    {
        var filter = query.Text("filter") ?? "";
        var skip = query.Number("skip", 0, 0, int.MaxValue);
        var take = query.Number("take", 50, 0, TopicsPage.MostTaken);
        var listed = (await Admin.ListGroupsAsync(cancellationToken).ConfigureAwait(false))
            .Where(group => group.GroupId.Contains(filter, StringComparison.OrdinalIgnoreCase)).ToList();
        var shown = listed.Skip(skip).Take(take).ToList();
        var described = await Task.WhenAll(shown.Select(group => UnlessGoneAsync(Admin.DescribeGroupAsync(group.GroupId, cancellationToken)))).ConfigureAwait(false);
        var offsets = await Task.WhenAll(shown.Select(group => UnlessGoneAsync(Admin.ListGroupOffsetsAsync(group.GroupId, cancellationToken)))).ConfigureAwait(false);
        var ends = await EndsAsync(offsets.SelectMany(static committed => committed?.Keys ?? []), cancellationToken).ConfigureAwait(false);
        return new GroupList(
            listed.Count,
            [
                .. shown.Select((group, index) => new GroupRow(
                    group.GroupId,
                    group.Type,
                    group.State,
                    described[index]?.Members.Count,
                    offsets[index]?.Values.Sum(committed => Lag(committed.Offset, ends.TryGetValue(committed.TopicPartition, out var end) ? end.High : null) ?? 0))),
            ]);
    }

    private async Task<object> LookAtOneAsync(PageQuery query, CancellationToken cancellationToken)
    {
        var id = query.Required("id");
        var group = await Admin.DescribeGroupAsync(id, cancellationToken).ConfigureAwait(false);
        var committed = await Admin.ListGroupOffsetsAsync(id, cancellationToken).ConfigureAwait(false);
        var readers = group.Members.SelectMany(static member => member.Assignment, static (member, partition) => (partition, member.MemberId))
            .GroupBy(static read => read.partition, static read => read.MemberId).ToDictionary(static read => read.Key, static read => read.First());
        var partitions = committed.Keys.Union(readers.Keys).Order().ToList();
        var ends = await EndsAsync(partitions, cancellationToken).ConfigureAwait(false);
        var offsets = partitions.ConvertAll(partition =>
        {
            var offset = committed.TryGetValue(partition, out var place) ? place.Offset : (long?)null;
            var end = ends.TryGetValue(partition, out var known) ? known.High : (long?)null;
            return new GroupOffset(partition.Topic, partition.Partition, offset, end, Lag(offset, end), readers.GetValueOrDefault(partition));
        });
        return new GroupState(
            id,
            group.Type,
            group.State,
            group.Epoch,
            group.Assignor,
            group.Coordinator,
            [.. group.Members.Select(GroupMember.Of)],
            offsets,
            offsets.Sum(static offset => offset.Lag ?? 0));
    }

    private static long? Lag(long? committed, long? end) => end - committed is { } lag ? Math.Max(lag, 0) : null;

    /// <summary>Where partitions end, as far as they are still there and led by somebody.</summary>
    private async Task<IReadOnlyDictionary<TopicPartition, WatermarkOffsets>> EndsAsync(IEnumerable<TopicPartition> partitions, CancellationToken cancellationToken)
    {
        var known = await source.ReadMetadataAsync(cancellationToken).ConfigureAwait(false);
        var led = partitions.Distinct()
            .Where(partition => known.Find(partition.Topic)?.Partitions.Any(one => one.Partition == partition.Partition && one.Leader >= 0) ?? false).ToList();
        return led.Count == 0 ? new Dictionary<TopicPartition, WatermarkOffsets>() : await Admin.ListOffsetsAsync(led, cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What is told of a group; null where it is gone since, or its coordinator is on its way to another broker.</summary>
    private static async Task<T?> UnlessGoneAsync<T>(Task<T> asked)
        where T : class
    {
        try
        {
            return await asked.ConfigureAwait(false);
        }
        catch (KafkaException)
        {
            return null;
        }
    }
}

/// <summary>Some of the groups.</summary>
internal sealed record GroupList(int Total, IReadOnlyList<GroupRow> Groups);

/// <summary>A group among others; what nobody could tell is null.</summary>
internal sealed record GroupRow(string Id, string Kind, string State, int? Members, long? Lag);

/// <summary>A group. The generation is null where the group's kind does not tell.</summary>
internal sealed record GroupState(
    string Id,
    string Kind,
    string State,
    int? Generation,
    string Protocol,
    int Coordinator,
    IReadOnlyList<GroupMember> Members,
    IReadOnlyList<GroupOffset> Offsets,
    long Lag);

/// <summary>A member and what it reads.</summary>
internal sealed record GroupMember(string Id, string ClientId, string Host, string? InstanceId, IReadOnlyList<PartitionName> Assignment)
{
    public static GroupMember Of(MemberDescription member) => new(
        member.MemberId,
        member.ClientId,
        member.Host,
        member.GroupInstanceId,
        [.. member.Assignment.Select(static partition => new PartitionName(partition.Topic, partition.Partition))]);
}

/// <summary>A partition.</summary>
internal sealed record PartitionName(string Topic, int Partition);

/// <summary>How far a group is in a partition; what is not committed, or nobody could tell, is null.</summary>
internal sealed record GroupOffset(string Topic, int Partition, long? Committed, long? End, long? Lag, string? MemberId);
