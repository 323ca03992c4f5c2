using MiniKafka.Model;

namespace MiniKafka.ClusterTests.LogDirectories;

/// <summary>Brokers with several log directories, as clients see them.</summary>
public sealed class SeveralLogDirectoriesTests : IDisposable
{
    private readonly ManyDirectories _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task New_partitions_go_to_the_directory_with_the_fewest_and_the_metadata_says_where_they_are()
    {
        await using var kafka = await _world.StartAsync(partitions: 4);
        var places = await ManyDirectories.PlacesAsync(kafka);
        Assert.Equal([_world.First, _world.Second], places.Keys);
        Assert.All(places.Values, partitions => Assert.Equal(2, partitions.Count));
        var image = kafka.Nodes[0].View;
        await kafka.UntilAsync(() => image.Image.Topics[ManyDirectories.Topic].Partitions.Values.All(partition =>
            image.Image.Brokers[0].LogDirs.Contains(partition.DirectoryOf(0))), "directories of all partitions");
        Assert.Equal(2, image.Image.Topics[ManyDirectories.Topic].Partitions.Values.Select(partition => partition.DirectoryOf(0)).Distinct().Count());
    }

    [Fact]
    public async Task A_moved_replica_has_all_records_in_order_once_and_stays_where_it_is_after_a_restart()
    {
        await using (var kafka = await _world.StartAsync(partitions: 1))
        {
            await ManyDirectories.ProduceAsync(kafka, 0, from: 0, count: 2000);
            var places = await ManyDirectories.PlacesAsync(kafka);
            var target = places.Single(place => place.Value.Count == 0).Key;
            var producing = ManyDirectories.ProduceAsync(kafka, 0, from: 2000, count: 3000);
            await MoveAsync(kafka, target, 0);
            await ManyDirectories.ArrivedAsync(kafka, target, partition: 0);
            await producing;
            Assert.DoesNotContain((await ManyDirectories.DescribeAsync(kafka, target)).Replicas, replica => replica.IsFuture);
            Assert.Equal(5000, (await ManyDirectories.ConsumeAsync(kafka, 0, 5000)).Distinct().Count());
            var directory = kafka.Nodes[0].View.Image.Topics[ManyDirectories.Topic].Partitions[0].DirectoryOf(0);
            Assert.NotEqual(Uuid.Zero, directory);
        }

        await using (var again = await _world.StartAsync(partitions: 1))
        {
            var values = await ManyDirectories.ConsumeAsync(again, 0, 5000);
            Assert.Equal(Enumerable.Range(0, 2000), values.Take(2000));
            Assert.Equal(Enumerable.Range(2000, 3000), values.Skip(2000).Order());
        }
    }

    [Fact]
    public async Task Directories_that_do_not_exist_and_replicas_that_are_not_here_cannot_be_moved()
    {
        await using var kafka = await _world.StartAsync(partitions: 1);
        var elsewhere = await Assert.ThrowsAsync<KafkaException>(() => MoveAsync(kafka, "/nowhere", 0));
        Assert.Equal(ErrorCode.LogDirNotFound, elsewhere.Code);
        var unknown = await Assert.ThrowsAsync<KafkaException>(() => MoveAsync(kafka, _world.First, 7));
        Assert.Equal(ErrorCode.UnknownTopicOrPartition, unknown.Code);
        var place = (await ManyDirectories.PlacesAsync(kafka)).Single(place => place.Value.Count > 0).Key;
        await MoveAsync(kafka, place, 0);
    }

    [Fact]
    public async Task A_missing_directory_takes_only_its_partitions_out_of_service_until_it_is_back()
    {
        List<int> hidden, served;
        await using (var kafka = await _world.StartAsync(partitions: 4))
        {
            for (var partition = 0; partition < 4; partition++)
            {
                await ManyDirectories.ProduceAsync(kafka, partition, from: 0, count: 10);
            }

            var places = await ManyDirectories.PlacesAsync(kafka);
            (served, hidden) = (places[_world.First], places[_world.Second]);
            await kafka.UntilAsync(() => kafka.Nodes[0].View.Image.Topics[ManyDirectories.Topic].Partitions.Values.All(partition => partition.DirectoryOf(0) != Uuid.Zero), "directories of all partitions");
        }

        Directory.Move(_world.Second, _world.Second + ".away");
        await using (var kafka = await _world.StartAsync(partitions: 4))
        {
            Assert.Equal(ErrorCode.KafkaStorageError, (await ManyDirectories.DescribeAsync(kafka, _world.Second)).Error);
            var partitions = kafka.Nodes[0].View.Image.Topics[ManyDirectories.Topic].Partitions;
            Assert.All(served, partition => Assert.Equal(0, partitions[partition].Leader));
            Assert.All(hidden, partition => Assert.Equal(-1, partitions[partition].Leader));
            await CheckAsync(kafka, served);
            Assert.False(Directory.Exists(_world.Second));
        }

        Directory.Move(_world.Second + ".away", _world.Second);
        await using (var kafka = await _world.StartAsync(partitions: 4))
        {
            await CheckAsync(kafka, Enumerable.Range(0, 4));
        }
    }

    [Fact]
    public async Task A_failed_directory_moves_leaders_to_other_brokers_and_marks_its_replicas_offline()
    {
        await using var kafka = await _world.StartAsync(partitions: 4, brokers: 2);
        var image = () => kafka.Nodes[0].View.Image.Topics[ManyDirectories.Topic].Partitions.Values;
        await kafka.UntilAsync(() => image().All(partition => partition.Isr.Length == 2 && partition.Directories.All(directory => directory != Uuid.Zero)), "two replicas in sync, with their directories");
        var broken = _world.SecondOf(1);
        var lost = (await ManyDirectories.PlacesAsync(kafka, broker: 1))[broken];
        Assert.Equal(2, lost.Count);

        _world.Files.Break(broken);
        for (var partition = 0; partition < 4; partition++)
        {
            await ManyDirectories.ProduceAsync(kafka, partition, from: 0, count: 10);
        }

        await kafka.UntilAsync(() => image().All(partition =>
            lost.Contains(partition.PartitionId) ? partition.Isr is [0] && partition.Leader == 0 : partition.Isr.Length == 2), "the lost replicas out of sync");
        Assert.Equal(ErrorCode.KafkaStorageError, (await ManyDirectories.DescribeAsync(kafka, broken, broker: 1)).Error);
        var described = await ManyDirectories.MetadataAsync(kafka);
        Assert.All(described.Topics[0].Partitions, partition => Assert.Equal(lost.Contains(partition.PartitionIndex) ? [1] : [], partition.OfflineReplicas));
        await CheckAsync(kafka, Enumerable.Range(0, 4));

        _world.Files.Mend(broken);
        await kafka.Brokers[1].StopAsync();
        await kafka.Brokers[1].StartAsync();
        await kafka.UntilAsync(() => image().All(partition => partition.Isr.Length == 2), "two replicas in sync");
    }

    private static async Task CheckAsync(KafkaCluster kafka, IEnumerable<int> partitions)
    {
        foreach (var partition in partitions)
        {
            Assert.Equal(Enumerable.Range(0, 10), await ManyDirectories.ConsumeAsync(kafka, partition, 10));
        }
    }

    private static async Task MoveAsync(KafkaCluster kafka, string directory, int partition)
    {
        await using var admin = kafka.CreateAdmin();
        await admin.AlterReplicaLogDirsAsync(0, new Dictionary<TopicPartition, string> { [new TopicPartition(ManyDirectories.Topic, partition)] = directory });
    }
}
