using MiniKafka.Model;
using MiniKafka.Runtime;

namespace MiniKafka.Replication.Followers;

/// <summary>All that this broker follows: a fetcher for each other broker that leads something of it. Owned by the broker's loop.</summary>
internal sealed class ReplicaFetchers(Func<int, ILeaderEndpoint> connect, FollowerSettings settings, EventLoop loop) : IAsyncDisposable
{
    private readonly SortedDictionary<int, ReplicaFetcher> _fetchers = [];
    private readonly SortedDictionary<TopicPartition, (int Leader, int LeaderEpoch)> _followed = [];

    /// <summary>Follows a partition's leader, or stops following when this broker leads it, nobody does, or the log is out of service.</summary>
    public void Update(Partition partition)
    {
        var id = partition.Id.TopicPartition;
        var wanted = (partition.State.Leader, partition.State.LeaderEpoch);
        if (_followed.TryGetValue(id, out var present) && present == wanted && !partition.IsLeader)
        {
            return;
        }

        Stop(id);
        if (partition.IsLeader || partition.State.Leader < 0 || partition.Log.IsOffline)
        {
            return;
        }

        _followed[id] = wanted;
        if (!_fetchers.TryGetValue(partition.State.Leader, out var fetcher))
        {
            _fetchers[partition.State.Leader] = fetcher = new ReplicaFetcher(connect(partition.State.Leader), settings, loop);
            loop.Start(fetcher.RunAsync);
        }

        fetcher.Follow(partition);
    }

    public void Stop(TopicPartition id)
    {
        if (_followed.Remove(id, out var present))
        {
            _fetchers[present.Leader].Forget(id);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var fetcher in _fetchers.Values)
        {
            await fetcher.DisposeAsync();
        }

        _fetchers.Clear();
        _followed.Clear();
    }
}
