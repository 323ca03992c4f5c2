using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Quorum.Log;
using MiniKafka.Quorum.Roles;
using MiniKafka.Storage.Files;

namespace MiniKafka.Quorum.Consensus;

/// <summary>
/// The follower's side of replication: fetches from the leader, cuts its log back to where both agree when they do not,
/// and copies a snapshot when the leader's log no longer reaches back far enough. A fetch goes out only when everything
/// before its offset is on disk, because the leader takes it as a receipt. Owned by the node's loop.
/// </summary>
internal sealed class FollowerFetches(
    QuorumOptions options, RoleKeeper roles, LeaderNews news, RequestSlots slots, MetadataLog log, QuorumClock clock)
{
    /// <summary>Broken connections in a row after which the leader's node counts as gone.</summary>
    private const int BrokenConnectionsForLost = 2;

    /// <summary>Keeps one fetch under way to the leader. Returns when to look again.</summary>
    public long Poll(FollowerRole follower)
    {
        var leader = roles.NodeOf(follower.Leader);
        return follower.Download is { } download
            ? slots.SendWhenReady(leader, () => SnapshotRequest(download), response => TakeIn(follower, response), error => Failed(follower, error))
            : slots.SendWhenReady(leader, Request, response => TakeIn(follower, response), error => Failed(follower, error));
    }

    /// <summary>A node that knows no leader and may not vote asks any voter, which names the leader it knows.</summary>
    public long AskAnyVoter()
    {
        var next = long.MaxValue;
        foreach (var voter in roles.Voters.Voters)
        {
            if (voter.Id == roles.Local.Id)
            {
                continue;
            }

            var readyAt = slots.ReadyAtMs(voter.Id);
            if (readyAt <= clock.NowMs)
            {
                if (slots.IsAnyInFlight())
                {
                    // It has its turn once the voter that was asked has answered, or is late.
                    continue;
                }

                slots.Send(roles.NodeOf(voter.Id), Request(), response => LearnLeader(voter.Id, response));
                readyAt = slots.ReadyAtMs(voter.Id);
            }

            next = Math.Min(next, readyAt);
        }

        return next;
    }

    private void LearnLeader(int voterId, FetchResponse response)
    {
        slots.BackOff(voterId);
        if (response is { ErrorCode: ErrorCode.None, Responses: [{ Partitions: [{ CurrentLeader: { } leader }] }] })
        {
            news.TakeIn(leader.LeaderId, leader.LeaderEpoch);
        }
    }

    private FetchRequest Request() => new()
    {
        ClusterId = options.ClusterId,
        ReplicaState = new FetchRequest.ReplicaStateData { ReplicaId = roles.Local.Id },
        MaxWaitMs = clock.UntilNextMs(options.FetchMaxWaitMs),
        MaxBytes = options.FetchMaxBytes,
        Topics =
        [
            new FetchRequest.FetchTopic
            {
                Topic = MetadataTopic.Name,
                TopicId = MetadataTopic.Id,
                Partitions =
                [
                    new FetchRequest.FetchPartition
                    {
                        Partition = MetadataTopic.Partition,
                        CurrentLeaderEpoch = roles.Epoch,
                        FetchOffset = log.EndOffset,
                        LastFetchedEpoch = log.End.Epoch,
                        ReplicaDirectoryId = roles.Local.DirectoryId,
                        HighWatermark = log.HighWatermark ?? -1,
                    },
                ],
            },
        ],
    };

    private FetchSnapshotRequest SnapshotRequest(SnapshotFile download) => new()
    {
        ClusterId = options.ClusterId,
        ReplicaId = roles.Local.Id,
        MaxBytes = options.FetchMaxBytes,
        Topics =
        [
            new FetchSnapshotRequest.TopicSnapshot
            {
                Name = MetadataTopic.Name,
                Partitions =
                [
                    new FetchSnapshotRequest.PartitionSnapshot
                    {
                        Partition = MetadataTopic.Partition,
                        CurrentLeaderEpoch = roles.Epoch,
                        SnapshotId = new FetchSnapshotRequest.SnapshotId { EndOffset = download.Id.Offset, Epoch = download.Id.Epoch },
                        Position = download.Length,
                        ReplicaDirectoryId = roles.Local.DirectoryId,
                    },
                ],
            },
        ],
    };

    private void Failed(FollowerRole follower, ErrorCode error)
    {
        if (error != ErrorCode.NetworkException)
        {
            return;
        }

        follower.BrokenConnections++;
        if (follower.BrokenConnections >= BrokenConnectionsForLost)
        {
            follower.GiveUpAt(clock.NowMs + roles.StaggerMs());
        }
    }

    private void TakeIn(FollowerRole follower, FetchResponse response) => UnlessRefused(follower, () => TakeInWhole(follower, response));

    private void TakeIn(FollowerRole follower, FetchSnapshotResponse response) => UnlessRefused(follower, () => TakeInWhole(follower, response));

    /// <summary>Where the medium refuses to take it in, the leader's answer counts as a sign of life only, and is asked for again later.</summary>
    private void UnlessRefused(FollowerRole follower, Action takeIn)
    {
        try
        {
            takeIn();
        }
        catch (RefusedException)
        {
            slots.BackOff(follower.Leader);
            follower.Fetched(roles.FetchDeadlineMs());
        }
    }

    private void TakeInWhole(FollowerRole follower, FetchResponse response)
    {
        if (response.ErrorCode != ErrorCode.None || response.Responses is not [{ Partitions: [var answer] }])
        {
            slots.BackOff(follower.Leader);
            return;
        }

        var leader = answer.CurrentLeader ?? new FetchResponse.LeaderIdAndEpoch { LeaderId = follower.Leader, LeaderEpoch = follower.Epoch };
        if (news.IsAllOf(answer.ErrorCode, leader.LeaderId, leader.LeaderEpoch))
        {
            // Somebody who no longer leads an epoch that nobody else leads yet: asking again at once would not help.
            slots.BackOff(follower.Leader);
            return;
        }

        if (answer.ErrorCode != ErrorCode.None)
        {
            slots.BackOff(follower.Leader);
            return;
        }

        if (answer.DivergingEpoch is { Epoch: >= 0 } diverging)
        {
            log.TruncateToAgreement(new OffsetAndEpoch(diverging.EndOffset, diverging.Epoch));
        }
        else if (answer.SnapshotId is { Epoch: >= 0, EndOffset: >= 0 } snapshot)
        {
            var id = new OffsetAndEpoch(snapshot.EndOffset, snapshot.Epoch);
            follower.Download = log.Snapshots.BeginUnlessThere(id);
            if (follower.Download is null)
            {
                // It is there, but somebody else keeps the log before it from being dropped.
                log.TakeUp(id);
                slots.BackOff(follower.Leader);
            }
        }
        else
        {
            Append(answer);
        }

        follower.Fetched(roles.FetchDeadlineMs());
    }

    private void Append(FetchResponse.PartitionData answer)
    {
        if (answer.Records is { IsEmpty: false } records)
        {
            try
            {
                log.AppendAsFollower(records);
            }
            finally
            {
                // Where there is no room for all of it, the next fetch is a receipt for what there was room for.
                log.Flush();
            }
        }

        if (answer.HighWatermark >= 0)
        {
            log.RaiseHighWatermark(Math.Min(answer.HighWatermark, log.EndOffset));
        }
    }

    private void TakeInWhole(FollowerRole follower, FetchSnapshotResponse response)
    {
        if (response.ErrorCode != ErrorCode.None || response.Topics is not [{ Partitions: [var answer] }])
        {
            slots.BackOff(follower.Leader);
            return;
        }

        var leader = answer.CurrentLeader ?? new FetchSnapshotResponse.LeaderIdAndEpoch { LeaderId = follower.Leader, LeaderEpoch = follower.Epoch };
        if (news.IsAllOf(answer.ErrorCode, leader.LeaderId, leader.LeaderEpoch))
        {
            slots.BackOff(follower.Leader);
            return;
        }

        var download = follower.Download;
        var id = new OffsetAndEpoch(answer.SnapshotId.EndOffset, answer.SnapshotId.Epoch);
        if (answer.ErrorCode != ErrorCode.None || download is null || download.Id != id || download.Length != answer.Position)
        {
            // The snapshot is gone or another one: the next fetch names the one to take.
            download?.Abandon();
            follower.Download = null;
            slots.BackOff(follower.Leader);
            return;
        }

        download.Append(answer.UnalignedRecords);
        if (download.Length >= answer.Size)
        {
            follower.Download = null;
            log.Install(download);
        }

        follower.Fetched(roles.FetchDeadlineMs());
    }
}
