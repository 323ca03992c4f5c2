using MiniKafka.Client.Cluster;
using MiniKafka.Model;
using MiniKafka.Network;
using MiniKafka.Protocol.Messages;
using MiniKafka.Runtime.Timers;

namespace MiniKafka.Client.Consumers;

/// <content>What the answers say about each partition.</content>
internal sealed partial class Fetcher
{
    private void Take(FetchExchange exchange, FetchResponse answer)
    {
        foreach (var topic in answer.Responses)
        {
            foreach (var data in topic.Partitions)
            {
                if (exchange.FindWanted(topic, data.PartitionIndex) is { } partition)
                {
                    Take(partition, data, answer);
                }
            }
        }
    }

    private void Take(AssignedPartition partition, FetchResponse.PartitionData data, FetchResponse answer)
    {
        if (data.ErrorCode == ErrorCode.OffsetOutOfRange && partition.PreferredReplica >= 0)
        {
            // Only the leader knows what is out of range.
            partition.Prefer(-1, 0);
        }
        else if (data.ErrorCode == ErrorCode.OffsetOutOfRange)
        {
            _positions.Reset(partition, data.ErrorCode);
        }
        else if (data.ErrorCode != ErrorCode.None)
        {
            partition.Prefer(-1, 0);
            if (!LearnLeader(partition, data, answer))
            {
                Failed(partition, ClientErrors.Create(data.ErrorCode, $"Fetching {partition.TopicPartition}"));
            }
        }
        else if (data.DivergingEpoch is { EndOffset: >= 0 } diverging)
        {
            _positions.Truncated(partition, diverging.Epoch, diverging.EndOffset);
        }
        else
        {
            partition.Failures = 0;
            partition.SeeWatermarks(data.LogStartOffset, data.HighWatermark, data.LastStableOffset);
            if (data.PreferredReadReplica >= 0)
            {
                partition.Prefer(data.PreferredReadReplica, _cluster.Loop.Clock.TimestampAfter(_cluster.Options.MetadataMaxAge));
            }

            if (data.Records is { IsEmpty: false } bytes)
            {
                Deliver(new FetchedRecords(partition, partition.AskedVersion, partition.AskedOffset, bytes, data.AbortedTransactions));
            }
            else if (_options.TellEnds)
            {
                _mailbox.Wake();
            }
        }
    }

    /// <summary>True when the refusal names a leader that was not known, which then can be asked at once (KIP-951).</summary>
    private bool LearnLeader(AssignedPartition partition, FetchResponse.PartitionData data, FetchResponse answer)
    {
        if (data.CurrentLeader is not { LeaderId: >= 0 } leader)
        {
            return false;
        }

        var before = _cluster.Metadata.Partition(partition.TopicPartition)?.LeaderEpoch;
        var address = answer.NodeEndpoints.Find(node => node.NodeId == leader.LeaderId) is { } found
            ? new BrokerAddress(found.NodeId, new NodeEndPoint(found.Host, found.Port), found.Rack)
            : null;
        _cluster.LearnLeader(partition.TopicPartition, leader.LeaderId, leader.LeaderEpoch, address);
        return _cluster.Metadata.Partition(partition.TopicPartition)?.LeaderEpoch > before;
    }

    private void Deliver(FetchedRecords records)
    {
        var partition = records.Partition;
        if (records.NextOffset == records.FetchOffset)
        {
            records.Dispose();
            return;
        }

        partition.FetchOffset = records.NextOffset;
        partition.LastFetchedEpoch = records.LastLeaderEpoch;
        partition.BufferedBytes += records.Length;
        partition.IsAskedAtOnce = false;
        partition.Consumed.FetchedBytes += records.Length;
        _buffered += records.Length;
        _mailbox.Put(records);
    }
}
