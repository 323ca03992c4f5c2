using MiniKafka.Broker.Adapters;
using MiniKafka.Broker.Logging;
using MiniKafka.Coordination;
using MiniKafka.Coordination.Groups;
using MiniKafka.Metadata.Control;
using MiniKafka.Replication;
using MiniKafka.Runtime;

namespace MiniKafka.Broker;

/// <summary>The group coordinator of a broker with what it needs around it: its log and the topics.</summary>
internal sealed class GroupService
{
    public GroupService(BrokerOptions options, ClusterView view, ReplicaManager replicas, EventLoop loop, NodeLoggers loggers)
    {
        var logger = loggers.Create("MiniKafka.Groups");
        var settings = new CoordinatorSettings(
            loop.Clock, TimeSpan.FromMilliseconds(view.Config.OffsetsCommitTimeoutMs), options.Codecs) { Logger = logger };
        var log = new CoordinatorLog(TopicNames.ConsumerOffsets, view, replicas, view.Config.OffsetsTopicNumPartitions);
        Coordinator = new GroupCoordinator(
            settings, GroupSettings.From(view.Config), log, new GroupTopics(view), options.Host.CreateRandom($"member ids {options.NodeId}"));
        Leadership = new GroupLeadership(Coordinator, replicas, loop, logger);
    }

    public GroupCoordinator Coordinator { get; }

    public GroupLeadership Leadership { get; }
}
