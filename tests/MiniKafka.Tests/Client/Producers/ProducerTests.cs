using System.Globalization;
using MiniKafka.Client;
using MiniKafka.Client.Serialization;
using MiniKafka.Model;
using MiniKafka.Records.Compression;
using static MiniKafka.Tests.Client.Producers.ProducerWorld;

namespace MiniKafka.Tests.Client.Producers;

public sealed class ProducerTests
{
    [Fact]
    public async Task An_awaited_message_tells_where_it_landed()
    {
        await using var world = await StartAsync();
        await using var producer = world.Producer();
        var headers = new Headers { { "trace", "abc"u8.ToArray() }, { "none", null } };
        var first = await producer.ProduceAsync("orders", new Message<string, string> { Key = "k", Value = "v", Headers = headers });
        var second = await producer.ProduceAsync("orders", new Message<string, string> { Key = "k", Value = null! });
        Assert.Equal(("orders", 0, 0L), (first.Topic, first.Partition, first.Offset));
        Assert.Equal(1, second.Offset);
        var stored = await world.ReadAsync();
        Assert.Equal([("k", "v", "trace=abc;none=null;"), ("k", null, "")], stored.Select(record => (record.Key, record.Value, record.Headers)));
    }

    [Fact]
    public async Task Messages_that_are_not_awaited_keep_their_order_also_while_the_topic_is_unknown()
    {
        await using var world = await StartAsync();
        await using var producer = world.Producer();
        var results = await Task.WhenAll(Enumerable.Range(0, 5000).Select(i => producer.ProduceAsync("orders", Message(i))));
        Assert.Equal(Enumerable.Range(0, 5000).Select(i => (long)i), results.Select(result => result.Offset));
        Assert.Equal(Enumerable.Range(0, 5000).Select(i => $"v{i}"), (await world.ReadAsync()).Select(record => record.Value));
    }

    [Theory]
    [InlineData(Acks.None)]
    [InlineData(Acks.Leader)]
    [InlineData(Acks.All)]
    public async Task Every_kind_of_acknowledgement_delivers(Acks acks)
    {
        await using var world = await StartAsync();
        await using (var producer = world.Producer(new ProducerConfig { Acks = acks }))
        {
            var result = await producer.ProduceAsync("orders", Message(1));
            Assert.Equal(acks == Acks.None ? -1 : 0, result.Offset);
        }

        while ((await world.ReadAsync()).Count == 0)
        {
            await Task.Yield();
        }
    }

