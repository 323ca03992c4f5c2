using MiniKafka.Metadata.Control;
using MiniKafka.Metadata.Images;
using MiniKafka.Metadata.Replay;
using MiniKafka.Model;
using MiniKafka.Protocol.Persisted;

namespace MiniKafka.Tests.Metadata.Replay;

public class ReplayTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void A_snapshot_of_a_random_cluster_replays_to_the_same_image_and_keeps_its_invariants(int seed)
    {
        var cluster = new TestCluster(5, "min.insync.replicas=2", id => $"rack-{id % 2}", seed);
        for (var step = 0; step < 150; step++)
        {
            var before = cluster.Image;
            Step(cluster, step);
            AssertInvariants(before, cluster.Image, seed, step);
        }

        var again = ImageBuilder.Apply(ClusterImage.Empty, ImageSnapshot.Write(cluster.Image).Select(record => record.Value));
        Assert.Equal(TestCluster.Bytes(cluster.Image), TestCluster.Bytes(again));
    }

    [Fact]
    public void Records_of_a_metadata_transaction_take_effect_together()
    {
        var replayer = new MetadataReplayer(ClusterImage.Empty);
        replayer.Replay([new BeginTransactionRecord { Name = "topic" }, new TopicRecord { Name = "t", TopicId = new Uuid(1, 1) }]);
        Assert.True(replayer.IsInTransaction);
        Assert.Empty(replayer.Image.Topics);
        replayer.Replay([new PartitionRecord { TopicId = new Uuid(1, 1), PartitionId = 0 }, new EndTransactionRecord()]);
        Assert.Single(replayer.Image.Topics["t"].Partitions);
    }

    [Fact]
    public void An_aborted_metadata_transaction_never_happened()
    {
        var replayer = new MetadataReplayer(ClusterImage.Empty);
        replayer.Replay([new BeginTransactionRecord(), new TopicRecord { Name = "t", TopicId = new Uuid(1, 1) }]);
        replayer.Replay([new AbortTransactionRecord(), new FeatureLevelRecord { Name = "f", FeatureLevel = 1 }]);
        Assert.Empty(replayer.Image.Topics);
        Assert.Equal(1, replayer.Image.FeatureLevel("f"));
    }

    [Fact]
    public void Changes_between_images_name_partitions_topics_and_configs()
    {
        var cluster = new TestCluster(2);
        cluster.Assigned("gone", [1]);
        cluster.Assigned("same", [1]);
        cluster.Assigned("changed", [1, 2]);
        var before = cluster.Image;
        cluster.Do(cluster.Controller.Deletions.Delete(cluster.Image, [new TopicSelector("gone", Uuid.Zero)]));
        cluster.Fence(2);
        cluster.Create("new", configs: ("retention.ms", "5"));

        var changes = new ImageChanges(before, cluster.Image);

        Assert.Equal(["gone"], changes.DeletedTopics.Select(topic => topic.Name));
        Assert.Equal(["gone", "changed", "new"], changes.Partitions.Select(partition => partition.Topic));
        Assert.Equal([new ConfigResource(ConfigResourceType.Topic, "new")], changes.Configs);
        Assert.Empty(new ImageChanges(cluster.Image, cluster.Image).Partitions);
    }

    [Fact]
    public void A_record_of_something_unknown_is_refused() =>
        Assert.Throws<InvalidDataException>(() => ImageBuilder.Apply(ClusterImage.Empty, [new PartitionRecord { TopicId = new Uuid(1, 1) }]));

    private static void Step(TestCluster cluster, int step)
    {
        var random = cluster.Random;
        var broker = random.Next(1, 6);
        switch (random.Next(8))
        {
            case 0:
                cluster.Create($"topic-{step}", random.Next(1, 5), (short)random.Next(1, 4), configs: ("min.insync.replicas", "2"));
                break;
            case 1 when cluster.Image.Topics.Count > 5:
                cluster.Do(cluster.Controller.Deletions.Delete(cluster.Image, [new TopicSelector(cluster.Image.Topics.Keys.First(), Uuid.Zero)]));
                break;
            case 2:
                cluster.Fence(broker);
                break;
            case 3:
                cluster.Register(broker);
                break;
            case 4 when cluster.Image.Topics.Count > 0:
                var topic = cluster.Image.Topics.Values.ElementAt(random.Next(cluster.Image.Topics.Count));
                cluster.Do(cluster.Controller.Reassignments.Alter(cluster.Image, [new Reassignment(topic.Name, 0, [broker, (broker % 5) + 1])], true));
                break;
            case 5:
                ExpandAll(cluster);
                break;
            case 6:
                cluster.Do(cluster.Controller.Elections.Balance(cluster.Image, 0));
                break;
            default:
                cluster.Beat(broker);
                break;
        }
    }

    /// <summary>Every leader proposes all replicas that are up.</summary>
    private static void ExpandAll(TestCluster cluster)
    {
        foreach (var topic in cluster.Image.Topics.Values)
        {
            foreach (var partition in topic.Partitions.Values.Where(partition => partition.HasLeader))
            {
                var proposal = new IsrProposal(
                    topic.Id,
                    partition.PartitionId,
                    partition.LeaderEpoch,
                    partition.PartitionEpoch,
                    [.. partition.Replicas.Where(cluster.Image.IsActive).Select(replica => new IsrMember(replica))]);
                var leader = cluster.Image.Brokers[partition.Leader];
                cluster.Do(cluster.Controller.InSyncReplicas.Alter(cluster.Image, leader.Id, leader.Epoch, [proposal]));
            }
        }
    }

    private static void AssertInvariants(ClusterImage before, ClusterImage after, int seed, int step)
    {
        foreach (var topic in after.Topics.Values)
        {
            foreach (var partition in topic.Partitions.Values)
            {
                var what = $"seed {seed}, step {step}, {topic.Name}-{partition.PartitionId}: {partition}";
                Assert.True(partition.Isr.All(replica => partition.Replicas.Contains(replica)), what);
                Assert.True(partition.EligibleLeaderReplicas.All(replica => partition.Replicas.Contains(replica) && !partition.Isr.Contains(replica)), what);
                Assert.True(!partition.HasLeader || (partition.Isr.Contains(partition.Leader) && after.IsActive(partition.Leader)), what);
                Assert.True(partition.Directories.Length == partition.Replicas.Length, what);
                if (before.Topics.TryGetValue(topic.Name, out var earlier) && earlier.Id == topic.Id && earlier.Partitions.TryGetValue(partition.PartitionId, out var was))
                {
                    Assert.True(was.LeaderEpoch <= partition.LeaderEpoch && was.PartitionEpoch <= partition.PartitionEpoch, what);
                    Assert.True(was.Leader == partition.Leader || was.LeaderEpoch < partition.LeaderEpoch, what);
                }
            }
        }
    }
}
