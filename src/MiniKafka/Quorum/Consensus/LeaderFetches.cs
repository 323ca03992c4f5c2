using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Quorum.Log;
using MiniKafka.Quorum.Roles;
using MiniKafka.Quorum.Voters;
using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Quorum.Consensus;

/// <summary>
/// The leader's side of replication: a replica that fetches from an offset has everything before it on disk, so fetches
/// are also what commits. A fetch with nothing to answer waits here for records, a higher watermark, its deadline, or the end of its reader.
/// Owned by the node's loop.
/// </summary>
internal sealed class LeaderFetches(QuorumOptions options, RoleKeeper roles, MetadataLog log, QuorumClock clock)
{
    private readonly List<ParkedFetch> _parked = [];

    /// <summary>Answers a fetch, now or later.</summary>
    public void Handle(FetchRequest request, Action<FetchResponse> answer, CancellationToken readerGone)
    {
        if (!options.IsMeant(request.ClusterId)
            || request.Topics is not [{ Partitions: [var asked] } topic]
            || asked.Partition != MetadataTopic.Partition
            || (topic.TopicId != MetadataTopic.Id && topic.Topic != MetadataTopic.Name))
        {
            answer(new FetchResponse { ErrorCode = options.RefusalOf(request.ClusterId) });
            return;
        }

        if (request.MaxWaitMs < 0 || asked.FetchOffset < 0 || asked.LastFetchedEpoch < 0 || asked.LastFetchedEpoch > asked.CurrentLeaderEpoch)
        {
            answer(Response(ErrorCode.InvalidRequest));
            return;
        }

        var replica = new ReplicaKey(request.ReplicaState?.ReplicaId ?? request.ReplicaId, asked.ReplicaDirectoryId);
        var fetch = new ParkedFetch(asked, replica, request.MaxBytes, clock.NowMs + request.MaxWaitMs, answer) { ReaderGone = readerGone };
        if (!TryAnswer(fetch))
        {
            _parked.Add(fetch);
        }
    }

    /// <summary>Answers the waiting fetches that have something to tell, or waited long enough. Returns when to look again.</summary>
    public long Poll()
    {
        var next = long.MaxValue;
        for (var i = 0; i < _parked.Count;)
        {
            var fetch = _parked[i];
            if (TryAnswer(fetch))
            {
                _parked.RemoveAt(i);
            }
            else
            {
                next = Math.Min(next, fetch.DeadlineMs);
                i++;
            }
        }

        return next;
    }

    /// <summary>The node stops: nobody waits here any longer.</summary>
    public void Abandon()
    {
        foreach (var fetch in _parked)
        {
            fetch.Answer(Response(ErrorCode.BrokerNotAvailable));
        }

        _parked.Clear();
    }

    private bool TryAnswer(ParkedFetch fetch)
    {
        if (fetch.ReaderGone.IsCancellationRequested)
        {
            fetch.Answer(Response(ErrorCode.NetworkException));
            return true;
        }

        var asked = fetch.Partition;
        var error = LeaderRequests.Check(roles, asked.CurrentLeaderEpoch, out var leader);
        if (error != ErrorCode.None)
        {
            fetch.Answer(Response(error));
            return true;
        }

        var position = log.Validate(asked.FetchOffset, asked.LastFetchedEpoch);
        if (position.Kind != FetchPositionKind.Valid)
        {
            fetch.Answer(Elsewhere(leader!, position));
            return true;
        }

        if (fetch.IsNew)
        {
            fetch.IsNew = false;
            Count(leader!, fetch.Replica, asked.FetchOffset);
        }

        var hasRecords = asked.FetchOffset < log.EndOffset;
        var isWatermarkNews = asked.HighWatermark != long.MaxValue && (leader!.HighWatermark ?? -1) > asked.HighWatermark;
        if (!hasRecords && !isWatermarkNews && clock.NowMs < fetch.DeadlineMs)
        {
            return false;
        }

        var response = Response(ErrorCode.None);
        var partition = response.Responses[0].Partitions[0];
        partition.HighWatermark = leader!.HighWatermark ?? -1;
        partition.Records = hasRecords
            ? log.Read(asked.FetchOffset, Math.Min(fetch.MaxBytes, options.FetchMaxBytes))
            : SharedBytes.Empty;
        fetch.Answer(response);
        return true;
    }

    private void Count(LeaderRole leader, ReplicaKey replica, long offset)
    {
        if (replica.Id < 0 || replica.Id == roles.Local.Id)
        {
            return;
        }

        leader.Fetched(replica, offset, log.EndOffset, clock);
        if (leader.HeardFrom(replica))
        {
            leader.CheckQuorumDeadlineMs = roles.CheckQuorumDeadlineMs();
        }
    }

    /// <summary>Sends the replica back to where the logs agree, or to a snapshot.</summary>
    private FetchResponse Elsewhere(LeaderRole leader, FetchPosition position)
    {
        var response = Response(ErrorCode.None);
        var partition = response.Responses[0].Partitions[0];
        partition.HighWatermark = leader.HighWatermark ?? -1;
        if (position.Kind == FetchPositionKind.Diverging)
        {
            partition.DivergingEpoch = new FetchResponse.EpochEndOffset { Epoch = position.At.Epoch, EndOffset = position.At.Offset };
        }
        else
        {
            partition.SnapshotId = new FetchResponse.SnapshotId { Epoch = position.At.Epoch, EndOffset = position.At.Offset };
        }

        return response;
    }

    private FetchResponse Response(ErrorCode error)
    {
        var response = new FetchResponse
        {
            Responses =
            [
                new FetchResponse.FetchableTopicResponse
                {
                    Topic = MetadataTopic.Name,
                    TopicId = MetadataTopic.Id,
                    Partitions =
                    [
                        new FetchResponse.PartitionData
                        {
                            PartitionIndex = MetadataTopic.Partition,
                            ErrorCode = error,
                            HighWatermark = -1,
                            LogStartOffset = log.StartOffset,
                            Records = SharedBytes.Empty,
                            CurrentLeader = new FetchResponse.LeaderIdAndEpoch { LeaderId = roles.ToldLeaderId, LeaderEpoch = roles.Epoch },
                        },
                    ],
                },
            ],
        };
        if (roles.LeaderEndpoint is { } leader)
        {
            response.NodeEndpoints.Add(new FetchResponse.NodeEndpoint { NodeId = leader.NodeId, Host = leader.Endpoint.Host, Port = leader.Endpoint.Port });
        }

        return response;
    }

    private sealed record ParkedFetch(
        FetchRequest.FetchPartition Partition, ReplicaKey Replica, int MaxBytes, long DeadlineMs, Action<FetchResponse> Answer)
    {
        public CancellationToken ReaderGone { get; init; }

        /// <summary>True until the fetch has been counted as the replica's progress.</summary>
        public bool IsNew { get; set; } = true;
    }
}
