using MiniKafka.Broker.Controllers;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Replication;
using MiniKafka.Runtime;

namespace MiniKafka.Broker.Membership;

/// <summary>
/// Takes changes of in-sync sets to the active controller, wherever it is: one request at a time, with all that have come up meanwhile, since
/// what concerns one partition of a broker mostly concerns all of them. Owned by the node's loop.
/// </summary>
internal sealed class ControllerIsrChannel(ClusterView view, IControllerRequests controller, EventLoop loop) : IIsrChannel
{
    private OrderedDictionary<TopicIdPartition, Proposal> _waiting = [];
    private bool _isRunning;

    public Task<IsrAnswer> ProposeAsync(IsrChange change)
    {
        var proposal = new Proposal(change, loop.CreateCompletion<IsrAnswer>());
        if (_waiting.Remove(change.Partition, out var former))
        {
            former.Answered.SetException(new KafkaException(ErrorCode.OperationNotAttempted, $"{change.Partition} asks for other in-sync replicas now."));
        }

        _waiting.Add(change.Partition, proposal);
        if (!_isRunning)
        {
            _isRunning = true;
            loop.Start(RunAsync);
        }

        return proposal.Answered.Task;
    }

    private async Task RunAsync()
    {
        // Whatever else one fetch or one change of the metadata brings goes with the first request.
        await Task.Yield();
        while (_waiting.Count > 0)
        {
            var batch = _waiting.Values.ToList();
            _waiting = [];
            await SendAsync(batch);
        }

        _isRunning = false;
    }

    private async Task SendAsync(List<Proposal> batch)
    {
        try
        {
            var response = await controller.AlterPartitionAsync(RequestOf(batch));
            var decisions = response.Topics
                .SelectMany(topic => topic.Partitions.Select(partition => KeyValuePair.Create((topic.TopicId, partition.PartitionIndex), partition)))
                .ToDictionary();
            foreach (var (change, answered) in batch)
            {
                if (response.ErrorCode == ErrorCode.None && decisions.TryGetValue((change.Partition.TopicId, change.Partition.Partition), out var decided))
                {
                    answered.SetResult(new IsrAnswer(decided.ErrorCode, decided.PartitionEpoch, decided.Isr));
                }
                else
                {
                    answered.SetException(new KafkaException(response.ErrorCode, $"The in-sync replicas of {change.Partition} cannot be changed."));
                }
            }
        }
        catch (Exception exception) when (exception is KafkaException or IOException or TimeoutException)
        {
            batch.ForEach(proposal => proposal.Answered.SetException(exception));
        }
    }

    private AlterPartitionRequest RequestOf(List<Proposal> batch) => new()
    {
        BrokerId = view.BrokerId,
        BrokerEpoch = view.Image.Brokers.GetValueOrDefault(view.BrokerId)?.Epoch ?? -1,
        Topics =
        [
            .. batch.GroupBy(proposal => proposal.Change.Partition.TopicId).Select(topic => new AlterPartitionRequest.TopicData
            {
                TopicId = topic.Key, Partitions = [.. topic.Select(proposal => PartitionOf(proposal.Change))],
            }),
        ],
    };

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

    private sealed record Proposal(IsrChange Change, TaskCompletionSource<IsrAnswer> Answered);
}
