using System.Text.RegularExpressions;
using ApacheKafka;
using MiniKafka.Client;
using MiniKafka.CompatibilityTests.KafkaTools;
using MiniKafka.Model;

namespace MiniKafka.CompatibilityTests.OwnClients;

/// <summary>Our own consumer on Apache Kafka's brokers, as on ours.</summary>
[Collection(ApacheKafkaCollection.Name)]
[MeetsApacheKafka]
public sealed class OwnConsumerTests(RunningApacheKafka kafka, OurBrokers ours) : IClassFixture<OurBrokers>
{
    private const long Begin = 1_700_000_000_000;

    [ApacheKafkaTheory]
    [InlineData(Peer.MiniKafka)]
    [InlineData(Peer.OneApacheKafka)]
    [InlineData(Peer.ThreeApacheKafkas)]
    public async Task Places_are_sought_by_offset_and_by_time_and_partitions_rest(Peer peer)
    {
        await using var cluster = await PeerCluster.OfAsync(peer, kafka, ours);
        var topic = await cluster.MakeTopicAsync(2, ("retention.ms", "-1"));
        await ProduceAsync(cluster, topic, 10);
        var (first, second) = (new TopicPartition(topic, 0), new TopicPartition(topic, 1));
        var consumer = cluster.Consumer();

        consumer.Assign([new TopicPartitionOffset(first, 4), new TopicPartitionOffset(second, Offset.End)]);
        Assert.Equal([4L, 5L], consumer.Take(2).Select(record => record.Offset));
        consumer.Seek(new TopicPartitionOffset(first, 1));
        Assert.Equal([1L, 2L], consumer.Take(2).Select(record => record.Offset));
        consumer.Pause([first]);
        consumer.Seek(new TopicPartitionOffset(second, 8));
        Assert.Equal([(1, 8L), (1, 9L)], consumer.Take(2).Select(record => (record.Partition, record.Offset)));
        consumer.Resume([first]);
        Assert.Equal((0, 3L), consumer.Take(1).Select(record => (record.Partition, record.Offset)).Single());

        var found = await consumer.OffsetsForTimesAsync(new Dictionary<TopicPartition, DateTimeOffset> { [first] = Time(6), [second] = Time(600) });
        Assert.Equal((6, Offset.End), (found[first], found[second]));
        Assert.Equal(new WatermarkOffsets(0, 10), await consumer.QueryWatermarkOffsetsAsync(first));
    }

    [ApacheKafkaTheory]
    [InlineData(Peer.MiniKafka)]
    [InlineData(Peer.OneApacheKafka)]
    [InlineData(Peer.ThreeApacheKafkas)]
    public async Task A_place_that_is_gone_is_mended_as_asked(Peer peer)
    {
        await using var cluster = await PeerCluster.OfAsync(peer, kafka, ours);
        var topic = await cluster.MakeTopicAsync();
        await ProduceAsync(cluster, topic, 10);
        var partition = new TopicPartition(topic, 0);
        Assert.Equal(6, await cluster.Admin().DeleteRecordsAsync(new TopicPartitionOffset(partition, 6)));

        Assert.Equal(6, At(2, AutoOffsetReset.Earliest).Take(1)[0].Offset);
        Assert.Equal(6, At(99, AutoOffsetReset.Earliest).Take(1)[0].Offset);
        Assert.Equal(ErrorCode.OffsetOutOfRange, Assert.Throws<KafkaException>(() => At(2, AutoOffsetReset.None).Take(1)).Code);

        Consumer<string?, string?> At(long offset, AutoOffsetReset reset)
        {
            var consumer = cluster.Consumer(config => config.AutoOffsetReset = reset);
            consumer.Assign(new TopicPartitionOffset(partition, offset));
            return consumer;
        }
    }

    [ApacheKafkaTheory]
    [InlineData(Peer.MiniKafka)]
    [InlineData(Peer.OneApacheKafka)]
    [InlineData(Peer.ThreeApacheKafkas)]
    public async Task Batches_and_ends_come_and_a_member_commits_what_it_stored(Peer peer)
    {
        await using var cluster = await PeerCluster.OfAsync(peer, kafka, ours);
        var topic = await cluster.MakeTopicAsync();
        await ProduceAsync(cluster, topic, 10);
        var partition = new TopicPartition(topic, 0);
        var moved = new List<TopicPartition>();
        var consumer = cluster.Consumer(config =>
        {
            config.GroupId = $"batches-{topic}";
            config.EnablePartitionEof = true;
            config.EnableAutoOffsetStore = false;
        });
        consumer.Subscribe(topic, new RebalanceHandlers
        {
            AssignedAsync = async partitions =>
            {
                moved.AddRange(partitions);
                await consumer.CommittedAsync(partitions);
            },
        });
        var records = new List<ConsumeResult<string?, string?>>();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (records is not [.., { IsPartitionEof: true }])
        {
            records.AddRange(await consumer.ConsumeBatchAsync(4, patience.Token));
        }

        Assert.Equal(Enumerable.Range(0, 11).Select(i => (long)i), records.Select(record => record.Offset));
        Assert.Equal([partition], moved);
        Assert.Equal([topic], consumer.Subscription);
        Assert.Equal((await cluster.Admin().DescribeGroupAsync($"batches-{topic}")).Members.Single().MemberId, consumer.MemberId);
        consumer.StoreOffset(records[6]);
        await consumer.CommitAsync();
        Assert.Equal(7, (await consumer.CommittedAsync([partition]))[partition].Offset);
    }

    [ApacheKafkaTheory]
    [InlineData(Peer.MiniKafka)]
    [InlineData(Peer.OneApacheKafka)]
    [InlineData(Peer.ThreeApacheKafkas)]
    public async Task A_group_subscribes_by_pattern_and_carries_on_where_it_committed(Peer peer)
    {
        await using var cluster = await PeerCluster.OfAsync(peer, kafka, ours);
        var topic = await cluster.MakeTopicAsync();
        await ProduceAsync(cluster, topic, 10);
        var group = $"group-{Guid.NewGuid():N}";
        await using (var first = Member())
        {
            var record = first.Take(4)[^1];
            await first.CommitAsync(record);
            Assert.Equal(4, (await first.CommittedAsync([record.TopicPartition]))[record.TopicPartition].Offset);
        }

        await using var second = Member();
        Assert.Equal(4, second.Take(1)[0].Offset);

        Consumer<string?, string?> Member()
        {
            var consumer = cluster.Consumer(config =>
            {
                config.GroupId = group;
                config.EnableAutoCommit = false;
            });
            consumer.Subscribe(new Regex($"^{topic[..^2]}.*"));
            return consumer;
        }
    }

    private static async Task ProduceAsync(PeerCluster cluster, string topic, int records)
    {
        var producer = cluster.Producer();
        var partitions = (await cluster.Admin().DescribeTopicsAsync([topic]))[0].Partitions.Count;
        await Task.WhenAll(Enumerable.Range(0, partitions).SelectMany(partition => Enumerable.Range(0, records).Select(i => producer.ProduceAsync(
            new TopicPartition(topic, partition), new Message<string?, string?> { Value = $"{i}", Timestamp = Time(i) }))));
    }

    private static DateTimeOffset Time(int record) => DateTimeOffset.FromUnixTimeMilliseconds(Begin + (1000L * record));
}
