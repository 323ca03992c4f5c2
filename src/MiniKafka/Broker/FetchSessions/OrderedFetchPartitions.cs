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
    private readonly Dictionary<TopicIdPartition, FetchPartition> _requests = [];

    public int Count => _order.Count;

    public FetchPartition this[TopicIdPartition partition] => _requests[partition];

    public void Set(TopicIdPartition partition, FetchPartition request)
    {
        if (_requests.TryAdd(partition, request))
        {
            _order.Add(partition);
        }
        else
        {
            _requests[partition] = request;
        }
    }

    public IEnumerator<(TopicIdPartition Partition, FetchPartition Request)> GetEnumerator()
    {
        foreach (var partition in _order)
        {
            yield return (partition, _requests[partition]);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
