using MiniKafka.Model;

namespace MiniKafka.Tests.Broker.Publishing;

public sealed class ReplicaDirectoriesTests
{
    [Fact]
    public void A_directory_that_the_metadata_does_not_know_is_told_and_one_that_it_knows_is_not() => ReplicaBench.Run(async bench =>
    {
        bench.Publish(ReplicaBench.Image([1, 2], [1, 2]));
        await bench.PassAsync(seconds: 1);
        Assert.Equal([(0, bench.DirectoryOf(0).Id), (1, bench.DirectoryOf(1).Id)], bench.Controller.Assignments.Order());
        bench.Change(partition => partition with { Directories = [bench.DirectoryOf().Id, partition.Directories[1]], PartitionEpoch = 1 });
        await bench.PassAsync(seconds: 1);
        Assert.Equal(2, bench.Controller.Assignments.Count);
    });

    [Fact]
    public void While_nobody_decides_a_directory_is_told_again() => ReplicaBench.Run(async bench =>
    {
        bench.Controller.Assign = () => bench.Controller.Assignments.Count < 3 ? throw new KafkaException(ErrorCode.RequestTimedOut, "nobody") : Task.FromResult(ErrorCode.None);
        bench.Publish(ReplicaBench.Image([1, 2]));
        await bench.PassAsync(seconds: 5);
        Assert.Equal(Enumerable.Repeat((0, bench.DirectoryOf().Id), 3), bench.Controller.Assignments);
    });

    [Fact]
    public void A_replica_changes_places_only_when_the_controller_has_taken_note() => ReplicaBench.Run(async bench =>
    {
        var noted = bench.Loop.CreateCompletion<ErrorCode>();
        await HostAsync(bench);
        var (partition, from, to) = (bench.Find()!, bench.DirectoryOf(), bench.OtherDirectory());
        ReplicaBench.Append(partition.Log);
        bench.Controller.Assign = () => noted.Task;
        Assert.Equal(ErrorCode.None, bench.Directories.Begin(partition, to));
        await bench.PassAsync(seconds: 10);
        Assert.Equal((0, to.Id), bench.Controller.Assignments[^1]);
        Assert.Same(from, bench.DirectoryOf());
        ReplicaBench.Append(partition.Log);
        noted.SetResult(ErrorCode.None);
        await bench.PassAsync(seconds: 1);
        Assert.Same(to, bench.DirectoryOf());
        Assert.Equal(2, partition.Log.LogEndOffset);
    });

    [Fact]
    public void A_move_that_the_controller_refuses_is_called_off_and_the_old_place_told() => ReplicaBench.Run(async bench =>
    {
        await HostAsync(bench);
        var (partition, from) = (bench.Find()!, bench.DirectoryOf());
        bench.Controller.Assign = () => Task.FromResult(ErrorCode.UnknownTopicOrPartition);
        bench.Directories.Begin(partition, bench.OtherDirectory());
        bench.Change(image => image with { Directories = [bench.OtherDirectory().Id, image.Directories[1]], PartitionEpoch = 1 });
        await bench.PassAsync(seconds: 1);
        Assert.Same(from, bench.DirectoryOf());
        Assert.Equal((0, from.Id), bench.Controller.Assignments[^1]);
        Assert.Empty(bench.OtherDirectory().Futures.Logs);
    });

    [Fact]
    public void A_move_back_to_where_the_replica_is_calls_off_the_one_under_way() => ReplicaBench.Run(async bench =>
    {
        await HostAsync(bench);
        var (partition, home, other) = (bench.Find()!, bench.DirectoryOf(), bench.OtherDirectory());
        bench.Controller.Assign = () => bench.Loop.CreateCompletion<ErrorCode>().Task;
        bench.Directories.Begin(partition, other);
        Assert.Equal(ErrorCode.None, bench.Directories.Begin(partition, other));
        Assert.Single(other.Futures.Logs);
        Assert.Equal(ErrorCode.None, bench.Directories.Begin(partition, home));
        Assert.Empty(other.Futures.Logs);
        await bench.PassAsync(seconds: 1);
        Assert.Same(home, bench.DirectoryOf());
    });

