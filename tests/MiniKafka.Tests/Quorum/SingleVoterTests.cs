using MiniKafka.Model;
using MiniKafka.Quorum;
using MiniKafka.Quorum.Log;
using MiniKafka.Runtime.Simulation;
using MiniKafka.Storage.Files;

namespace MiniKafka.Tests.Quorum;

public sealed class SingleVoterTests
{
    private readonly MemoryFileSystem _files = new(new ManualTime());

    [Fact]
    public void Start_makes_a_single_voter_the_leader_at_once() => Run(node =>
    {
        Assert.True(node.Quorum.IsLeader);
        Assert.Equal([new LeaderAndEpoch(1, 1)], node.Listener.Leaders);
        return Task.CompletedTask;
    });

    [Fact]
    public void A_quorum_that_was_not_started_yet_knows_its_epoch_and_nobody_in_it()
    {
        Run(node => node.Quorum.AppendAsync(QuorumFixture.Records("a")));
        var host = new SimulatedLoopHost(1);
        host.Run(() =>
        {
            var quorum = TestNode.Open(host, 1, _files, new NoChannel(), QuorumFixture.Voters(1)).Quorum;
            Assert.Equal((false, new LeaderAndEpoch(null, 1)), (quorum.IsLeader, quorum.LeaderAndEpoch));
            quorum.Resign();
            quorum.Dispose();
            return Task.CompletedTask;
        });
    }

    [Fact]
    public void Append_is_committed_and_applied_before_it_completes() => Run(async node =>
    {
        var append = node.Quorum.AppendAsync(QuorumFixture.Records("a", "b"));
        Assert.Equal(["a", "b"], node.Listener.Applied);
        Assert.Equal(node.Quorum.HighWatermark - 1, await append);
    });

    [Fact]
    public void A_fetch_whose_reader_is_gone_waits_no_longer() => Run(async node =>
    {
        using var connection = new CancellationTokenSource();
        var request = PureReplica.FetchRequest(2, node.Quorum.Log.EndOffset, node.Quorum.Log.LastEpoch, node.Quorum.LeaderAndEpoch.Epoch);
        request.MaxWaitMs = int.MaxValue;
        request.Topics[0].Partitions[0].HighWatermark = node.Quorum.HighWatermark!.Value;
        var fetching = node.Quorum.HandleAsync(request, connection.Token);
        Assert.False(fetching.IsCompleted);
        connection.Cancel();
        Assert.Equal(ErrorCode.NetworkException, (await fetching).Responses[0].Partitions[0].ErrorCode);
    });

    [Fact]
    public void Restart_applies_everything_again_and_leads_a_newer_epoch()
    {
        Run(async node =>
        {
            await node.Quorum.AppendAsync(QuorumFixture.Records("a"));
            await node.Quorum.AppendAsync(QuorumFixture.Records("b"));
        });
        Run(node =>
        {
            Assert.Equal(["a", "b"], node.Listener.Applied);
            Assert.Equal(3, node.Quorum.LeaderAndEpoch.Epoch);
            return Task.CompletedTask;
        });
    }

    [Fact]
    public void Listener_may_append_while_it_hears_of_its_leadership()
    {
        Task<long>? bootstrap = null;
        var host = new SimulatedLoopHost(1);
        host.Run(async () =>
        {
            var node = TestNode.Open(host, 1, _files, new NoChannel(), QuorumFixture.Voters(1));
            node.Listener.OnLeader = _ => bootstrap ??= node.Quorum.AppendAsync(QuorumFixture.Records("bootstrap"));
            node.Start();
            await bootstrap!;
            Assert.Equal(["bootstrap"], node.Listener.Applied);
        });
    }

    [Fact]
    public void Append_without_leadership_fails_with_not_controller() => Run(async node =>
    {
        node.Quorum.Dispose();
        var failure = await Assert.ThrowsAsync<KafkaException>(() => node.Quorum.AppendAsync(QuorumFixture.Records("a")));
        Assert.Equal(ErrorCode.NotController, failure.Code);
    });

    [Fact]
    public void Restart_begins_with_the_newest_snapshot()
    {
        Run(async node =>
        {
            await node.Quorum.AppendAsync(QuorumFixture.Records("a", "b"));
            node.Quorum.TakeSnapshot(node.Listener.End, node.Listener.Timestamp, [QuorumFixture.Records("a+b")]);
            await node.Quorum.AppendAsync(QuorumFixture.Records("c"));
        });
        Run(node =>
        {
            Assert.Equal(1, node.Listener.SnapshotsLoaded);
            Assert.Equal(["a+b", "c"], node.Listener.Applied);
            return Task.CompletedTask;
        });
    }

    [Fact]
    public void Fresh_directory_is_laid_out_as_Kafka_formats_it() => Run(node =>
    {
        var directory = Path.Combine(QuorumFixture.LogDirectory, "__cluster_metadata-0");
        var names = _files.ListFiles(directory).Select(file => file.Name).ToList();
        Assert.Contains("00000000000000000000-0000000000.checkpoint", names);
        Assert.Contains("00000000000000000000.log", names);
        Assert.Contains("partition.metadata", names);
        Assert.Equal(
            """{"leaderId":1,"leaderEpoch":1,"votedId":-1,"votedDirectoryId":"AAAAAAAAAAAAAAAAAAAAAA","data_version":1}""",
            System.Text.Encoding.UTF8.GetString(_files.ReadAllBytes(Path.Combine(directory, "quorum-state"))));
        var snapshot = MetadataSnapshot.Read(default, _files.ReadAllBytes(Path.Combine(directory, "00000000000000000000-0000000000.checkpoint")));
        Assert.Equal(QuorumFixture.Voters(1), snapshot.Voters);
        return Task.CompletedTask;
    });

    private void Run(Func<TestNode, Task> test)
    {
        var host = new SimulatedLoopHost(1);
        host.Run(async () =>
        {
            var node = TestNode.Open(host, 1, _files, new NoChannel(), QuorumFixture.Voters(1)).Start();
            await test(node);
            node.Quorum.Dispose();
        });
    }
}
