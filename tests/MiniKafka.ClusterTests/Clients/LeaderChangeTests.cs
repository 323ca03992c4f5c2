using MiniKafka.Client;
using MiniKafka.Client.Serialization;
using MiniKafka.Model;

namespace MiniKafka.ClusterTests.Clients;

/// <summary>The clients of this library while partitions change their leaders.</summary>
public sealed class LeaderChangeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Killed_leaders_lose_and_double_nothing_and_keep_the_order()
    {
        await using var kafka = await KafkaCluster.StartAsync(options =>
        {
            options.BrokerCount = 3;
            options.Topics.Add("orders", partitions: 2, replicationFactor: 3);
            options.Properties["min.insync.replicas"] = "2";
        });
        await using var producer = kafka.CreateProducer<string, string>(new ProducerConfig { BatchSize = 400 });
        await using var consumer = kafka.CreateConsumer<string, string>(new ConsumerConfig { GroupId = "g", AutoOffsetReset = AutoOffsetReset.Earliest });
        consumer.Subscribe("orders");
        var sent = new List<Task<DeliveryResult<string, string>>>();
        for (var round = 0; round < 3; round++)
        {
            Produce(100);
            var victim = kafka.Brokers[round];
            await victim.KillAsync();
            Produce(100);
            await sent[^1].WaitAsync(Patience);
            await victim.StartAsync();
            Produce(100);
        }

        var delivered = await Task.WhenAll(sent).WaitAsync(Patience);
        var read = new List<(int Partition, string Value)>();
        while (read.Count < sent.Count)
        {
            var record = consumer.Consume(Patience);
            Assert.NotNull(record);
            read.Add((record.Partition, record.Value));
        }

        foreach (var partition in delivered.GroupBy(result => result.Partition))
        {
            Assert.Equal(partition.Select(result => result.Message.Value), read.Where(record => record.Partition == partition.Key).Select(record => record.Value));
        }

        Assert.Equal(2, delivered.Select(result => result.Partition).Distinct().Count());

        void Produce(int count) => sent.AddRange(Enumerable.Range(sent.Count, count).Select(number =>
            producer.ProduceAsync("orders", new Message<string, string> { Key = $"k{number % 7}", Value = $"v{number}" })));
    }

    [Theory]
    [InlineData(AutoOffsetReset.None)]
    [InlineData(AutoOffsetReset.Earliest)]
    public async Task A_consumer_notices_that_the_log_was_cut_behind_what_it_has_read(AutoOffsetReset reset)
    {
        var partition = new TopicPartition("orders", 0);
        await using var kafka = await KafkaCluster.StartAsync(options =>
        {
            options.BrokerCount = 3;
            options.Topics.Add("orders", partitions: 1, replicationFactor: 3);
        });
        await using var producer = kafka.CreateProducer<Null, string>();
        await ProduceAsync("a", "b", "c");
        await using var before = kafka.CreateConsumer<Null, string>(new ConsumerConfig { AutoOffsetReset = AutoOffsetReset.Earliest });
        before.Assign(partition);
        var epoch = before.Consume(Patience)!.LeaderEpoch;
        var leader = kafka.Brokers.First(broker => broker.Id == kafka.Nodes[0].View.Image.Topics["orders"].Partitions[0].Leader);
        await leader.KillAsync();
        await ProduceAsync("d", "e", "f");

        // Somebody has read five records of the first leader, of which only three have outlived it.
        await using var consumer = kafka.CreateConsumer<Null, string>(new ConsumerConfig { AutoOffsetReset = reset });
        consumer.Assign(new TopicPartitionOffset(partition, 5) { LeaderEpoch = epoch });
        if (reset == AutoOffsetReset.None)
        {
            var cut = Assert.Throws<LogTruncatedException>(() => consumer.Consume(Patience));
            Assert.Equal(3, cut.DivergesAt.Offset);
            consumer.Seek(cut.DivergesAt);
        }

        var next = consumer.Consume(Patience)!;
        Assert.Equal((3L, "d"), (next.Offset, next.Value));
        Assert.True(next.LeaderEpoch > epoch);

        async Task ProduceAsync(params string[] values)
        {
            foreach (var value in values)
            {
                await producer.ProduceAsync(partition, new Message<Null, string> { Value = value });
            }
        }
    }
}
