using System.Collections;
using MiniKafka.Model;
using MiniKafka.Replication;

namespace MiniKafka.Broker.FetchSessions;

/// <summary>
/// The partitions of one request in the order in which they were named. A partition named twice keeps its first place
/// and takes the last wish.
/// </summary>
internal sealed class OrderedFetchPartitions : IEnumerable<(TopicIdPartition Partition, FetchPartition Request)>
{
    private readonly List<TopicIdPartition> _order = [];
    private readonly Dictionary<FetchPartitionKey, FetchPartition> _requests = [];

    public FetchPartition this[TopicIdPartition partition] => _requests[FetchPartitionKey.Of(partition)];

    public void Set(TopicIdPartition partition, FetchPartition request)
    {
        var key = FetchPartitionKey.Of(partition);
        if (_requests.TryAdd(key, request))
        {
            _order.Add(partition);
        }
        else
        {
            _requests[key] = request;
        }
    }

    public IEnumerator<(TopicIdPartition Partition, FetchPartition Request)> GetEnumerator()
    {
        foreach (var partition in _order)
        {
            yield return (partition, this[partition]);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