    [Fact]
    public void A_move_that_a_stop_interrupted_goes_on_when_the_replica_is_served_again() => ReplicaBench.Run(
        async bench =>
        {
            bench.Publish(ReplicaBench.Image([1, 2]));
            var from = bench.DirectoryOf();
            await bench.PassAsync(seconds: 1);
            Assert.NotSame(from, bench.DirectoryOf());
            Assert.Equal(bench.DirectoryOf().Id, bench.Controller.Assignments[^1].Directory);
        },
        before: logs =>
        {
            var log = logs.GetOrCreate(new TopicPartition("t", 0), Metadata.TestImage.TopicId, MiniKafka.Storage.LogConfig.Default)!;
            ReplicaBench.Append(log);
            var home = logs.DirectoryOf(log.Partition)!;
            logs.BeginMove(log, Metadata.TestImage.TopicId, logs.Directories.Single(directory => directory != home)).Abandon();
        });

    [Fact]
    public void A_failed_directory_takes_its_replicas_out_of_service_and_calls_off_moves_to_it() => ReplicaBench.Run(async bench =>
    {
        await HostAsync(bench, partitions: 2);
        var (first, second) = (bench.Find(0)!, bench.Find(1)!);
        var (home, other) = (bench.DirectoryOf(0), bench.OtherDirectory(0));
        Assert.Same(other, bench.DirectoryOf(1));
        bench.Controller.Assign = () => bench.Loop.CreateCompletion<ErrorCode>().Task;
        bench.Directories.Begin(first, other);
        await bench.PassAsync(seconds: 1);
        other.Fail(new IOException("gone"));
        bench.Directories.OnFailed(other);
        await bench.PassAsync(seconds: 1);
        Assert.True(second.Log.IsOffline);
        Assert.False(first.Log.IsOffline);
        Assert.Same(home, bench.DirectoryOf(0));
        Assert.Equal(ErrorCode.KafkaStorageError, bench.Directories.Begin(first, other));
    });

    [Fact]
    public void When_the_old_place_fails_in_a_move_the_controller_is_told_that_the_replica_is_there() => ReplicaBench.Run(async bench =>
    {
        await HostAsync(bench);
        var (partition, home) = (bench.Find()!, bench.DirectoryOf());
        var noted = bench.Loop.CreateCompletion<ErrorCode>();
        bench.Controller.Assign = () => noted.Task;
        bench.Directories.Begin(partition, bench.OtherDirectory());
        await bench.PassAsync(seconds: 1);
        home.Fail(new IOException("gone"));
        bench.Directories.OnFailed(home);
        noted.SetResult(ErrorCode.None);
        await bench.PassAsync(seconds: 1);
        Assert.Equal((0, home.Id), bench.Controller.Assignments[^1]);
        Assert.True(partition.Log.IsOffline);
    });

    [Fact]
    public void A_replica_that_is_dropped_while_it_moves_leaves_no_copy() => ReplicaBench.Run(async bench =>
    {
        await HostAsync(bench);
        var other = bench.OtherDirectory();
        bench.Controller.Assign = () => bench.Loop.CreateCompletion<ErrorCode>().Task;
        bench.Directories.Begin(bench.Find()!, other);
        bench.Change(partition => partition with { Replicas = [2], Isr = [2], Directories = [partition.Directories[1]], Leader = 2, LeaderEpoch = 1, PartitionEpoch = 1 });
        await bench.PassAsync(seconds: 1);
        Assert.Null(bench.Find());
        Assert.Empty(other.Futures.Logs);
    });

    /// <summary>Replicas whose directories the metadata knows.</summary>
    private static async Task HostAsync(ReplicaBench bench, int partitions = 1)
    {
        bench.Publish(ReplicaBench.Image([.. Enumerable.Repeat<int[]>([1, 2], partitions)]));
        await bench.PassAsync(seconds: 1);
        var topic = bench.View.Image.Topics["t"];
        var known = topic.Partitions.Values.ToDictionary(
            partition => partition.PartitionId,
            partition => partition with { Directories = [bench.DirectoryOf(partition.PartitionId).Id, partition.Directories[1]], PartitionEpoch = 1 });
        bench.Publish(bench.View.Image with { Topics = bench.View.Image.Topics.SetItem("t", topic with { Partitions = topic.Partitions.SetItems(known) }) });
        bench.Controller.Assignments.Clear();
    }
}
