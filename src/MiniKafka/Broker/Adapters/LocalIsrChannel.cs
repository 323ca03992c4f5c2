using MiniKafka.Metadata.Control;
using MiniKafka.Model;
using MiniKafka.Quorum.Controllers;
using MiniKafka.Replication;

namespace MiniKafka.Broker.Adapters;

/// <summary>Takes changes of in-sync sets to the controller of this node. Owned by the node's loop.</summary>
internal sealed class LocalIsrChannel(ClusterView view, Func<ActiveController> controller) : IIsrChannel
{
    public async Task<IsrAnswer> ProposeAsync(IsrChange change)
    {
        var proposal = new IsrProposal(
            change.Partition.TopicId,
            change.Partition.Partition,
            change.LeaderEpoch,
            change.PartitionEpoch,
            [.. change.InSyncReplicas.Select(member => new IsrMember(member.BrokerId, member.BrokerEpoch))]);
        var (outcome, decisions) = await controller().ExecuteAsync((commands, image) =>
            commands.AlterPartition(image, view.BrokerId, image.Brokers.GetValueOrDefault(view.BrokerId)?.Epoch ?? -1, [proposal]));
        return outcome.IsSuccess
            ? new IsrAnswer(decisions[0].Code, decisions[0].Partition?.PartitionEpoch ?? -1, decisions[0].Partition?.Isr ?? [])
            : throw new KafkaException(outcome.Code, outcome.Message ?? "The in-sync replicas cannot be changed.");
    }
}
