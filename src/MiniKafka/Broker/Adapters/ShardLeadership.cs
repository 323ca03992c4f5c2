using MiniKafka.Coordination;
using MiniKafka.Metadata.Replay;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Replication;
using MiniKafka.Runtime;
using MiniKafka.Storage.Files;

namespace MiniKafka.Broker.Adapters;

/// <summary>
/// Tells a coordinator what the metadata means for it: which partitions of its topic this broker leads, and how far they are
/// committed. Owned by the broker's loop; told after the replicas were.
/// </summary>
internal sealed class ShardLeadership<TState>(string topic, CoordinatorRuntime<TState> shards, ReplicaManager replicas, EventLoop loop)
    where TState : class, ICoordinatorState
{
    private readonly SortedDictionary<int, Watch> _watches = [];

    /// <summary>Called with each partition whose shard serves from now on.</summary>
    public required Func<int, Task> Loaded { get; init; }

    /// <summary>Called with each partition that cannot be served, since its log cannot be read.</summary>
    public required Action<int, Exception> NotLoaded { get; init; }

    public void Apply(ImageChanges changes)
    {
        foreach (var transition in changes.Partitions)
        {
            if (transition.Topic == topic)
            {
                Apply((transition.After ?? transition.Before)!.PartitionId);
            }
        }
    }

    private void Apply(int index)
    {
        var partition = replicas.Find(new TopicPartition(topic, index));
        if (_watches.TryGetValue(index, out var watch) && (partition is not { IsLeader: true } || watch.Partition != partition))
        {
            watch.Dispose();
            _watches.Remove(index);
            shards.Unload(index);
        }

        if (partition is { IsLeader: true })
        {
            if (!_watches.ContainsKey(index))
            {
                _watches.Add(index, new Watch(shards, partition));
            }

            var leaderEpoch = partition.State.LeaderEpoch;
            loop.Start(() => LoadAsync(index, leaderEpoch));
        }
    }

    /// <summary>
    /// A log that cannot be read costs what it remembers its coordinator, not the broker its life. One that cannot be read now, since
    /// somebody else holds a file of it, is read as soon as it can be.
    /// </summary>
    private async Task LoadAsync(int index, int leaderEpoch)
    {
        try
        {
            while (!await TryLoadAsync(index, leaderEpoch))
            {
                await Task.Delay(Patience.Interval, loop.Clock);
            }

            await Loaded(index);
        }
        catch (Exception error) when (error is IOException or InvalidDataException or ProtocolException)
        {
            NotLoaded(index, error);
        }
    }

    /// <summary>False when it is worth another try; who leads no more need not try.</summary>
    private async Task<bool> TryLoadAsync(int index, int leaderEpoch)
    {
        if (!_watches.TryGetValue(index, out var watch))
        {
            return true;
        }

        try
        {
            await shards.LoadAsync(index, leaderEpoch);
            return true;
        }
        catch (IOException) when (!watch.Partition.Log.IsOffline)
        {
            return false;
        }
    }

    /// <summary>Passes the high watermark of a led partition on, for as long as it is led.</summary>
    private sealed class Watch : IDelayedOperation, IDisposable
    {
        private readonly CoordinatorRuntime<TState> _shards;
        private readonly IDisposable _place;

        public Watch(CoordinatorRuntime<TState> shards, Partition partition)
        {
            _shards = shards;
            Partition = partition;
            _place = partition.Waiting.Add(this, partition.Id.Partition);
        }

        public Partition Partition { get; }

        public void OnChanged(int index) => _shards.OnHighWatermark(index, Partition.Log.HighWatermark);

        public void Dispose() => _place.Dispose();
    }
}
