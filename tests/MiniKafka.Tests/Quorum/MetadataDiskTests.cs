using Disks;
using MiniKafka.Metadata.Control;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Quorum;
using MiniKafka.Quorum.Consensus;
using MiniKafka.Quorum.Roles;
using MiniKafka.Records;
using MiniKafka.Runtime.Buffers;
using MiniKafka.Runtime.Simulation;
using MiniKafka.Tests.Quorum.Controllers;

namespace MiniKafka.Tests.Quorum;

/// <summary>
/// The metadata log on a disk that is full, which refuses what needs room and nothing else, and on one that fails, which ends the log's
/// service before anything can be built upon what may be lost.
/// </summary>
public sealed class MetadataDiskTests
{
    private readonly FaultyDisk _disk = new();

    [Fact]
    public void A_record_without_room_is_refused_the_leader_stays_and_everything_acknowledged_is_there_after_a_crash()
    {
        RunNode(async node =>
        {
            await node.Quorum.AppendAsync(QuorumFixture.Records("a"));
            _disk.IsFull = true;
            for (var i = 0; i < 3; i++)
            {
                var refused = await Assert.ThrowsAsync<KafkaException>(() => node.Quorum.AppendAsync(QuorumFixture.Records("none")));
                Assert.Equal(ErrorCode.KafkaStorageError, refused.Code);
                Assert.Contains("no room", refused.Message, StringComparison.Ordinal);
            }

            Assert.True(node.Quorum.IsLeader);
            _disk.IsFull = false;
            await node.Quorum.AppendAsync(QuorumFixture.Records("b"));
            Assert.Equal(["a", "b"], node.Listener.Applied);
        });
        _disk.Crash(new Random(1));
        RunNode(node =>
        {
            Assert.Equal(["a", "b"], node.Listener.Applied);
            return Task.CompletedTask;
        });
    }

    [Fact]
    public void A_snapshot_without_room_is_left_out_and_the_next_one_taken() => RunNode(async node =>
    {
        await node.Quorum.AppendAsync(QuorumFixture.Records("a"));
        var before = node.Quorum.Log.Snapshots.Latest;
        _disk.IsFull = true;
        node.Quorum.TakeSnapshot(node.Listener.End, node.Listener.Timestamp, [QuorumFixture.Records("a")]);
        Assert.Equal(before, node.Quorum.Log.Snapshots.Latest);
        _disk.IsFull = false;
        node.Quorum.TakeSnapshot(node.Listener.End, node.Listener.Timestamp, [QuorumFixture.Records("a")]);
        Assert.Equal(node.Listener.End, node.Quorum.Log.Snapshots.Latest);
    });

    [Fact]
    public void After_a_failed_flush_nothing_is_appended_any_more_and_everything_acknowledged_is_there_after_a_crash()
    {
        RunNode(async node =>
        {
            var failures = new List<IOException>();
            node.Quorum.Log.Failed += failures.Add;
            await node.Quorum.AppendAsync(QuorumFixture.Records("a"));
            var end = node.Quorum.Log.EndOffset;

            // The record is written, and the flush behind it fails.
            _disk.CallsLeft = 1;
            await Assert.ThrowsAsync<IOException>(() => node.Quorum.AppendAsync(QuorumFixture.Records("unsure")));
            Assert.Equal(end + 1, node.Quorum.Log.EndOffset);
            _disk.CallsLeft = null;
            await Assert.ThrowsAsync<IOException>(() => node.Quorum.AppendAsync(QuorumFixture.Records("late")));
            Assert.Single(failures);
            Assert.Equal(["a"], node.Listener.Applied);
        });
        _disk.Crash(new Random(1));
        RunNode(node =>
        {
            Assert.Equal("a", node.Listener.Applied[0]);
            Assert.DoesNotContain("late", node.Listener.Applied);
            return Task.CompletedTask;
        });
    }

