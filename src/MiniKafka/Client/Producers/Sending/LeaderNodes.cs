using MiniKafka.Client.Cluster;
using MiniKafka.Model;
using MiniKafka.Runtime.Timers;

namespace MiniKafka.Client.Producers.Sending;

/// <summary>The brokers that lead partitions which are produced to, and the connections to them. Owned by the producer's loop.</summary>
internal sealed class LeaderNodes(ClusterClient cluster, MetadataRefresh refresh, Action connected)
{
    private readonly List<LeaderNode> _nodes = [];

    /// <summary>In the order of their ids. A list: it is walked over several times for every request.</summary>
    public List<LeaderNode> All => _nodes;

    /// <summary>True when each has that many requests on their way, so that nothing can be sent before an answer.</summary>
    public bool AreSaturated(int maxInFlight)
    {
        foreach (var node in _nodes)
        {
            if (node.InFlight < maxInFlight)
            {
                return false;
            }
        }

        return _nodes.Count > 0;
    }

    /// <summary>True when each is connected and has no request on its way.</summary>
    public bool AreAtRest
    {
        get
        {
            foreach (var node in _nodes)
            {
                if (node.InFlight > 0 || !node.IsOpen)
                {
                    return false;
                }
            }

            return _nodes.Count > 0;
        }
    }

    /// <summary>The partition's leader; null, and asked for, when there is none.</summary>
    public LeaderNode? LeaderOf(TopicPartition partition)
    {
        if (cluster.Metadata.Partition(partition) is not { HasLeader: true } known)
        {
            cluster.Use(partition.Topic);
            refresh.Start();
            return null;
        }

        var index = 0;
        while (index < _nodes.Count && _nodes[index].Id < known.LeaderId)
        {
            index++;
        }

        if (index == _nodes.Count || _nodes[index].Id != known.LeaderId)
        {
            _nodes.Insert(index, new LeaderNode(known.LeaderId));
        }

        return _nodes[index];
    }

    /// <summary>True when the connection is open; otherwise one is being made.</summary>
    public bool EnsureConnected(LeaderNode node)
    {
        if (node.IsOpen)
        {
            return true;
        }

        if (!node.IsConnecting)
        {
            node.IsConnecting = true;
            cluster.Loop.Start(() => ConnectAsync(node));
        }

        return false;
    }

    private async Task ConnectAsync(LeaderNode node)
    {
        try
        {
            node.Connection = await cluster.ConnectionToAsync(node.Id, ConnectionPurpose.Produce);
        }
        catch (KafkaException)
        {
            // The batches wait; time will tell them if the broker never comes back.
            node.Connection = null;
            node.BlockedUntil = cluster.Loop.Clock.TimestampAfter(cluster.Backoff.After(++node.Failures));
            refresh.Start();
        }

        node.IsConnecting = false;
        connected();
    }
}
