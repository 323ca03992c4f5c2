using MiniKafka.Broker.Nodes;
using MiniKafka.Model;
using MiniKafka.Network;
using MiniKafka.Protocol.Messages;
using MiniKafka.Replication;
using MiniKafka.Replication.Followers;
using MiniKafka.Rpc;
using MiniKafka.Rpc.FetchSessions;
using MiniKafka.Runtime.Timers;

namespace MiniKafka.Broker.Adapters;

/// <summary>
/// Another broker as the leader of replicas here: Fetch, within a session, and ListOffsets over a connection of its own. Owned by
/// the broker's loop.
/// </summary>
internal sealed class LeaderEndpoint(int leaderId, ClusterView view, NodeClient nodes, TimeProvider clock) : ILeaderEndpoint
{
    private const short NewestFetch = 17;
    private const short NewestListOffsets = 9;
    private const long Earliest = -2;
    private const long Latest = -1;

    /// <summary>Who follows under another leader epoch is another reader.</summary>
    private readonly ReaderSession<int> _session = new() { Request = { ReplicaState = new FetchRequest.ReplicaStateData() } };
    private bool _isInterrupted;

    public async Task<FollowerFetchAnswer> FetchAsync(IReadOnlyList<(TopicIdPartition Partition, FetchPartition Request)> partitions, TimeSpan? longest)
    {
        _isInterrupted = false;
        var client = await ConnectAsync();
        if (_isInterrupted)
        {
            // Nothing was asked on it yet, so the connection serves the next fetch.
            throw new ConnectionClosedException($"A fetch from broker {leaderId} was interrupted before it was sent.");
        }

        Ask(partitions, longest);
        var response = await client.SendAsync(_session.Request, NewestFetch);
        if (!_session.TryTake(response.Message))
        {
            response.Dispose();
            Ask(partitions, longest);
            response = await client.SendAsync(_session.Request, NewestFetch);
            _session.TryTake(response.Message);
        }

        var answer = response.Message;
        if (answer.ErrorCode != ErrorCode.None)
        {
            response.Dispose();
            throw new KafkaException(answer.ErrorCode, $"Broker {leaderId} refused a fetch.");
        }

        return new FollowerFetchAnswer(
            [.. answer.Responses.SelectMany(topic => topic.Partitions.Select(partition => new FollowerFetchResult(view.ById(topic.TopicId, partition.PartitionIndex), Map(partition))))],
            response);
    }

    public async Task<LeaderOffsets> OffsetsAsync(TopicIdPartition partition, int leaderEpoch)
    {
        var (error, start) = await OffsetAsync(partition, leaderEpoch, Earliest);
        if (error != ErrorCode.None)
        {
            return new LeaderOffsets(error, -1, -1);
        }

        (error, var end) = await OffsetAsync(partition, leaderEpoch, Latest);
        return new LeaderOffsets(error, start, end);
    }

    public void Interrupt()
    {
        _isInterrupted = true;
        nodes.Interrupt(leaderId, NodeLane.Replication);
    }

    public ValueTask DisposeAsync() => nodes.CloseAsync((node, _) => node == leaderId);

    private void Ask(IReadOnlyList<(TopicIdPartition Partition, FetchPartition Request)> partitions, TimeSpan? longest)
    {
        _session.Begin();
        for (var i = 0; i < partitions.Count; i++)
        {
            var (partition, wanted) = partitions[i];
            _session.Want(
                partition.TopicPartition,
                partition.TopicId,
                wanted.CurrentLeaderEpoch,
                new FetchWish(wanted.FetchOffset, wanted.MaxBytes, wanted.CurrentLeaderEpoch, wanted.LastFetchedEpoch, wanted.LogStartOffset));
        }

        _session.Complete();
        var request = _session.Request;
        request.ReplicaState!.ReplicaId = view.BrokerId;
        request.ReplicaState.ReplicaEpoch = view.Image.Brokers.GetValueOrDefault(view.BrokerId)?.Epoch ?? -1;
        var wait = clock.UntilNext(TimeSpan.FromMilliseconds(view.Config.ReplicaFetchWaitMaxMs));
        request.MaxWaitMs = (int)Math.Ceiling((longest < wait ? longest.Value : wait).TotalMilliseconds);
        request.MinBytes = view.Config.ReplicaFetchMinBytes;
        request.MaxBytes = view.Config.ReplicaFetchResponseMaxBytes;
    }

    private static FetchPartitionResult Map(FetchResponse.PartitionData partition) => new()
    {
        ErrorCode = partition.ErrorCode,
        HighWatermark = partition.HighWatermark,
        LastStableOffset = partition.LastStableOffset,
        LogStartOffset = partition.LogStartOffset,
        Records = partition.Records ?? default,
        DivergingEpoch = partition.DivergingEpoch is { Epoch: >= 0 } parted ? new EpochEndOffset(parted.Epoch, parted.EndOffset) : null,
    };

    private async Task<(ErrorCode ErrorCode, long Offset)> OffsetAsync(TopicIdPartition partition, int leaderEpoch, long timestamp)
    {
        var client = await ConnectAsync();
        var answer = await client.CallAsync(
            new ListOffsetsRequest
            {
                ReplicaId = view.BrokerId,
                Topics =
                [
                    new ListOffsetsRequest.ListOffsetsTopic
                    {
                        Name = partition.Topic!,
                        Partitions = [new ListOffsetsRequest.ListOffsetsPartition { PartitionIndex = partition.Partition, CurrentLeaderEpoch = leaderEpoch, Timestamp = timestamp }],
                    },
                ],
            },
            NewestListOffsets);
        var found = answer.Topics[0].Partitions[0];
        return (found.ErrorCode, found.Offset);
    }

    private Task<RpcClient> ConnectAsync() => nodes.ConnectAsync(leaderId, NodeLane.Replication);
}
