using Disks;
using MiniKafka.Protocol.Messages;
using MiniKafka.Quorum;
using MiniKafka.Quorum.Consensus;
using MiniKafka.Quorum.Log;
using MiniKafka.Runtime.Buffers;
using MiniKafka.Storage.Files;

namespace MiniKafka.Tests.Quorum;

/// <summary>A follower that copies snapshots from its leader.</summary>
public sealed class CopiedSnapshotTests
{
    private const int Leader = 2;
    private const int Epoch = 1;

    private readonly FaultyDisk _disk = new();
    private readonly List<Func<bool>> _held = [];

    [Fact]
    public void A_snapshot_that_came_while_another_waited_for_a_held_log_is_taken_up_in_the_end()
    {
        var follower = new PureReplica(1, voters: 3, _disk);
        _disk.Clock = follower.Time;
        follower.Log.Held += (_, work) => _held.Add(work);
        follower.TellOfLeader(Leader, Epoch);
        var fetch = Next(follower, follower.Answer(Next(follower, []), Records()));
        var end = follower.Log.EndOffset;
        Assert.True(end > 0);
        _disk.Hold(Path.Combine(QuorumFixture.LogDirectory, "__cluster_metadata-0", "00000000000000000000.log"), Timeout.InfiniteTimeSpan);
        fetch = Copy(follower, fetch, new OffsetAndEpoch(10, Epoch));
        fetch = Copy(follower, fetch, new OffsetAndEpoch(20, Epoch));
        Assert.Equal(end, follower.Log.EndOffset);

        _disk.Held.LetGo();
        Assert.All(_held, work => Assert.True(work()));
        Assert.Equal(10, follower.Log.EndOffset);
        follower.Answer(fetch, Named(new OffsetAndEpoch(20, Epoch)));
        Assert.Equal((20, 20), (follower.Log.EndOffset, follower.Log.HighWatermark!.Value));
    }

    [Fact]
    public void A_snapshot_of_the_followers_own_ends_the_copying_of_another_which_begins_anew()
    {
        var follower = new PureReplica(1, voters: 3, _disk);
        _disk.Clock = follower.Time;
        follower.TellOfLeader(Leader, Epoch);
        var fetch = Next(follower, follower.Answer(Next(follower, []), Records()));
        var asked = Next(follower, follower.Answer(fetch, Named(new OffsetAndEpoch(10, Epoch))));
        Assert.IsType<FetchSnapshotRequest>(asked.Message);

        Write(follower, follower.Log.End);
        fetch = Next(follower, follower.Answer(asked, Whole(new OffsetAndEpoch(10, Epoch))));
        Assert.IsType<FetchRequest>(fetch.Message);
        Copy(follower, fetch, new OffsetAndEpoch(10, Epoch));
        Assert.Equal((10, 10), (follower.Log.EndOffset, follower.Log.HighWatermark!.Value));
    }

    /// <summary>The leader names a snapshot, and the follower copies it; tells what the follower asks next.</summary>
    private static OutgoingRequest Copy(PureReplica follower, OutgoingRequest fetch, OffsetAndEpoch snapshot)
    {
        var asked = Next(follower, follower.Answer(fetch, Named(snapshot)));
        var next = Next(follower, follower.Answer(asked, Whole(snapshot)));
        Assert.Equal(snapshot, follower.Log.Snapshots.Latest);
        return next;
    }

    /// <summary>What the follower asks next, at once or after a while.</summary>
    private static OutgoingRequest Next(PureReplica follower, List<OutgoingRequest> sent) => Assert.Single(sent.Count > 0 ? sent : follower.After(200));

    private static FetchResponse Records()
    {
        var leader = new PureReplica(Leader, voters: 3);
        leader.Win();
        leader.Replica.Append(QuorumFixture.Records("a"));
        return Answer(new() { Records = leader.Log.Read(0, maxBytes: 1000) });
    }

    private static FetchResponse Named(OffsetAndEpoch snapshot) => Answer(new() { SnapshotId = new() { EndOffset = snapshot.Offset, Epoch = snapshot.Epoch } });

    private static FetchResponse Answer(FetchResponse.PartitionData partition)
    {
        partition.CurrentLeader = new() { LeaderId = Leader, LeaderEpoch = Epoch };
        return new FetchResponse { Responses = [new() { TopicId = MetadataTopic.Id, Partitions = [partition] }] };
    }

    private static void Write(PureReplica replica, OffsetAndEpoch snapshot)
    {
        var file = replica.Log.Snapshots.BeginUnlessThere(snapshot)!;
        MetadataSnapshot.Write(file, new SnapshotHeader(0, 0, replica.Log.Voters, replica.Log.KRaftVersion), [QuorumFixture.Records("a")]);
        replica.Log.Snapshots.Freeze(file);
    }

    private static FetchSnapshotResponse Whole(OffsetAndEpoch snapshot)
    {
        var files = new MemoryFileSystem(new ManualTime());
        Write(new PureReplica(Leader, voters: 3, files), snapshot);
        var bytes = files.ReadAllBytes(Path.Combine(QuorumFixture.LogDirectory, "__cluster_metadata-0", SnapshotNames.Complete(snapshot)));
        return new FetchSnapshotResponse
        {
            Topics =
            [
                new()
                {
                    Name = MetadataTopic.Name,
                    Partitions =
                    [
                        new()
                        {
                            SnapshotId = new() { EndOffset = snapshot.Offset, Epoch = snapshot.Epoch },
                            CurrentLeader = new() { LeaderId = Leader, LeaderEpoch = Epoch },
                            Size = bytes.Length,
                            UnalignedRecords = new SharedBytes(bytes),
                        },
                    ],
                },
            ],
        };
    }
}
