using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Quorum.Log;
using MiniKafka.Quorum.Voters;

namespace MiniKafka.Quorum.Consensus;

/// <summary>The leader's side of copying a snapshot, piece by piece (KIP-630). Owned by the node's loop.</summary>
internal sealed class SnapshotServer(QuorumOptions options, RoleKeeper roles, MetadataLog log)
{
    public FetchSnapshotResponse Handle(FetchSnapshotRequest request)
    {
        if (!options.IsMeant(request.ClusterId) || request.Topics is not [{ Partitions: [var asked] } topic])
        {
            return new FetchSnapshotResponse { ErrorCode = options.RefusalOf(request.ClusterId) };
        }

        if (!MetadataTopic.Is(topic.Name, asked.Partition))
        {
            return Response(topic.Name, asked.Partition, new FetchSnapshotResponse.PartitionSnapshot { ErrorCode = ErrorCode.UnknownTopicOrPartition });
        }

        return Response(MetadataTopic.Name, MetadataTopic.Partition, Piece(request, asked));
    }

    private FetchSnapshotResponse.PartitionSnapshot Piece(FetchSnapshotRequest request, FetchSnapshotRequest.PartitionSnapshot asked)
    {
        var error = LeaderRequests.Check(roles, asked.CurrentLeaderEpoch, out var leader);
        if (error != ErrorCode.None)
        {
            return new FetchSnapshotResponse.PartitionSnapshot { ErrorCode = error };
        }

        var id = new OffsetAndEpoch(asked.SnapshotId.EndOffset, asked.SnapshotId.Epoch);
        if (id == OffsetAndEpoch.Bootstrap || !log.Snapshots.Contains(id))
        {
            return new FetchSnapshotResponse.PartitionSnapshot { ErrorCode = ErrorCode.SnapshotNotFound };
        }

        var size = log.Snapshots.SizeOf(id);
        if (asked.Position < 0 || asked.Position >= size)
        {
            return new FetchSnapshotResponse.PartitionSnapshot { ErrorCode = ErrorCode.PositionOutOfRange };
        }

        if (leader!.HeardFrom(new ReplicaKey(request.ReplicaId, asked.ReplicaDirectoryId)))
        {
            leader.CheckQuorumDeadlineMs = roles.CheckQuorumDeadlineMs();
        }

        return new FetchSnapshotResponse.PartitionSnapshot
        {
            SnapshotId = new FetchSnapshotResponse.SnapshotId { EndOffset = id.Offset, Epoch = id.Epoch },
            Size = size,
            Position = asked.Position,
            UnalignedRecords = log.Snapshots.Read(id, asked.Position, Math.Min(request.MaxBytes, options.FetchMaxBytes)),
        };
    }

    private FetchSnapshotResponse Response(string topic, int partition, FetchSnapshotResponse.PartitionSnapshot answer)
    {
        answer.Index = partition;
        answer.CurrentLeader = new FetchSnapshotResponse.LeaderIdAndEpoch { LeaderId = roles.ToldLeaderId, LeaderEpoch = roles.Epoch };
        var response = new FetchSnapshotResponse
        {
            Topics = [new FetchSnapshotResponse.TopicSnapshot { Name = topic, Partitions = [answer] }],
        };
        if (roles.LeaderEndpoint is { } leader)
        {
            response.NodeEndpoints.Add(new FetchSnapshotResponse.NodeEndpoint { NodeId = leader.NodeId, Host = leader.Endpoint.Host, Port = leader.Endpoint.Port });
        }

        return response;
    }
}
