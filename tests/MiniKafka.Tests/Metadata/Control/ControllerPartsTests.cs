using MiniKafka.Configuration.Changes;
using MiniKafka.Metadata;
using MiniKafka.Metadata.Control;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;
using MiniKafka.Protocol.Persisted;

namespace MiniKafka.Tests.Metadata.Control;

/// <summary>Each part of the controller by itself, on an image made by hand.</summary>
public sealed class ControllerPartsTests
{
    [Fact]
    public void Topics_are_made_with_what_the_configuration_says_of_all()
    {
        var image = TestImage.Of(3);
        var topics = new TopicControl(TestImage.Defaults("num.partitions=2\ndefault.replication.factor=3"), new Random(1), ignoresCase: true);
        var made = topics.Create(image, [new NewTopic("orders", -1, -1)], validateOnly: false);
        Assert.Equal((2, 3), (made.Response.Topics[0].PartitionCount, made.Response.Topics[0].ReplicationFactor));
        image = TestImage.After(image, made.Records);
        Assert.All(image.Topics["orders"].Partitions.Values, partition => Assert.Equal(partition.Replicas[0], partition.Leader));
        Assert.Equal(ErrorCode.InvalidTopicException, topics.Create(image, [new NewTopic("Orders", -1, -1)], validateOnly: false).Response.Topics[0].Outcome.Code);
    }

    [Fact]
    public void A_topic_is_deleted_under_its_name_or_its_id_but_not_under_both()
    {
        var image = TestImage.Of(1, [1]);
        var deletions = new DeletionControl(TestImage.Defaults());
        Assert.IsType<RemoveTopicRecord>(Assert.Single(deletions.Delete(image, [new TopicSelector(null, TestImage.TopicId)]).Records));
        Assert.Empty(deletions.Delete(image, [new TopicSelector("t", TestImage.TopicId)]).Records);
        Assert.Equal(
            ErrorCode.TopicDeletionDisabled,
            new DeletionControl(TestImage.Defaults("delete.topic.enable=false")).Delete(image, [new TopicSelector("t", Uuid.Zero)]).Response[0].Outcome.Code);
    }

    [Fact]
    public void A_topic_gains_partitions_with_as_many_replicas_and_loses_none()
    {
        var image = TestImage.Of(3, [1, 2]);
        var partitions = new PartitionControl(new Random(1));
        var after = TestImage.After(image, partitions.Create(image, [new NewPartitions("t", 3, null)], validateOnly: false).Records);
        Assert.Equal([2, 2, 2], after.Topics["t"].Partitions.Values.Select(partition => partition.Replicas.Length));
        Assert.Equal(ErrorCode.InvalidPartitions, partitions.Create(after, [new NewPartitions("t", 1, null)], validateOnly: false).Response[0].Outcome.Code);
    }

    [Fact]
    public void A_reassignment_adds_the_new_replicas_to_the_old_ones_first()
    {
        var image = TestImage.Of(3, [1, 2]);
        var reassignments = new ReassignmentControl(TestImage.Changes());
        var started = reassignments.Alter(image, [new Reassignment("t", 0, [2, 3])], allowReplicationFactorChange: false);
        image = TestImage.After(image, started.Records);
        var moving = Assert.Single(ReassignmentControl.UnderWay(image, "t", null));
        Assert.Equal<int>([2, 3, 1], moving.Replicas);
        Assert.Equal<int>([3], moving.AddingReplicas);
        Assert.Equal<int>([1], moving.RemovingReplicas);
    }

    [Fact]
    public void Elections_bring_leadership_back_to_the_preferred_replica()
    {
        var image = TestImage.Of(2, [1, 2]);
        image = TestImage.After(image, [new PartitionChangeRecord { PartitionId = 0, TopicId = TestImage.TopicId, Leader = 2 }]);
        var elections = new ElectionControl(TestImage.Changes());
        Assert.Equal(1, TestImage.After(image, elections.Balance(image, imbalancePercentage: 10).Records).Partition("t", 0)!.Leader);
        Assert.Equal(1, TestImage.After(image, elections.Elect(image, 0, null).Records).Partition("t", 0)!.Leader);
        Assert.Equal(0, elections.FindMissing(image).Response);
    }

    [Fact]
    public void A_leader_changes_its_in_sync_replicas_under_its_present_epochs_only()
    {
        var image = TestImage.Of(2, [1, 2]);
        var inSync = new InSyncReplicaControl(TestImage.Changes());
        Assert.Equal<int>([1], Alter(partitionEpoch: 0).Partition!.Isr);
        Assert.Equal(ErrorCode.NotController, Alter(partitionEpoch: 1).Code);
        Assert.Equal(ErrorCode.StaleBrokerEpoch, inSync.Alter(image, 1, brokerEpoch: 10, []).Response.Outcome.Code);

        IsrDecision Alter(int partitionEpoch) => inSync.Alter(image, 1, 11, [new IsrProposal(TestImage.TopicId, 0, 0, partitionEpoch, [new IsrMember(1)])]).Response.Decisions[0];
    }

    [Fact]
    public void A_replica_that_turns_up_in_a_directory_that_failed_leads_no_more()
    {
        var image = TestImage.Of(2, [1, 2]);
        var directories = new DirectoryControl(TestImage.Changes());
        var failed = new Uuid(8, 8);
        image = TestImage.After(image, directories.Assign(image, 1, 11, [(TestImage.TopicId, 0, failed)]).Records);
        Assert.Equal(failed, image.Partition("t", 0)!.DirectoryOf(1));
        Assert.Equal(2, image.Partition("t", 0)!.Leader);
        Assert.Equal<int>([2], image.Partition("t", 0)!.Isr);
    }

