using MiniKafka.CompatibilityTests.Clients;

namespace MiniKafka.CompatibilityTests.ConfluentClient;

using Confluent.Kafka;

public sealed class ConsumerTests
{
    private const string Topic = "orders";
    private const long FirstTimestamp = 1_600_000_000_000;
    private static readonly TopicPartition Partition = new(Topic, 0);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task An_assigned_consumer_reads_every_partition_from_its_beginning()
    {
        await using var broker = await BrokerUnderTest.StartAsync((Topic, 3));
        await ProduceAsync(broker, partitions: 3, perPartition: 10);
        using var consumer = ConfluentClients.Consumer(broker.BootstrapServers);

        consumer.Assign(Enumerable.Range(0, 3).Select(partition => new TopicPartitionOffset(Topic, partition, Offset.Beginning)));
        var records = consumer.Take(30);

        foreach (var partition in records.GroupBy(record => record.Partition.Value))
        {
            Assert.Equal(Enumerable.Range(0, 10).Select(offset => (long)offset), partition.Select(record => record.Offset.Value));
            Assert.Equal(Enumerable.Range(0, 10).Select(offset => $"{partition.Key}/{offset}"), partition.Select(record => record.Message.Value));
        }
    }

    [Fact]
    public async Task Seeking_goes_back_and_forth()
    {
        await using var broker = await BrokerUnderTest.StartAsync((Topic, 1));
        await ProduceAsync(broker, partitions: 1, perPartition: 10);
        using var consumer = ConfluentClients.Consumer(broker.BootstrapServers);
        consumer.Assign(new TopicPartitionOffset(Partition, Offset.Beginning));
        Assert.Equal(0, consumer.Take(1)[0].Offset.Value);

        consumer.Seek(new TopicPartitionOffset(Partition, 7));
        Assert.Equal([7L, 8], consumer.Take(2).Select(record => record.Offset.Value));
        consumer.Seek(new TopicPartitionOffset(Partition, 2));
        Assert.Equal([2L, 3], consumer.Take(2).Select(record => record.Offset.Value));
        Assert.Equal(4, consumer.Position(Partition).Value);
    }

    [Fact]
    public async Task Watermarks_are_the_first_offset_and_the_next_one()
    {
        await using var broker = await BrokerUnderTest.StartAsync((Topic, 1));
        using var consumer = ConfluentClients.Consumer(broker.BootstrapServers);
        Assert.Equal((0, 0), consumer.Watermarks(Partition));

        await ProduceAsync(broker, partitions: 1, perPartition: 10);

        Assert.Equal((0, 10), consumer.Watermarks(Partition));
    }

    [Fact]
    public async Task Offsets_for_times_are_those_of_the_first_record_not_before_them()
    {
        await using var broker = await BrokerUnderTest.StartAsync((Topic, 1));
        await ProduceAsync(broker, partitions: 1, perPartition: 10);
        using var consumer = ConfluentClients.Consumer(broker.BootstrapServers);

        Assert.Equal(0, OffsetFor(FirstTimestamp - 1));
        Assert.Equal(4, OffsetFor(FirstTimestamp + 4000));
        Assert.Equal(5, OffsetFor(FirstTimestamp + 4001));
        Assert.Equal(Offset.End.Value, OffsetFor(FirstTimestamp + 9001));

        long OffsetFor(long timestamp)
            => consumer.OffsetsForTimes([new TopicPartitionTimestamp(Partition, new Timestamp(timestamp, TimestampType.CreateTime))], Patience)[0].Offset.Value;
    }

    [Fact]
    public async Task A_consumer_that_waits_gets_a_record_as_soon_as_it_is_there()
    {
        await using var broker = await BrokerUnderTest.StartAsync((Topic, 1));
        using var consumer = ConfluentClients.Consumer(broker.BootstrapServers, config => config.FetchWaitMaxMs = 20_000);
        consumer.Assign(new TopicPartitionOffset(Partition, Offset.Beginning));
        Assert.Null(consumer.Consume(TimeSpan.FromMilliseconds(500)));

        await ProduceAsync(broker, partitions: 1, perPartition: 1);

        Assert.NotNull(consumer.Consume(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task The_end_of_a_partition_is_told()
    {
        await using var broker = await BrokerUnderTest.StartAsync((Topic, 1));
        await ProduceAsync(broker, partitions: 1, perPartition: 3);
        using var consumer = ConfluentClients.Consumer(broker.BootstrapServers, config => config.EnablePartitionEof = true);
        consumer.Assign(new TopicPartitionOffset(Partition, Offset.Beginning));

        var results = consumer.Take(4);

        Assert.Equal([false, false, false, true], results.Select(result => result.IsPartitionEOF));
        Assert.Equal(3, results[3].Offset.Value);
    }

    private static async Task ProduceAsync(BrokerUnderTest broker, int partitions, int perPartition)
    {
        using var producer = ConfluentClients.Producer(broker.BootstrapServers);
        for (var i = 0; i < perPartition; i++)
        {
            for (var partition = 0; partition < partitions; partition++)
            {
                await producer.ProduceAsync(new TopicPartition(Topic, partition), new Message<string, string>
                {
                    Value = $"{partition}/{i}",
                    Timestamp = new Timestamp(FirstTimestamp + (i * 1000), TimestampType.CreateTime),
                });
            }
        }
    }
}
