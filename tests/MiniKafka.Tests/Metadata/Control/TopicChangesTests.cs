using MiniKafka.Metadata.Control;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;

namespace MiniKafka.Tests.Metadata.Control;

public class TopicChangesTests
{
    [Fact]
    public void Deleting_takes_the_partitions_and_configs_along()
    {
        var cluster = new TestCluster(1);
        cluster.Create("t", configs: ("retention.ms", "5"));
        var id = cluster.Image.Topics["t"].Id;

        var deleted = Delete(cluster, new TopicSelector("t", Uuid.Zero));

        Assert.Equal(("t", id, ErrorCode.None), (deleted[0].Name, deleted[0].TopicId, deleted[0].Outcome.Code));
        Assert.Empty(cluster.Image.Topics);
        Assert.Empty(cluster.Image.TopicNames);
        Assert.Empty(cluster.Image.ConfigsOf(ConfigResourceType.Topic, "t"));
    }

    [Fact]
    public void Deleting_by_id_knows_only_ids_that_exist()
    {
        var cluster = new TestCluster(1);
        cluster.Create("t");
        var id = cluster.Image.Topics["t"].Id;
        var deleted = Delete(
            cluster, new TopicSelector(null, id), new TopicSelector(null, new Uuid(1, 1)), new TopicSelector(null, Uuid.Zero), new TopicSelector(null, Uuid.Zero));
        Assert.Equal([ErrorCode.None, ErrorCode.InvalidRequest, ErrorCode.InvalidRequest, ErrorCode.UnknownTopicId], deleted.Select(topic => topic.Outcome.Code).Order());
    }

    [Fact]
    public void A_topic_that_stands_twice_is_not_deleted()
    {
        var cluster = new TestCluster(1);
        cluster.Create("t");
        var id = cluster.Image.Topics["t"].Id;
        Assert.Equal(ErrorCode.InvalidRequest, Assert.Single(Delete(cluster, new TopicSelector("t", Uuid.Zero), new TopicSelector("t", Uuid.Zero))).Outcome.Code);
        Assert.Equal(ErrorCode.InvalidRequest, Assert.Single(Delete(cluster, new TopicSelector(null, id), new TopicSelector(null, id))).Outcome.Code);
        Assert.Equal(ErrorCode.InvalidRequest, Assert.Single(Delete(cluster, new TopicSelector("t", Uuid.Zero), new TopicSelector(null, id))).Outcome.Code);
        Assert.Equal(ErrorCode.InvalidRequest, Assert.Single(Delete(cluster, new TopicSelector("t", id))).Outcome.Code);
        Assert.NotEmpty(cluster.Image.Topics);
    }

    [Fact]
    public void What_stands_twice_spoils_no_other_way_to_name_the_topic()
    {
        var cluster = new TestCluster(1);
        cluster.Create("t");
        var id = cluster.Image.Topics["t"].Id;
        var byBoth = Delete(cluster, new TopicSelector("t", Uuid.Zero), new TopicSelector(null, id), new TopicSelector(null, id));
        Assert.Equal(["t", null], byBoth.Select(topic => topic.Name));
        Assert.All(byBoth, topic => Assert.Equal(ErrorCode.InvalidRequest, topic.Outcome.Code));
        var byId = Delete(cluster, new TopicSelector("t", Uuid.Zero), new TopicSelector("t", Uuid.Zero), new TopicSelector(null, id));
        Assert.Equal([ErrorCode.InvalidRequest, ErrorCode.None], byId.Select(topic => topic.Outcome.Code));
        Assert.Empty(cluster.Image.Topics);
    }

    [Fact]
    public void Deleting_can_be_switched_off()
    {
        var cluster = new TestCluster(1, "delete.topic.enable=false");
        cluster.Create("t");
        Assert.Equal(ErrorCode.TopicDeletionDisabled, Delete(cluster, new TopicSelector("t", Uuid.Zero))[0].Outcome.Code);
        Assert.NotEmpty(cluster.Image.Topics);
    }

    [Fact]
    public void A_topic_made_again_is_another_topic()
    {
        var cluster = new TestCluster(1);
        var first = cluster.Create("t", 2, configs: ("retention.ms", "5")).TopicId;
        Delete(cluster, new TopicSelector("t", Uuid.Zero));
        Assert.NotEqual(first, cluster.Create("t").TopicId);
        Assert.Single(cluster.Image.Topics["t"].Partitions);
    }

    [Theory]
    [InlineData(3, ErrorCode.InvalidPartitions)]
    [InlineData(2, ErrorCode.InvalidPartitions)]
    [InlineData(-1, ErrorCode.InvalidPartitions)]
    [InlineData(4, ErrorCode.None)]
    [InlineData(10_003, ErrorCode.None)]
    [InlineData(10_004, ErrorCode.PolicyViolation)]
    public void Partitions_only_grow_in_number(int count, ErrorCode code)
    {
        var cluster = new TestCluster(1);
        cluster.Create("t", 3);
        Assert.Equal(code, Grow(cluster, new NewPartitions("t", count, null)));
        Assert.Equal(code == ErrorCode.None ? count : 3, cluster.Image.Topics["t"].Partitions.Count);
    }

    [Fact]
    public void New_partitions_are_where_they_were_assigned()
    {
        var cluster = new TestCluster(3);
        cluster.Assigned("t", [1, 2]);
        Assert.Equal(ErrorCode.InvalidReplicaAssignment, Grow(cluster, new NewPartitions("t", 2, [])));
        Assert.Equal(ErrorCode.InvalidReplicaAssignment, Grow(cluster, new NewPartitions("t", 2, [[1]])));
        Assert.Equal(ErrorCode.InvalidReplicaAssignment, Grow(cluster, new NewPartitions("t", 2, [[1, 99]])));
        Assert.Equal(ErrorCode.InvalidReplicaAssignment, Grow(cluster, new NewPartitions("t", 2, [[1, 1]])));
        Assert.Equal(ErrorCode.None, Grow(cluster, new NewPartitions("t", 2, [[3, 2]])));
        Assert.Equal((int[])[3, 2], cluster.Partition("t", 1).Replicas);
    }

    [Fact]
    public void Unknown_topics_get_no_partitions() => Assert.Equal(ErrorCode.UnknownTopicOrPartition, Grow(new TestCluster(1), new NewPartitions("nope", 2, null)));

    private static IReadOnlyList<DeletedTopic> Delete(TestCluster cluster, params TopicSelector[] topics) => cluster.Do(cluster.Controller.Deletions.Delete(cluster.Image, topics));

    private static ErrorCode Grow(TestCluster cluster, NewPartitions topic) => cluster.Do(cluster.Controller.Partitions.Create(cluster.Image, [topic], false))[0].Outcome.Code;
}
