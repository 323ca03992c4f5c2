using System.Runtime.InteropServices;
using MiniKafka.Model;
using MiniKafka.Replication;
using MiniKafka.Rpc.FetchSessions;

namespace MiniKafka.Broker.FetchSessions;

/// <summary>
/// An incremental fetch session (KIP-227): the partitions a reader wants, in the order in which they are served. Owned
/// by the broker's loop. A partition that delivered records moves to the back of the order, so that none starves.
/// </summary>
internal sealed class FetchSession(int id, bool usesTopicIds, bool ofFollower)
{
    private readonly Dictionary<FetchPartitionKey, LinkedListNode<SessionPartition>> _byKey = [];
    private readonly LinkedList<SessionPartition> _inOrder = [];

    public int Id { get; } = id;

    public bool UsesTopicIds { get; } = usesTopicIds;

    /// <summary>Sessions of followers are evicted only for other followers.</summary>
    public bool OfFollower { get; } = ofFollower;

    /// <summary>The epoch the next request must carry.</summary>
    public int Epoch { get; set; } = FetchSessionEpoch.Next(FetchSessionEpoch.Initial);

    /// <summary>When the session was last used, in the clock's timestamp units.</summary>
    public long LastUsed { get; set; }

    public int Count => _inOrder.Count;

    /// <summary>The partitions in the order in which they are served.</summary>
    public IEnumerable<SessionPartition> Partitions => _inOrder;

    /// <summary>Adds a partition or replaces what is asked of it.</summary>
    public void AddOrUpdate(TopicIdPartition partition, FetchPartition request)
    {
        ref var node = ref CollectionsMarshal.GetValueRefOrAddDefault(_byKey, FetchPartitionKey.Of(partition), out var known);
        if (known)
        {
            node!.Value.Request = request;
        }
        else
        {
            node = _inOrder.AddLast(new SessionPartition(partition, request));
        }
    }

    /// <summary>Removes a partition; unknown ones are ignored.</summary>
    public void Forget(TopicIdPartition partition)
    {
        if (_byKey.Remove(FetchPartitionKey.Of(partition), out var node))
        {
            _inOrder.Remove(node);
        }
    }

    public SessionPartition? Find(TopicIdPartition partition) =>
        _byKey.TryGetValue(FetchPartitionKey.Of(partition), out var node) ? node.Value : null;

    /// <summary>Serves the partition last from now on.</summary>
    public void MoveToBack(TopicIdPartition partition)
    {
        if (_byKey.TryGetValue(FetchPartitionKey.Of(partition), out var node))
        {
            _inOrder.Remove(node);
            _inOrder.AddLast(node);
        }
    }
}
