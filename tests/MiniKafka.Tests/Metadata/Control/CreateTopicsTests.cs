using MiniKafka.Metadata.Control;
using MiniKafka.Metadata.Images;
using MiniKafka.Metadata.Replay;
using MiniKafka.Model;

namespace MiniKafka.Tests.Metadata.Control;

public class CreateTopicsTests
{
    [Fact]
    public void A_topic_gets_an_id_its_partitions_leaders_and_configs()
    {
        var cluster = new TestCluster(1);
        var created = cluster.Create("t", 3, 1, configs: ("retention.ms", "5"));

        Assert.Equal((ErrorCode.None, 3, 1), (created.Outcome.Code, created.PartitionCount, created.ReplicationFactor));
        Assert.Equal(created.TopicId, cluster.Image.Topics["t"].Id);
        Assert.Equal([0, 1, 2], cluster.Image.Topics["t"].Partitions.Keys);
        Assert.All(cluster.Image.Topics["t"].Partitions.Values, partition => Assert.Equal((1, 0, 0), (partition.Leader, partition.LeaderEpoch, partition.PartitionEpoch)));
        Assert.Equal("5", cluster.Image.ConfigsOf(ConfigResourceType.Topic, "t")["retention.ms"]);
    }

    [Fact]
    public void Minus_one_takes_the_brokers_defaults()
    {
        var cluster = new TestCluster(3, "num.partitions=4\ndefault.replication.factor=2");
        var created = cluster.Create("t", -1, -1);
        Assert.Equal((4, 2), (created.PartitionCount, created.ReplicationFactor));
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("ü")]
    public void An_invalid_name_is_refused(string name) => Assert.Equal(ErrorCode.InvalidTopicException, new TestCluster(1).Create(name).Outcome.Code);

    [Theory]
    [InlineData(249, ErrorCode.None)]
    [InlineData(250, ErrorCode.InvalidTopicException)]
    public void A_name_has_at_most_249_letters(int length, ErrorCode code) => Assert.Equal(code, new TestCluster(1).Create(new string('x', length)).Outcome.Code);

    [Fact]
    public void A_name_that_differs_in_dots_and_underscores_only_collides()
    {
        var cluster = new TestCluster(1);
        cluster.Create("a.b.c");
        Assert.Equal(ErrorCode.InvalidTopicException, cluster.Create("a_b_c").Outcome.Code);
        Assert.Equal(ErrorCode.InvalidTopicException, cluster.Create("a.b_c").Outcome.Code);
        Assert.Equal(ErrorCode.None, cluster.Create("a-b-c").Outcome.Code);
        Assert.Equal(ErrorCode.TopicAlreadyExists, cluster.Create("a.b.c").Outcome.Code);
    }