    [Fact]
    public void A_change_of_the_voters_that_the_disk_refuses_is_answered_with_an_error_and_can_be_made_again() => RunNode(async node =>
    {
        _disk.IsFull = true;
        Assert.Equal(ErrorCode.KafkaStorageError, await MoveAsync());
        _disk.IsFull = false;
        Assert.Equal(ErrorCode.None, await MoveAsync());
        Assert.Equal(9999, node.Quorum.Voters.Find(1)!.Endpoints[0].Port);

        async Task<ErrorCode> MoveAsync() => (await node.Quorum.HandleAsync(new UpdateRaftVoterRequest
        {
            ClusterId = QuorumFixture.ClusterId,
            CurrentLeaderEpoch = node.Quorum.LeaderAndEpoch.Epoch,
            VoterId = 1,
            VoterDirectoryId = QuorumFixture.Key(1).DirectoryId,
            KRaftVersionFeature = new() { MaxSupportedVersion = 1 },
            Listeners = [new() { Name = "CONTROLLER", Host = "127.0.0.1", Port = 9999 }],
        })).ErrorCode;
    });

    [Fact]
    public void A_command_without_room_changes_nothing_and_can_be_given_again()
    {
        TestController.Run(_disk, async node =>
        {
            await node.BringUpAsync(1);
            _disk.IsFull = true;
            var refused = await Assert.ThrowsAsync<KafkaException>(() => CreateAsync(node));
            Assert.Equal(ErrorCode.KafkaStorageError, refused.Code);
            Assert.Empty(node.Controller.Image.Topics);
            _disk.IsFull = false;
            Assert.Equal(ErrorCode.None, (await CreateAsync(node)).Topics[0].Outcome.Code);
        });
        TestController.Run(_disk, node =>
        {
            Assert.Equal(["orders"], node.Committed.Image.Topics.Keys);
            return Task.CompletedTask;
        });

        static Task<CreatedTopics> CreateAsync(TestController node) =>
            node.Controller.ExecuteAsync((controller, image) => controller.Topics.Create(image, [new NewTopic("orders", 1, 1)], validateOnly: false));
    }

    [Fact]
    public void A_silent_broker_for_whose_fence_there_was_no_room_is_fenced_once_there_is_some() => TestController.Run(_disk, async node =>
    {
        var clock = MiniKafka.Runtime.EventLoop.CurrentLoop!.Clock;
        await node.BringUpAsync(1);
        _disk.IsFull = true;
        await Task.Delay(TimeSpan.FromSeconds(15), clock);
        Assert.False(node.Committed.Image.Brokers[1].IsFenced);
        _disk.IsFull = false;
        await Task.Delay(TimeSpan.FromSeconds(15), clock);
        Assert.True(node.Committed.Image.Brokers[1].IsFenced);
    });

    [Fact]
    public void A_follower_without_room_stays_a_follower_and_catches_up()
    {
        var follower = new PureReplica(2, voters: 3, _disk);
        follower.TellOfLeader(1, epoch: 1);
        var before = follower.Log.EndOffset;
        _disk.IsFull = true;
        Feed(follower, before);
        Assert.Equal(before, follower.Log.EndOffset);
        Assert.IsType<FollowerRole>(follower.Replica.Roles.Role);
        _disk.IsFull = false;
        Feed(follower, before);
        Assert.Equal(before + 1, follower.Log.EndOffset);
    }

    /// <summary>Answers the follower's next fetch with the record that its log lacks.</summary>
    private static void Feed(PureReplica follower, long offset)
    {
        var builder = new RecordBatchBuilder { BaseOffset = offset, PartitionLeaderEpoch = 1 };
        builder.TryAppend(1_700_000_000_000, NullableBytes.Null, "record"u8);
        var records = builder.Build();
        OutgoingRequest? fetch = null;
        for (var waits = 0; fetch is null && waits < 10; waits++)
        {
            fetch = follower.After(100).FirstOrDefault(request => request.Message is FetchRequest);
        }

        follower.Answer(fetch!, new FetchResponse
        {
            Responses =
            [
                new FetchResponse.FetchableTopicResponse
                {
                    TopicId = MetadataTopic.Id,
                    Partitions = [new FetchResponse.PartitionData { HighWatermark = offset, Records = records }],
                },
            ],
        });
        records.Release();
    }

    private void RunNode(Func<TestNode, Task> test)
    {
        var host = new SimulatedLoopHost(1);
        host.Run(async () =>
        {
            var node = TestNode.Open(host, 1, _disk, new NoChannel(), QuorumFixture.Voters(1)).Start();
            await test(node);
            node.Quorum.Dispose();
        });
    }
}
