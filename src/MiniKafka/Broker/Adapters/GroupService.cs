using Microsoft.Extensions.Logging;
using MiniKafka.Broker.Logging;
using MiniKafka.Coordination;
using MiniKafka.Coordination.Groups;
using MiniKafka.Coordination.Groups.Shards;
using MiniKafka.Metadata.Control;
using MiniKafka.Metadata.Replay;
using MiniKafka.Replication;
using MiniKafka.Runtime;

namespace MiniKafka.Broker.Adapters;

/// <summary>The group coordinator of a broker with what it needs around it: its log and the topics.</summary>
internal sealed class GroupService
{
    private readonly TopicCatalog _topics;
    private readonly ShardLeadership<GroupShard> _leadership;
    private readonly ILogger _logger;
    private bool _hasWarnedOfUnservedGroups;

    public GroupService(BrokerOptions options, ClusterView view, ReplicaManager replicas, EventLoop loop, NodeLoggers loggers)
    {
        _logger = loggers.Create("MiniKafka.Groups");
        _topics = new TopicCatalog(view);
        var settings = new CoordinatorSettings(
            loop, TimeSpan.FromMilliseconds(view.Config.OffsetsCommitTimeoutMs), options.Codecs) { Logger = _logger };
        var log = new CoordinatorLog(TopicNames.ConsumerOffsets, view, replicas, view.Config.OffsetsTopicNumPartitions);
        Coordinator = new GroupCoordinator(
            settings, GroupSettings.From(view.Config), log, _topics, options.Host.CreateRandom($"member ids {options.NodeId}"));
        _leadership = new ShardLeadership<GroupShard>(TopicNames.ConsumerOffsets, Coordinator.Shards, replicas, loop)
        {
            Loaded = WarnOfUnservedGroupsAsync,
            NotLoaded = (partition, error) => BrokerLog.GroupsNotLoaded(_logger, partition, error),
        };
    }

    public GroupCoordinator Coordinator { get; }

    /// <summary>The metadata says something new; told after the replicas were.</summary>
    public void Apply(ImageChanges changes)
    {
        _leadership.Apply(changes);
        _topics.Apply(changes);
    }

    private async Task WarnOfUnservedGroupsAsync(int partition)
    {
        if (await Coordinator.UnservedGroupsOfAsync(partition) > 0 && !_hasWarnedOfUnservedGroups)
        {
            _hasWarnedOfUnservedGroups = true;
            BrokerLog.NewerGroupsNotServed(_logger);
        }
    }
}
