using MiniKafka.Metadata.Control;
using MiniKafka.Model;
using MiniKafka.Protocol.Persisted;
using MiniKafka.Quorum.Controllers;
using MiniKafka.Quorum.Log;
using MiniKafka.Storage.Files;
using StrictReplay;

namespace MiniKafka.Tests.Quorum.Controllers;

public sealed class ActiveControllerTests
{
    private readonly MemoryFileSystem _files = new(new ManualTime());

    [Fact]
    public void Empty_log_begins_with_voters_features_and_defaults_in_one_transaction() => TestController.Run(_files, node =>
    {
        var records = node.Quorum.Log.Read(0, int.MaxValue);
        var batches = MetadataBatch.ReadAll(records.ToContiguous()).ToList();
        Assert.Equal(
            [QuorumControlType.LeaderChange, QuorumControlType.KRaftVersion, QuorumControlType.KRaftVoters],
            batches[0].Entries.Select(entry => entry.Control!.Value));
        var bootstrap = batches[1].Entries.Select(entry => MetadataRecordSerde.Decode(entry.Value).Record).ToList();
        Assert.IsType<BeginTransactionRecord>(bootstrap[0]);
        Assert.Equal("metadata.version", Assert.IsType<FeatureLevelRecord>(bootstrap[1]).Name);
        Assert.IsType<EndTransactionRecord>(bootstrap[^1]);
        Assert.Equal(2, batches.Count);
        Assert.Equal(30, node.Committed.Image.FeatureLevel("metadata.version"));
        return Task.CompletedTask;
    });

    [Fact]
    public void Restart_of_a_cluster_writes_no_features_again()
    {
        TestController.Run(_files, _ => Task.CompletedTask);
        TestController.Run(_files, node =>
        {
            var batches = MetadataBatch.ReadAll(node.Quorum.Log.Read(0, int.MaxValue).ToContiguous()).ToList();
            Assert.Single(batches, batch => !batch.IsControl);
            return Task.CompletedTask;
        });
    }

    [Fact]
    public void Answer_comes_after_the_records_are_in_the_committed_image() => TestController.Run(_files, async node =>
    {
        await node.BringUpAsync(1);
        var created = await node.Controller.ExecuteAsync((controller, image) =>
            controller.Topics.Create(image, [new NewTopic("orders", 3, 1)], validateOnly: false));
        Assert.Equal(ErrorCode.None, created.Topics[0].Outcome.Code);
        Assert.Equal(3, node.Committed.Image.Topics["orders"].Partitions.Count);
    });

    [Fact]
    public void Command_fails_when_the_leader_finds_while_it_appends_that_it_has_to_resign() => TestController.Run(
        _files,
        async node =>
        {
            while (!node.Controller.IsActive)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), MiniKafka.Runtime.EventLoop.CurrentLoop!.Clock);
                if (node.Quorum.IsLeader)
                {
                    var (epoch, log) = (node.Quorum.LeaderAndEpoch.Epoch, node.Quorum.Log);
                    _ = node.Quorum.HandleAsync(PureReplica.FetchRequest(2, log.EndOffset, log.LastEpoch, epoch));
                }
            }

            // Like one that stood still until it was too late: what is due is done when something is appended.
            node.Quorum.Replica.Resign();
            var refused = await Assert.ThrowsAsync<KafkaException>(() => node.Brokers.RegisterAsync(TestController.Registration(1)));
            Assert.Equal(ErrorCode.NotController, refused.Code);
            Assert.False(node.Controller.IsActive);
        },
        others: new GrantingChannel());

    [Fact]
    public void Broker_that_falls_silent_is_fenced_when_its_session_ends() => TestController.Run(_files, async node =>
    {
        await node.BringUpAsync(1);
        Assert.False(node.Committed.Image.Brokers[1].IsFenced);
        await Task.Delay(TimeSpan.FromSeconds(8), MiniKafka.Runtime.EventLoop.CurrentLoop!.Clock);
        Assert.False(node.Committed.Image.Brokers[1].IsFenced);
        await Task.Delay(TimeSpan.FromSeconds(2), MiniKafka.Runtime.EventLoop.CurrentLoop!.Clock);
        Assert.True(node.Committed.Image.Brokers[1].IsFenced);
    });

    [Fact]
    public void Broker_epoch_is_the_offset_of_its_registration() => TestController.Run(_files, async node =>
    {
        var next = node.Controller.NextOffset;
        Assert.Equal(next, await node.BringUpAsync(1));
    });

    [Fact]
    public void Node_that_does_not_lead_runs_no_commands() => TestController.Run(_files, async node =>
    {
        node.Quorum.Dispose();
        var failure = await Assert.ThrowsAsync<KafkaException>(() => node.Brokers.RegisterAsync(TestController.Registration(1)));
        Assert.Equal(ErrorCode.NotController, failure.Code);
    });

    [Fact]
    public void Snapshot_is_taken_when_enough_is_new_and_loads_into_the_same_image()
    {
        TestController.Run(
            _files,
            async node =>
            {
                await node.BringUpAsync(1);
                for (var i = 0; i < 20; i++)
                {
                    var name = $"topic-{i}";
                    await node.Controller.ExecuteAsync((controller, image) =>
                        controller.Topics.Create(image, [new NewTopic(name, 10, 1)], validateOnly: false));
                }

                Assert.True(node.Quorum.Log.Snapshots.Latest > OffsetAndEpoch.Bootstrap);
            },
            options => options with { SnapshotMaxNewRecordBytes = 8192 });
        TestController.Run(_files, node =>
        {
            Assert.Equal(20, node.Committed.Image.Topics.Count);
            Assert.All(node.Committed.Image.Topics.Values, topic => Assert.Equal(10, topic.Partitions.Count));
            Assert.False(node.Committed.Image.Brokers[1].IsFenced);
            return Task.CompletedTask;
        });
    }

    [Fact]
    public void A_log_with_a_record_under_a_broker_s_old_epoch_is_healed_by_one_snapshot_at_once()
    {
        TestController.Run(_files, judge: MetadataJudge.CheckLoaded, test: async node =>
        {
            var epoch = await node.BringUpAsync(1);
            var change = new BrokerRegistrationChangeRecord { BrokerId = 1, BrokerEpoch = epoch - 1, Fenced = 1 };
            await node.Quorum.AppendAsync([MetadataRecordSerde.Encode(change, 0)]);
            var healed = node.Committed.End;
            Assert.Equal(healed, node.Quorum.Log.Snapshots.Latest);
            Assert.True(node.Committed.Image.Brokers[1].IsFenced);

            await node.Brokers.RegisterAsync(TestController.Registration(2));
            Assert.Equal(healed, node.Quorum.Log.Snapshots.Latest);
        });
        Assert.Contains("is not the epoch", Assert.Throws<RefusedRecordException>(() => MetadataJudge.Check(_files, QuorumFixture.LogDirectory)).Message, StringComparison.Ordinal);
        TestController.Run(_files, judge: MetadataJudge.CheckLoaded, test: node =>
        {
            Assert.Equal(2, node.Quorum.Log.Snapshots.Ids.Count());
            Assert.True(node.Committed.Image.Brokers[1].IsFenced);
            return Task.CompletedTask;
        });
    }
}
