using MiniKafka.CompatibilityTests.Clients;

namespace MiniKafka.CompatibilityTests.ConfluentClient;

using Confluent.Kafka;

public sealed class ProducerTests
{
    private const string Topic = "orders";

    [Theory]
    [InlineData(false, Acks.All)]
    [InlineData(false, Acks.Leader)]
    [InlineData(true, Acks.All)]
    public async Task Every_record_gets_the_next_offset(bool idempotent, Acks acks)
    {
        await using var broker = await BrokerUnderTest.StartAsync((Topic, 1));
        using var producer = ConfluentClients.Producer(broker.BootstrapServers, config =>
        {
            config.EnableIdempotence = idempotent;
            config.Acks = acks;
        });

        for (var i = 0; i < 20; i++)
        {
            var delivered = await producer.ProduceAsync(new TopicPartition(Topic, 0), new Message<string, string> { Key = "k", Value = $"v{i}" });

            Assert.Equal(i, delivered.Offset.Value);
            Assert.Equal(PersistenceStatus.Persisted, delivered.Status);
        }
    }

    [Fact]
    public async Task Records_sent_without_acks_arrive()
    {
        await using var broker = await BrokerUnderTest.StartAsync((Topic, 1));
        using (var producer = ConfluentClients.Producer(broker.BootstrapServers, config => config.Acks = Acks.None))
        {
            producer.Produce(new TopicPartition(Topic, 0), new Message<string, string> { Value = "unacknowledged" });
            producer.Flush(TimeSpan.FromSeconds(30));
        }

        using var consumer = ConfluentClients.Consumer(broker.BootstrapServers);
        consumer.Assign(new TopicPartitionOffset(Topic, 0, Offset.Beginning));
        Assert.Equal("unacknowledged", consumer.Take(1)[0].Message.Value);
    }

    [Theory]
    [InlineData(CompressionType.None)]
    [InlineData(CompressionType.Gzip)]
    [InlineData(CompressionType.Snappy)]
    [InlineData(CompressionType.Lz4)]
    [InlineData(CompressionType.Zstd)]
    public async Task Keys_values_headers_and_timestamps_come_back(CompressionType compression)
    {
        await using var broker = await BrokerUnderTest.StartAsync((Topic, 1));
        var sent = new Message<string, string>
        {
            Key = "schlüssel",
            Value = new string('v', 10_000),
            Headers = new Headers { { "a", [1, 2] }, { "a", [] }, { "none", null } },
            Timestamp = new Timestamp(1_700_000_000_123, TimestampType.CreateTime),
        };
        using (var producer = ConfluentClients.Producer(broker.BootstrapServers, config => config.CompressionType = compression))
        {
            await producer.ProduceAsync(new TopicPartition(Topic, 0), sent);
        }

        using var consumer = ConfluentClients.Consumer(broker.BootstrapServers);
        consumer.Assign(new TopicPartitionOffset(Topic, 0, Offset.Beginning));
        var got = consumer.Take(1)[0].Message;
        Assert.Equal(sent.Key, got.Key);
        Assert.Equal(sent.Value, got.Value);
        Assert.Equal(sent.Timestamp.UnixTimestampMs, got.Timestamp.UnixTimestampMs);
        Assert.Equal(["a", "a", "none"], got.Headers.Select(header => header.Key));
        Assert.Equal([[1, 2], [], null], got.Headers.Select(header => header.GetValueBytes()));
    }

    [Fact]
    public async Task Many_idempotent_records_in_flight_arrive_once_and_in_order()
    {
        const int Records = 50_000;
        await using var broker = await BrokerUnderTest.StartAsync((Topic, 1));
        using (var producer = ConfluentClients.Producer(broker.BootstrapServers, config =>
        {
            config.EnableIdempotence = true;
            config.LingerMs = 1;
        }))
        {
            for (var i = 0; i < Records; i++)
            {
                producer.Produce(new TopicPartition(Topic, 0), new Message<string, string> { Value = $"{i}" });
            }

            Assert.Equal(0, producer.Flush(TimeSpan.FromSeconds(60)));
        }

        using var consumer = ConfluentClients.Consumer(broker.BootstrapServers);
        consumer.Assign(new TopicPartitionOffset(Topic, 0, Offset.Beginning));
        Assert.Equal(Enumerable.Range(0, Records).Select(i => $"{i}"), consumer.Take(Records).Select(record => record.Message.Value));
    }

    [Fact]
    public async Task A_topic_that_does_not_exist_and_is_not_made_is_an_error_that_says_so()
    {
        await using var kafka = await KafkaCluster.StartAsync(options =>
        {
            options.Listen();
            options.Properties["auto.create.topics.enable"] = "false";
        });
        using var producer = ConfluentClients.Producer(kafka.BootstrapServers, config => config.Set("topic.metadata.propagation.max.ms", "0"));

        var error = await Assert.ThrowsAsync<ProduceException<string, string>>(() => producer.ProduceAsync("oders", new Message<string, string> { Value = "v" }));

        Assert.True(error.Error.Code is ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic, error.Error.ToString());
    }
}
