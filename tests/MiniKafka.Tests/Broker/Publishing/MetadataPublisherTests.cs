using MiniKafka.Metadata.Images;
using MiniKafka.Model;
using MiniKafka.Protocol.Persisted;
using MiniKafka.Tests.Metadata;

namespace MiniKafka.Tests.Broker.Publishing;

public sealed class MetadataPublisherTests
{
    private static readonly TopicPartition Partition = new("t", 0);

    [Fact]
    public void A_replica_gets_its_log_and_with_it_the_leadership() => ReplicaBench.Run(bench =>
    {
        bench.Publish(ReplicaBench.Image([1, 2], [2]));
        Assert.True(bench.Find(0)!.IsLeader);
        Assert.Null(bench.Find(1));
        Assert.Equal([Partition], bench.Logs.Logs.Select(log => log.Partition));
        ReplicaBench.Append(bench.Find(0)!.Log);
        return Task.CompletedTask;
    });

    [Fact]
    public void Replicas_of_a_topic_share_what_is_made_of_its_configuration() => ReplicaBench.Run(bench =>
    {
        bench.Publish(ReplicaBench.Image([.. Enumerable.Repeat<int[]>([1], 100)]));
        var before = bench.Find(0)!.Log.Config;
        Assert.All(bench.Replicas.Partitions, partition => Assert.Same(before, partition.Log.Config));
        bench.Publish(TestImage.After(bench.View.Image, [
            new ConfigRecord { ResourceType = 2, ResourceName = "t", Name = "retention.ms", Value = "5" },
            new ConfigRecord { ResourceType = 2, ResourceName = "t", Name = "min.insync.replicas", Value = "2" },
            .. Enumerable.Range(0, 100).Select(number => new ConfigRecord { ResourceType = 2, ResourceName = $"other{number}", Name = "retention.ms", Value = "7" }),
        ]));
        var after = bench.Find(0)!.Log.Config;
        Assert.Equal(5, after.RetentionMs);
        Assert.All(bench.Replicas.Partitions, partition => Assert.Same(after, partition.Log.Config));
        Assert.All(bench.Replicas.Partitions, partition => Assert.Equal(2, partition.MinInSyncReplicas));
        return Task.CompletedTask;
    });

    [Fact]
    public void A_follower_fetches_from_its_leader_until_it_leads_itself() => ReplicaBench.Run(async bench =>
    {
        bench.Publish(ReplicaBench.Image([2, 1]));
        await bench.PassAsync(seconds: 1);
        Assert.Equal([0], bench.Fetched.Distinct());
        Assert.False(bench.Find()!.IsLeader);
        bench.Change(partition => partition with { Leader = 1, LeaderEpoch = 1, PartitionEpoch = 1 });
        var fetches = bench.Fetched.Count;
        await bench.PassAsync(seconds: 60);
        Assert.True(bench.Find()!.IsLeader);
        Assert.Equal(fetches, bench.Fetched.Count);
    });

    [Fact]
    public void A_leader_that_another_takes_over_from_follows_that_one() => ReplicaBench.Run(async bench =>
    {
        bench.Publish(ReplicaBench.Image([1, 2]));
        bench.Change(partition => partition with { Leader = 2, LeaderEpoch = 1, PartitionEpoch = 1 });
        await bench.PassAsync(seconds: 1);
        Assert.False(bench.Find()!.IsLeader);
        Assert.Equal(1, bench.Find()!.State.LeaderEpoch);
        Assert.Equal([0], bench.Fetched.Distinct());
    });

    [Fact]
    public void A_topic_that_is_deleted_and_made_again_begins_with_an_empty_log() => ReplicaBench.Run(bench =>
    {
        bench.Publish(ReplicaBench.Image([1]));
        var before = bench.Find()!;
        ReplicaBench.Append(before.Log);
        var image = bench.View.Image;
        var again = new Uuid(9, 2);
        bench.Publish(TestImage.After(image, [
            new RemoveTopicRecord { TopicId = TestImage.TopicId },
            new TopicRecord { Name = "t", TopicId = again },
            image.Topics["t"].Partitions[0].ToRecord(again),
        ]));
        Assert.NotSame(before, bench.Find());
        Assert.Equal(again, bench.Find()!.Id.TopicId);
        Assert.Equal(0, bench.Find()!.Log.LogEndOffset);
        return Task.CompletedTask;
    });

