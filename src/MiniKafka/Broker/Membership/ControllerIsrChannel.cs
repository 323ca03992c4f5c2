using MiniKafka.Broker.Controllers;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Replication;

namespace MiniKafka.Broker.Membership;

/// <summary>Takes changes of in-sync sets to the active controller, wherever it is. Owned by the node's loop.</summary>
internal sealed class ControllerIsrChannel(ClusterView view, IControllerRequests controller) : IIsrChannel
{
    public async Task<IsrAnswer> ProposeAsync(IsrChange change)
    {
        var request = new AlterPartitionRequest
        {
            BrokerId = view.BrokerId,
            BrokerEpoch = view.Image.Brokers.GetValueOrDefault(view.BrokerId)?.Epoch ?? -1,
            Topics = [new AlterPartitionRequest.TopicData { TopicId = change.Partition.TopicId, Partitions = [PartitionOf(change)] }],
        };
        var response = await controller.AlterPartitionAsync(request);
        return response is { ErrorCode: ErrorCode.None, Topics: [{ Partitions: [var decided] }] }
            ? new IsrAnswer(decided.ErrorCode, decided.PartitionEpoch, decided.Isr)
            : throw new KafkaException(response.ErrorCode, $"The in-sync replicas of {change.Partition} cannot be changed.");
    }

    private static AlterPartitionRequest.PartitionData PartitionOf(IsrChange change) => new()
    {
        PartitionIndex = change.Partition.Partition,
        LeaderEpoch = change.LeaderEpoch,
        PartitionEpoch = change.PartitionEpoch,
        NewIsrWithEpochs =
        [
            .. change.InSyncReplicas.Select(member => new AlterPartitionRequest.BrokerState { BrokerId = member.BrokerId, BrokerEpoch = member.BrokerEpoch }),
        ],
    };
}
