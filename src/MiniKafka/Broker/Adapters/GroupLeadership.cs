using Microsoft.Extensions.Logging;
using MiniKafka.Coordination.Groups;
using MiniKafka.Metadata.Control;
using MiniKafka.Metadata.Images;
using MiniKafka.Metadata.Replay;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Replication;
using MiniKafka.Runtime;
using MiniKafka.Storage.Files;

namespace MiniKafka.Broker.Adapters;

/// <summary>
/// Tells the group coordinator what the metadata means for it: which partitions of the offsets topic this broker leads,
/// how far they are committed, which topics are gone. Owned by the broker's loop; told after the replicas were.
/// </summary>
internal sealed class GroupLeadership(GroupCoordinator coordinator, ReplicaManager replicas, EventLoop loop, ILogger logger)
{
    private readonly SortedDictionary<int, Watch> _watches = [];
    private bool _hasWarnedOfNewerGroups;

    public void Apply(ImageChanges changes)
    {
        foreach (var transition in changes.Partitions)
        {
            if (transition.Topic == TopicNames.ConsumerOffsets)
            {
                Apply((transition.After ?? transition.Before)!.PartitionId);
            }
        }

        var deleted = changes.DeletedTopics.Select(topic => topic.Name).ToHashSet(StringComparer.Ordinal);
        if (deleted.Count > 0)
        {
            coordinator.OnTopicsDeleted(deleted);
        }
    }

    private void Apply(int index)
    {
        var partition = replicas.Find(new TopicPartition(TopicNames.ConsumerOffsets, index));
        if (_watches.TryGetValue(index, out var watch) && (partition is not { IsLeader: true } || watch.Partition != partition))
        {
            watch.Dispose();
            _watches.Remove(index);
            coordinator.Unload(index);
        }

        if (partition is { IsLeader: true })
        {
            if (!_watches.ContainsKey(index))
            {
                _watches.Add(index, new Watch(coordinator, partition));
            }

            var leaderEpoch = partition.State.LeaderEpoch;
            loop.Start(() => LoadAsync(index, leaderEpoch));
        }
    }

    /// <summary>
    /// A log that cannot be read costs its groups their coordinator, not the broker its life. One that cannot be read now, since somebody else
    /// holds a file of it, is read as soon as it can be.
    /// </summary>
    private async Task LoadAsync(int index, int leaderEpoch)
    {
        try
        {
            while (!await TryLoadAsync(index, leaderEpoch))
            {
                await Task.Delay(Patience.Interval, loop.Clock);
            }

            if (await coordinator.NewerGroupsOfAsync(index) > 0 && !_hasWarnedOfNewerGroups)
            {
                _hasWarnedOfNewerGroups = true;
                BrokerLog.NewerGroupsNotServed(logger);
            }
        }
        catch (Exception error) when (error is IOException or InvalidDataException or ProtocolException)
        {
            BrokerLog.GroupsNotLoaded(logger, index, error);
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
            await coordinator.LoadAsync(index, leaderEpoch);
            return true;
        }
        catch (IOException) when (!watch.Partition.Log.IsOffline)
        {
            return false;
        }
    }

    /// <summary>Passes the high watermark of a led partition on, for as long as it is led.</summary>
    private sealed class Watch : IParkedOperation, IDisposable
    {
        private readonly GroupCoordinator _coordinator;
        private readonly IDisposable _place;

        public Watch(GroupCoordinator coordinator, Partition partition)
        {
            _coordinator = coordinator;
            Partition = partition;
            _place = partition.Waiting.Add(this, partition.Id.Partition);
        }

        public Partition Partition { get; }

        public void OnChanged(int index) => _coordinator.OnHighWatermark(index, Partition.Log.HighWatermark);

        public void Dispose() => _place.Dispose();
    }
}