    [Fact]
    public void A_name_that_differs_in_case_only_is_refused_where_the_file_system_ignores_case()
    {
        var cluster = new TestCluster(1, ignoresCase: true);
        cluster.Create("Orders");
        var refused = cluster.Create("orders").Outcome;
        Assert.Equal(ErrorCode.InvalidTopicException, refused.Code);
        Assert.Contains("'Orders'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("'orders'", refused.Message, StringComparison.Ordinal);
        Assert.Equal(ErrorCode.TopicAlreadyExists, cluster.Create("Orders").Outcome.Code);

        var both = cluster.Do(cluster.Controller.Topics.Create(cluster.Image, [new NewTopic("Bills", 1, 1), new NewTopic("bills", 1, 1)], validateOnly: false));
        Assert.Equal([ErrorCode.None, ErrorCode.InvalidTopicException], both.Topics.Select(topic => topic.Outcome.Code));

        var other = new TestCluster(1);
        other.Create("Orders");
        Assert.Equal(ErrorCode.None, other.Create("orders").Outcome.Code);
    }

    [Theory]
    [InlineData(0, 1, ErrorCode.InvalidPartitions)]
    [InlineData(-2, 1, ErrorCode.InvalidPartitions)]
    [InlineData(1, 0, ErrorCode.InvalidReplicationFactor)]
    [InlineData(1, -2, ErrorCode.InvalidReplicationFactor)]
    [InlineData(1, 2, ErrorCode.InvalidReplicationFactor)]
    [InlineData(0, 0, ErrorCode.InvalidReplicationFactor)]
    [InlineData(9999, 1, ErrorCode.None)]
    [InlineData(10000, 1, ErrorCode.PolicyViolation)]
    [InlineData(10001, 1, ErrorCode.PolicyViolation)]
    public void Wrong_counts_are_refused(int partitions, short replicationFactor, ErrorCode code) =>
        Assert.Equal(code, new TestCluster(1).Create("t", partitions, replicationFactor).Outcome.Code);

    [Theory]
    [InlineData("retention.ms", "x")]
    [InlineData("retention.ms", null)]
    [InlineData("no.such.key", "1")]
    [InlineData("log.retention.ms", "1")]
    [InlineData("remote.storage.enable", "true")]
    public void Wrong_configs_are_refused(string key, string? value) =>
        Assert.Equal(ErrorCode.InvalidConfig, new TestCluster(1).Create("t", 0, 1, configs: (key, value)).Outcome.Code);

    [Fact]
    public void Only_validating_changes_nothing()
    {
        var cluster = new TestCluster(1);
        Assert.Equal(ErrorCode.None, cluster.Create("t", validateOnly: true).Outcome.Code);
        Assert.Empty(cluster.Image.Topics);
    }

    [Fact]
    public void A_name_that_stands_twice_is_refused_and_the_metadata_topic_cannot_be_made()
    {
        var cluster = new TestCluster(1);
        var created = cluster.Do(cluster.Controller.Topics.Create(
            cluster.Image, [new NewTopic("t", 1, 1), new NewTopic("t", 1, 1), new NewTopic("__cluster_metadata", 1, 1), new NewTopic("u", 1, 1)], false));
        Assert.Equal(["t 42", "__cluster_metadata 42", "u 0"], created.Topics.Select(topic => $"{topic.Name} {(int)topic.Outcome.Code}"));
        Assert.Equal(["u"], cluster.Image.Topics.Keys);
    }

    [Fact]
    public void Too_many_partitions_are_refused_for_every_topic_of_the_request()
    {
        var cluster = new TestCluster(1);
        var created = cluster.Do(cluster.Controller.Topics.Create(
            cluster.Image, [new NewTopic("t", 1, 1), new NewTopic("t", 1, 1), new NewTopic("__cluster_metadata", 1, 1), new NewTopic("u", 10_000, 1)], false));
        Assert.Equal(["t", "t", "__cluster_metadata", "u"], created.Topics.Select(topic => topic.Name));
        Assert.All(created.Topics, topic => Assert.Equal(ErrorCode.PolicyViolation, topic.Outcome.Code));
        Assert.Equal(ErrorCode.PolicyViolation, created.Refusal!.Code);
    }

    [Fact]
    public void Every_config_without_a_value_is_named() =>
        Assert.EndsWith(": retention.ms,segment.ms", new TestCluster(1).Create("t", 1, 1, false, ("retention.ms", null), ("segment.ms", null)).Outcome.Message, StringComparison.Ordinal);

    [Fact]
    public void Brokers_without_a_free_log_directory_get_no_replicas()
    {
        var cluster = new TestCluster(2);
        cluster.Cordon(2);
        Assert.Equal(ErrorCode.InvalidReplicationFactor, cluster.Create("t", 1, 2).Outcome.Code);
        var assigned = cluster.Do(cluster.Controller.Topics.Create(cluster.Image, [new NewTopic("u", -1, -1) { Assignments = [new ManualAssignment(0, [1, 2])] }], false));
        Assert.Equal(ErrorCode.InvalidReplicaAssignment, assigned.Topics[0].Outcome.Code);
    }

    [Theory]
    [InlineData("0:1;0:1", -1, -1, ErrorCode.InvalidReplicaAssignment)]
    [InlineData("1:1", -1, -1, ErrorCode.InvalidReplicaAssignment)]
    [InlineData("0:", -1, -1, ErrorCode.InvalidReplicaAssignment)]
    [InlineData("0:1,1", -1, -1, ErrorCode.InvalidReplicaAssignment)]
    [InlineData("0:99", -1, -1, ErrorCode.InvalidReplicaAssignment)]
    [InlineData("0:1,2;1:1", -1, -1, ErrorCode.InvalidReplicaAssignment)]
    [InlineData("0:1", 1, -1, ErrorCode.InvalidRequest)]
    [InlineData("0:1", -1, 1, ErrorCode.InvalidRequest)]
    [InlineData("1:1,2;0:2,3", -1, -1, ErrorCode.None)]
    public void Assignments_are_checked(string text, int partitions, short replicationFactor, ErrorCode code)
    {
        var cluster = new TestCluster(3);
        List<ManualAssignment> assignments =
        [
            .. text.Split(';').Select(part => part.Split(':')).Select(part => new ManualAssignment(
                int.Parse(part[0]), [.. part[1].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)])),
        ];
        var created = cluster.Do(cluster.Controller.Topics.Create(cluster.Image, [new NewTopic("t", partitions, replicationFactor) { Assignments = assignments }], false));
        Assert.Equal(code, created.Topics[0].Outcome.Code);
    }

    [Fact]
    public void Leaders_are_spread_over_the_brokers()
    {
        var cluster = new TestCluster(3);
        cluster.Create("t", 6, 3);
        var partitions = cluster.Image.Topics["t"].Partitions.Values.ToList();
        Assert.All([1, 2, 3], broker => Assert.Equal(2, partitions.Count(partition => partition.Leader == broker)));
        Assert.All(partitions, partition => Assert.Equal(3, partition.Replicas.Distinct().Count()));
        Assert.All(partitions, partition => Assert.Equal(partition.Leader, partition.Replicas[0]));
    }

    [Fact]
    public void Replicas_are_spread_over_racks()
    {
        var cluster = new TestCluster(6, rackOf: id => id <= 3 ? "a" : "b");
        cluster.Create("t", 12, 2);
        Assert.All(
            cluster.Image.Topics["t"].Partitions.Values,
            partition => Assert.Equal(2, partition.Replicas.Select(broker => cluster.Image.Brokers[broker].Rack).Distinct().Count()));
    }

    [Fact]
    public void A_fenced_broker_may_hold_a_replica_but_neither_leads_nor_is_in_sync()
    {
        var cluster = new TestCluster(3);
        cluster.Fence(2);
        cluster.Create("t", 4, 3);
        Assert.All(cluster.Image.Topics["t"].Partitions.Values, partition =>
        {
            Assert.NotEqual(2, partition.Leader);
            Assert.DoesNotContain(2, partition.Isr);
            Assert.Contains(2, partition.Replicas);
        });
    }

    [Fact]
    public void The_same_seed_places_the_same_way()
    {
        var images = new[] { new TestCluster(5, seed: 7), new TestCluster(5, seed: 7) };
        Assert.All(images, cluster => cluster.Create("t", 10, 3));
        Assert.Equal(TestCluster.Bytes(images[0].Image), TestCluster.Bytes(images[1].Image));
    }
}