    [Fact]
    public void A_broker_is_registered_under_the_next_offset_and_taken_out_with_what_it_leads()
    {
        var image = TestImage.Of(2, [1, 2]);
        var registrations = new RegistrationControl(TestImage.Changes());
        var joined = registrations.Register(image, new BrokerRegistrationRequest(TestImage.Broker(3), "cluster"), "cluster", nextOffset: 50, hasLiveSession: false);
        Assert.Equal(50, TestImage.After(image, joined.Records).Brokers[3].Epoch);
        image = TestImage.After(image, registrations.Unregister(image, 1).Records);
        Assert.Equal([2], image.Brokers.Keys);
        Assert.Equal(2, image.Partition("t", 0)!.Leader);
    }

    [Fact]
    public void A_broker_that_wants_to_stop_hands_over_first_and_is_let_go_then()
    {
        var image = TestImage.Of(2, [1, 2]);
        var liveness = new LivenessControl(TestImage.Changes());
        var handsOver = liveness.Heartbeat(image, new BrokerHeartbeat(1, 11, 100, WantsFence: false, WantsShutDown: true));
        Assert.False(handsOver.Response.ShouldShutDown);
        image = TestImage.After(image, handsOver.Records);
        Assert.Equal(2, image.Partition("t", 0)!.Leader);
        Assert.False(liveness.Heartbeat(image, new BrokerHeartbeat(1, 11, 100, false, true), areOthersCaughtUp: false).Response.ShouldShutDown);
        Assert.True(liveness.Heartbeat(image, new BrokerHeartbeat(1, 11, 100, false, true), areOthersCaughtUp: true).Response.ShouldShutDown);
        Assert.Empty(liveness.Fence(TestImage.After(image, liveness.Fence(image, 1).Records), 1).Records);
    }

    [Fact]
    public void Configurations_are_replaced_or_changed_key_by_key()
    {
        var topic = new ConfigResource(ConfigResourceType.Topic, "t");
        var image = TestImage.Of(1, [1]);
        var configs = new ConfigControl(TestImage.Defaults());
        Alter(replaces: false, "retention.ms", "1000");
        Alter(replaces: false, "segment.bytes", "2000000");
        Assert.Equal(["retention.ms", "segment.bytes"], image.ConfigsOf(topic.Type, topic.Name).Keys);
        Alter(replaces: true, "retention.ms", "2000");
        Assert.Equal("2000", Assert.Single(image.ConfigsOf(topic.Type, topic.Name)).Value);

        void Alter(bool replaces, string key, string value) => image = TestImage.After(
            image, configs.Alter(image, [new ConfigAlteration(topic, [new ConfigChange(key, ConfigOperation.Set, value)]) { Replaces = replaces }], validateOnly: false).Records);
    }

    [Fact]
    public void A_feature_is_raised_to_a_level_that_every_broker_supports()
    {
        var image = TestImage.Of(1);
        var features = new FeatureControl(TestImage.Defaults());
        image = TestImage.After(image, features.Update(image, 1, 1, [new FeatureUpdate(ClusterFeatures.EligibleLeaderReplicas, 1, 1)], validateOnly: false).Records);
        Assert.Equal(1, image.FeatureLevel(ClusterFeatures.EligibleLeaderReplicas));
        Assert.Equal("1", image.ConfigsOf(ConfigResourceType.Broker, "")["min.insync.replicas"]);
        image = TestImage.After(image, [(TestImage.Broker(2) with { Epoch = 12, Features = image.Brokers[1].Features.Remove(ClusterFeatures.Group) }).ToRecord()]);
        Assert.Equal(ErrorCode.InvalidUpdateVersion, features.Update(image, 1, 1, [new FeatureUpdate(ClusterFeatures.Group, 1, 1)], validateOnly: false).Response.Code);
    }

    [Fact]
    public void Producer_ids_quotas_and_credentials_need_nothing_but_the_image()
    {
        var image = TestImage.Of(1);
        var ids = ProducerIdControl.Allocate(image, 1, 11);
        image = TestImage.After(image, ids.Records);
        Assert.Equal(ids.Response.FirstProducerId + ids.Response.Count, ProducerIdControl.Allocate(image, 1, 11).Response.FirstProducerId);

        var user = new QuotaEntity([KeyValuePair.Create("user", (string?)"u")]);
        image = TestImage.After(image, QuotaControl.Alter(image, [new QuotaAlteration(user, [new QuotaChange("producer_byte_rate", 5)])], validateOnly: false).Records);
        Assert.Equal(5, image.Quotas.Single().Value.Single().Value);

        image = TestImage.After(image, ScramControl.Alter(image, [], [new ScramUpsertion("u", 1, 4096, [1], new byte[32])]).Records);
        Assert.Equal(ErrorCode.None, ScramControl.Alter(image, [new ScramDeletion("u", 1)], []).Response[0].Outcome.Code);
        Assert.Equal(ErrorCode.ResourceNotFound, ScramControl.Alter(image, [new ScramDeletion("u", 2)], []).Response[0].Outcome.Code);
    }
}