    [Fact]
    public void A_replica_that_moves_away_or_whose_topic_is_deleted_loses_its_log() => ReplicaBench.Run(bench =>
    {
        bench.Publish(ReplicaBench.Image([1, 2], [1]));
        bench.Change(partition => partition with { Replicas = [2], Isr = [2], Directories = [partition.Directories[1]], Leader = 2, LeaderEpoch = 1, PartitionEpoch = 1 });
        Assert.Null(bench.Find(0));
        Assert.Equal([new TopicPartition("t", 1)], bench.Logs.Logs.Select(log => log.Partition));
        bench.Publish(TestImage.After(bench.View.Image, [new RemoveTopicRecord { TopicId = TestImage.TopicId }]));
        Assert.Empty(bench.Replicas.Partitions);
        Assert.Empty(bench.Logs.Logs);
        return Task.CompletedTask;
    });

    [Fact]
    public void What_a_topic_and_all_brokers_are_configured_with_reaches_open_logs() => ReplicaBench.Run(bench =>
    {
        bench.Publish(TestImage.After(ReplicaBench.Image([1]), [Config(ConfigResourceType.Topic, "t", "retention.ms", "1000")]));
        var partition = bench.Find()!;
        Assert.Equal((1000, 1), (partition.Log.Config.RetentionMs, partition.MinInSyncReplicas));
        bench.Publish(TestImage.After(bench.View.Image, [
            Config(ConfigResourceType.Topic, "t", "retention.ms", "2000"),
            Config(ConfigResourceType.Topic, "other", "retention.ms", "3000"),
        ]));
        Assert.Equal((2000, 1), (partition.Log.Config.RetentionMs, partition.MinInSyncReplicas));
        bench.Publish(TestImage.After(bench.View.Image, [Config(ConfigResourceType.Broker, "", "min.insync.replicas", "2")]));
        Assert.Equal((2000, 2), (partition.Log.Config.RetentionMs, partition.MinInSyncReplicas));
        return Task.CompletedTask;
    });

    [Fact]
    public void What_lies_there_of_topics_that_are_gone_is_set_aside_with_the_first_image() => ReplicaBench.Run(
        bench =>
        {
            bench.Publish(ReplicaBench.Image([1]));
            Assert.Equal([Partition], bench.Logs.Logs.Select(log => log.Partition));
            Assert.Null(bench.Logs.DirectoryOf(new TopicPartition("gone", 0)));
            Assert.Equal(1, bench.Find()!.Log.LogEndOffset);
            return Task.CompletedTask;
        },
        before: logs =>
        {
            ReplicaBench.Append(logs.GetOrCreate(Partition, TestImage.TopicId, MiniKafka.Storage.LogConfig.Default)!);
            ReplicaBench.Append(logs.GetOrCreate(new TopicPartition("gone", 0), new Uuid(9, 9), MiniKafka.Storage.LogConfig.Default)!);
        });

    [Fact]
    public void A_replica_without_room_is_known_but_not_served_until_there_is_some() => ReplicaBench.Run(async bench =>
    {
        bench.Logs.RetryDue += bench.Publisher.Retry;
        bench.Disk.IsFull = true;
        bench.Publish(ReplicaBench.Image([1]));
        Assert.Null(bench.Find());
        Assert.Equal(ErrorCode.KafkaStorageError, bench.Replicas.TryFind(Partition, out _));
        bench.Disk.IsFull = false;
        await bench.PassAsync(seconds: 5);
        Assert.True(bench.Find()!.IsLeader);
    });

    [Fact]
    public void One_that_the_metadata_has_taken_away_meanwhile_is_not_served_when_there_is_room_again() => ReplicaBench.Run(bench =>
    {
        bench.Disk.IsFull = true;
        bench.Publish(ReplicaBench.Image([1, 2]));
        bench.Change(partition => partition with { Replicas = [2], Isr = [2], Directories = [partition.Directories[1]], Leader = 2, LeaderEpoch = 1, PartitionEpoch = 1 });
        bench.Disk.IsFull = false;
        bench.Publisher.Retry([Partition, new TopicPartition("unknown", 0)]);
        Assert.Empty(bench.Replicas.Partitions);
        Assert.Empty(bench.Logs.Logs);
        return Task.CompletedTask;
    });

    private static ConfigRecord Config(ConfigResourceType type, string name, string key, string value) =>
        new() { ResourceType = (sbyte)type, ResourceName = name, Name = key, Value = value };
}
