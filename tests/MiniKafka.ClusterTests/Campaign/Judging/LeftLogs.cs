using MiniKafka.Metadata.Images;
using MiniKafka.Model;
using MiniKafka.Replication;

namespace MiniKafka.ClusterTests.Campaign.Judging;

/// <summary>Where the logs of a node ended when it did and its disk kept everything: there they begin again, unless they were moved to others meanwhile.</summary>
internal sealed class LeftLogs
{
    private readonly int _node;
    private readonly long _brokerEpoch;
    private readonly Dictionary<TopicIdPartition, long> _ends = [];

    public LeftLogs(int node, long brokerEpoch, IEnumerable<Partition> partitions)
    {
        (_node, _brokerEpoch) = (node, brokerEpoch);
        foreach (var partition in partitions)
        {
            // Where somebody holds a file in the middle of a cut, the end is not told yet.
            if (!partition.Log.Jobs.StopsService)
            {
                _ends[partition.Id] = partition.Log.LogEndOffset;
            }
        }
    }

    /// <summary>The node hears of the cluster since it registered again.</summary>
    public void ForgetMoved(ClusterImage image)
    {
        if (_ends.Count > 0 && image.Brokers.GetValueOrDefault(_node)?.Epoch > _brokerEpoch)
        {
            foreach (var id in _ends.Keys.Where(id => image.Partition(id.Topic!, id.Partition)?.Replicas.Contains(_node) is not true).ToList())
            {
                _ends.Remove(id);
            }
        }
    }

    /// <summary>The node opened or made the log of a partition.</summary>
    public void CheckKept(Partition partition)
    {
        if (_ends.Remove(partition.Id, out var end))
        {
            Referee.Check(
                partition.Log.LogEndOffset == end,
                $"Broker {_node} came back with {partition.Id} up to {partition.Log.LogEndOffset}, though it had ended at {end}.");
        }
    }
}