    [Theory]
    [InlineData(CompressionType.Gzip)]
    [InlineData(CompressionType.Snappy)]
    [InlineData(CompressionType.Lz4)]
    [InlineData(CompressionType.Zstd)]
    public async Task Batches_are_compressed_with_the_codec_asked_for(CompressionType codec)
    {
        await using var world = await StartAsync();
        await using var producer = world.Producer(new ProducerConfig { CompressionType = codec, LingerMs = 5 });
        await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => producer.ProduceAsync("orders", Message(i))));
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"v{i}"), (await world.ReadAsync()).Select(record => record.Value));
    }

    [Fact]
    public async Task Handlers_are_told_in_order_and_flushing_waits_for_them()
    {
        await using var world = await StartAsync();
        await using var producer = world.Producer();
        var told = new List<long>();
        for (var i = 0; i < 1000; i++)
        {
            producer.Produce("orders", Message(i), report => told.Add(report.Error is null ? report.Offset : -1));
        }

        await producer.FlushAsync();
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => (long)i), told);
    }

    [Fact]
    public async Task Disposing_delivers_what_lingers()
    {
        await using var world = await StartAsync();
        var producer = world.Producer(new ProducerConfig { LingerMs = 60_000 });
        for (var i = 0; i < 10; i++)
        {
            producer.Produce("orders", Message(i));
        }

        await producer.DisposeAsync();
        Assert.Equal(10, (await world.ReadAsync()).Count);
        Assert.Throws<ObjectDisposedException>(() => producer.Produce("orders", Message(1)));
    }

    [Fact]
    public async Task Lingering_gathers_messages_into_one_batch()
    {
        await using var world = await StartAsync();
        await using var producer = world.Producer(new ProducerConfig { LingerMs = 60_000 });
        await producer.FlushAsync();
        var results = Enumerable.Range(0, 100).Select(i => producer.ProduceAsync("orders", Message(i))).ToList();
        Assert.All(results, result => Assert.False(result.IsCompleted));
        await producer.FlushAsync();

        // Everything is acknowledged by now, a minute before the linger would have sent it; the results arrive on the pool.
        Assert.Equal(100, (await Task.WhenAll(results)).Select(result => result.Offset).Distinct().Count());
    }

    [Fact]
    public async Task Keys_go_where_the_Java_producer_puts_them_and_given_partitions_are_taken()
    {
        await using var world = await StartAsync(partitions: 6);
        await using var producer = world.Producer();
        for (var i = 0; i < 50; i++)
        {
            var message = Message(i);
            var expected = MiniKafka.Client.Producers.Partitioning.Murmur2.Partition(System.Text.Encoding.UTF8.GetBytes(message.Key), 6);
            Assert.Equal(expected, (await producer.ProduceAsync("orders", message)).Partition);
        }

        Assert.Equal(4, (await producer.ProduceAsync(new TopicPartition("orders", 4), Message(0))).Partition);
        var missing = await Assert.ThrowsAsync<KafkaException>(() => producer.ProduceAsync(new TopicPartition("orders", 6), Message(0)));
        Assert.Equal(ErrorCode.UnknownTopicOrPartition, missing.Code);
    }

    [Fact]
    public async Task Messages_without_a_key_fill_one_partition_after_the_other_and_reach_all()
    {
        await using var world = await StartAsync(partitions: 4);
        await using var producer = world.Producer(new ProducerConfig { LingerMs = 5, BatchSize = 1000 });
        var results = await Task.WhenAll(Enumerable.Range(0, 4000)
            .Select(i => producer.ProduceAsync("orders", new Message<string, string> { Key = null!, Value = $"value {i}" })));
        var changes = results.Zip(results.Skip(1)).Count(pair => pair.First.Partition != pair.Second.Partition);
        var perPartition = results.GroupBy(result => result.Partition).ToDictionary(group => group.Key, group => group.Count());
        Assert.Equal(4, perPartition.Count);
        Assert.All(perPartition.Values, count => Assert.InRange(count, 250, 2500));
        Assert.InRange(changes, 20, 400);
    }

    [Fact]
    public async Task Round_robin_takes_each_partition_in_turn()
    {
        await using var world = await StartAsync(partitions: 3);
        await using var producer = world.Producer(new ProducerConfig { Partitioner = PartitionerKind.RoundRobin });
        var partitions = new List<int>();
        for (var i = 0; i < 9; i++)
        {
            partitions.Add((await producer.ProduceAsync("orders", Message(1))).Partition);
        }

        Assert.Equal([0, 1, 2, 0, 1, 2, 0, 1, 2], partitions);
    }

    [Fact]
    public async Task A_partitioner_of_the_users_own_is_asked()
    {
        await using var world = await StartAsync(partitions: 3);
        await using var producer = world.Producer(new ProducerConfig { CustomPartitioner = new LastPartition() });
        Assert.Equal(2, (await producer.ProduceAsync("orders", Message(1))).Partition);
        Assert.Equal(2, (await producer.ProduceAsync("orders", Message(2))).Partition);
    }

    [Fact]
    public async Task Errors_of_size_and_of_serializers_come_back_on_the_call()
    {
        await using var world = await StartAsync();
        await using var producer = world.Producer(new ProducerConfig { MaxRequestSize = 1000 });
        var large = new Message<string, string> { Key = "k", Value = new string('x', 2000) };
        Assert.Equal(ErrorCode.MessageTooLarge, Assert.Throws<KafkaException>(() => producer.Produce("orders", large)).Code);
        Assert.Equal(ErrorCode.MessageTooLarge, (await Assert.ThrowsAsync<KafkaException>(() => producer.ProduceAsync("orders", large))).Code);
        var unreadable = new Message<string, string> { Key = "k", Value = "\ud800" };
        Assert.Equal(ErrorCode.InvalidRecord, Assert.Throws<KafkaException>(() => producer.Produce("orders", unreadable)).Code);
    }

    [Fact]
    public async Task A_batch_the_broker_refuses_fails_its_messages_and_the_next_goes_through()
    {
        await using var world = await StartAsync(configure: options => options.Properties["message.max.bytes"] = "2000");
        await using var producer = world.Producer();
        await producer.ProduceAsync("orders", Message(0));
        var large = new Message<string, string> { Key = "k", Value = new string('x', 3000) };
        var refused = await Assert.ThrowsAsync<KafkaException>(() => producer.ProduceAsync("orders", large));
        Assert.Equal(ErrorCode.MessageTooLarge, refused.Code);
        Assert.Equal(1, (await producer.ProduceAsync("orders", Message(1))).Offset);
    }

    [Fact]
    public async Task A_topic_is_made_when_it_is_first_produced_to()
    {
        await using var world = await StartAsync();
        await using var producer = world.Producer();
        Assert.Equal(0, (await producer.ProduceAsync("order", Message(1))).Offset);
    }

    [Fact]
    public async Task A_topic_that_does_not_exist_fails_after_max_block_with_advice()
    {
        await using var world = await StartAsync(configure: options => options.Properties["auto.create.topics.enable"] = "false");
        await using var producer = world.Producer(new ProducerConfig { MaxBlockMs = 50 });
        var unknown = await Assert.ThrowsAsync<KafkaException>(() => producer.ProduceAsync("order", Message(1)));
        Assert.Equal(ErrorCode.UnknownTopicOrPartition, unknown.Code);
        Assert.Contains("auto.create.topics.enable", unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Over_TCP_everything_works_the_same()
    {
        await using var kafka = await KafkaCluster.StartAsync(options =>
        {
            options.Listen();
            options.Topics.Add("orders", 1);
        });
        await using (var producer = new Producer<int, byte[]>(new ProducerConfig { BootstrapServers = kafka.BootstrapServers }, valueSerializer: Serdes.Bytes))
        {
            var results = await Task.WhenAll(Enumerable.Range(0, 2000)
                .Select(i => producer.ProduceAsync("orders", new Message<int, byte[]> { Key = i, Value = System.Text.Encoding.UTF8.GetBytes(i.ToString(CultureInfo.InvariantCulture)) })));
            Assert.Equal(1999, results[^1].Offset);
        }

        Assert.Equal(Enumerable.Range(0, 2000).Select(i => i.ToString(CultureInfo.InvariantCulture)), (await TopicReader.ReadAsync(kafka, "orders")).Select(record => record.Value));
    }

    private sealed class LastPartition : IPartitioner
    {
        public int Choose(string topic, ReadOnlySpan<byte> key, bool hasKey, int partitionCount) => partitionCount - 1;
    }
}
