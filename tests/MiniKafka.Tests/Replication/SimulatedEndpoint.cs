using MiniKafka.Model;
using MiniKafka.Network;
using MiniKafka.Replication;
using MiniKafka.Replication.Followers;

namespace MiniKafka.Tests.Replication;

/// <summary>A leader as a follower sees it, over a link that delays and breaks.</summary>
internal sealed class SimulatedEndpoint(ReplicationSimulation simulation, SimulatedBroker follower, int leaderId) : ILeaderEndpoint
{
    private static readonly TimeSpan UsualWait = TimeSpan.FromMilliseconds(500);
    private CancellationTokenSource _interrupted = new();

    public async Task<FollowerFetchAnswer> FetchAsync(IReadOnlyList<(TopicIdPartition Partition, FetchPartition Request)> partitions, TimeSpan? longest)
    {
        partitions = [.. partitions];
        _interrupted = new CancellationTokenSource();
        var gone = _interrupted.Token;
        var parameters = new FetchParameters
        {
            ReplicaId = follower.Id,
            ReplicaEpoch = follower.Image.Brokers.TryGetValue(follower.Id, out var me) ? me.Epoch : -1,
            MaxWait = longest < UsualWait ? longest.Value : UsualWait,
            MinBytes = 1,
        };
        if (simulation.Sabotage == Sabotage.NoTruncation)
        {
            partitions = [.. partitions.Select(pair => (pair.Partition, pair.Request with { LastFetchedEpoch = -1 }))];
        }

        var results = await simulation.CallAsync(follower, leaderId, leader => leader.Replicas.FetchAsync(parameters, partitions, gone).AsTask());
        if (gone.IsCancellationRequested)
        {
            throw new ConnectionClosedException("interrupted");
        }

        return new FollowerFetchAnswer([.. results.Select((result, index) => new FollowerFetchResult(partitions[index].Partition, result))], new Hold(results));
    }

    public Task<LeaderOffsets> OffsetsAsync(TopicIdPartition partition, int leaderEpoch) => simulation.CallAsync(follower, leaderId, leader =>
    {
        var log = leader.Partition?.Log;
        var error = leader.Partition?.CheckEpoch(leaderEpoch, leaderOnly: true) ?? ErrorCode.NotLeaderOrFollower;
        return Task.FromResult(new LeaderOffsets(error, log?.LogStartOffset ?? -1, log?.LogEndOffset ?? -1));
    });

    public void Interrupt() => _interrupted.Cancel();

    public ValueTask DisposeAsync()
    {
        _interrupted.Cancel();
        return ValueTask.CompletedTask;
    }

    private sealed class Hold(FetchPartitionResult[] results) : IDisposable
    {
        public void Dispose()
        {
            foreach (var result in results)
            {
                result.Records.Release();
            }
        }
    }
}
