using MiniKafka.Coordination.Groups;
using MiniKafka.Coordination.Groups.Shards;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Replication;
using MiniKafka.Runtime;

namespace MiniKafka.Broker.Progress;

/// <summary>
/// Follows a topic and a group on one node for somebody outside of its loop, and reports how far they are at the beginning and whenever that may
/// have changed. Owned by the node's loop, but for beginning and end, which are asked for on any thread.
/// </summary>
internal sealed class ProgressWatch(ProgressSubject subject, NodeProgress node, EventLoop loop, Action<ProgressReport> report) : IDelayedOperation, IDisposable
{
    private static readonly GroupRequestContext Describing = new(ApiVersion: 6, ClientId: "", ClientHost: "");
    private static readonly GroupRequestContext Fetching = new(ApiVersion: 9, ClientId: "", ClientHost: "");

    private readonly List<IDisposable> _places = [];
    private List<Partition> _led = [];
    private bool _willLook;

    public void Begin() => loop.TryPost(
        static state =>
        {
            var watch = (ProgressWatch)state!;
            watch._places.Add(watch.Node.Replicas.Coming.Add(watch, 0));
            watch.Node.Add(watch);
            watch.LookSoon();
        },
        this);

    public void Dispose() => loop.TryPost(
        static state =>
        {
            var watch = (ProgressWatch)state!;
            watch.Node.Remove(watch);
            watch._places.ForEach(place => place.Dispose());
        },
        this);

    public void OnChanged(int index) => LookSoon();

    /// <summary>Something may have changed: however much does in this turn of the loop, it is looked at once.</summary>
    public void LookSoon()
    {
        if (!_willLook)
        {
            _willLook = true;
            loop.Start(LookAsync);
        }
    }

    private NodeProgress Node => node;

    private async Task LookAsync()
    {
        _willLook = false;
        WaitForLed();
        var led = _led.ToDictionary(
            partition => partition.Id.Partition,
            partition => new PartitionProgress(partition.Log.LogStartOffset, partition.Log.HighWatermark, partition.Log.LogEndOffset));
        report(node.Groups is { } groups && subject.GroupId is { } groupId
            ? new ProgressReport(led, await GroupAsync(groups, groupId), groups.ListGroups(Describing.ApiVersion, new ListGroupsRequest()).Groups.ConvertAll(listed => listed.GroupId))
            : new ProgressReport(led, null, []));
    }

    /// <summary>Which partitions are led here changes with the metadata.</summary>
    private void WaitForLed()
    {
        var led = node.PartitionsOf(subject.Topic)
            .Select(partition => node.Replicas.Find(new TopicPartition(subject.Topic!, partition)))
            .OfType<Partition>()
            .Where(partition => partition.IsLeader)
            .ToList();
        if (!led.SequenceEqual(_led))
        {
            _led = led;
            _places.Skip(1).ToList().ForEach(place => place.Dispose());
            _places.RemoveRange(1, _places.Count - 1);
            _places.AddRange(led.Select(partition => partition.Waiting.Add(this, 0)));
        }
    }

    private async Task<GroupProgress?> GroupAsync(GroupCoordinator groups, string groupId)
    {
        var described = groups.DescribeGroups(Describing, new DescribeGroupsRequest { Groups = [groupId] }).Groups[0];
        return described.ErrorCode switch
        {
            ErrorCode.None => new GroupProgress(described.GroupState, described.Members.Count, await CommittedAsync(groups, groupId)),
            ErrorCode.GroupIdNotFound => new GroupProgress(null, 0, new Dictionary<int, long>()),
            _ => null,
        };
    }

    private async Task<IReadOnlyDictionary<int, long>> CommittedAsync(GroupCoordinator groups, string groupId)
    {
        if (subject.Topic is not { } topic)
        {
            return new Dictionary<int, long>();
        }

        var request = new OffsetFetchRequest
        {
            Groups =
            [
                new OffsetFetchRequest.OffsetFetchRequestGroup
                {
                    GroupId = groupId,
                    Topics = [new OffsetFetchRequest.OffsetFetchRequestTopics { Name = topic, PartitionIndexes = [.. node.PartitionsOf(topic)] }],
                },
            ],
        };
        var answer = await groups.OffsetFetchAsync(Fetching, request);
        return answer.Groups[0].Topics.SelectMany(fetched => fetched.Partitions)
            .Where(partition => partition.CommittedOffset >= 0)
            .ToDictionary(partition => partition.PartitionIndex, partition => partition.CommittedOffset);
    }
}
