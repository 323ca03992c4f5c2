using MiniKafka.Client;
using MiniKafka.Client.Serialization;
using MiniKafka.Model;

namespace MiniKafka.Tests.Client.Consumers;

public sealed class ConsumedBatchTests : ConsumerWorld
{
    [Fact]
    public async Task A_batch_has_what_was_fetched_and_no_more_than_was_asked_for()
    {
        await using var consumer = Consumer();
        consumer.Assign(First);
        Assert.Empty(consumer.ConsumeBatch(10, TimeSpan.FromMilliseconds(20)));
        await ProduceTogetherAsync(5);

        Assert.Equal(["0", "1", "2"], await ReadAsync(consumer, 3, 3));
        Assert.Equal(["3", "4"], await ReadAsync(consumer, 2, 10));
        Assert.Empty(consumer.ConsumeBatch(10, TimeSpan.FromMilliseconds(20)));
        Assert.Throws<ArgumentOutOfRangeException>(() => consumer.ConsumeBatch(0, TimeSpan.Zero));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => consumer.ConsumeBatchAsync(0));
    }

    [Fact]
    public async Task A_batch_is_done_with_when_more_is_asked_for_and_not_before()
    {
        await ProduceTogetherAsync(6);
        await using var consumer = Consumer(config =>
        {
            config.EnableAutoCommit = true;
            config.AutoCommitIntervalMs = 10;
        });
        await using var admin = Kafka.CreateAdmin();
        consumer.Assign(First);
        Assert.Equal(2, consumer.ConsumeBatch(2, Patience).Count);
        Assert.Equal(2, consumer.ConsumeBatch(2, Patience).Count);

        IReadOnlyDictionary<TopicPartition, TopicPartitionOffset> committed;
        do
        {
            committed = await admin.ListGroupOffsetsAsync("g");
        }
        while (committed.Count == 0);

        Assert.Equal(2, committed[First].Offset);
        await consumer.CommitAsync();
        Assert.Equal(4, (await admin.ListGroupOffsetsAsync("g"))[First].Offset);
    }

    [Fact]
    public async Task What_cannot_be_read_behind_others_is_told_by_the_next_call()
    {
        await ProduceTogetherAsync(3);
        await using var consumer = Kafka.CreateConsumer(valueDeserializer: new Refusing("1"), config: null, keyDeserializer: Serdes.Utf8);
        consumer.Assign(new TopicPartitionOffset(First, 0));

        Assert.Equal("0", Assert.Single(consumer.ConsumeBatch(10, Patience)).Value);
        Assert.Equal(1, Assert.Throws<DeserializationException>(() => consumer.ConsumeBatch(10, Patience)).Record.Offset);
        Assert.Equal("2", Assert.Single(consumer.ConsumeBatch(10, Patience)).Value);
    }

    private async Task ProduceTogetherAsync(int count)
    {
        await using var producer = Kafka.CreateProducer<string, string>(new ProducerConfig { LingerMs = 1000 });
        for (var i = 0; i < count; i++)
        {
            producer.Produce(First, new Message<string, string> { Value = $"{i}" });
        }

        await producer.FlushAsync();
    }

    private static async Task<List<string>> ReadAsync(Consumer<string, string> consumer, int count, int maxRecords)
    {
        using var patience = new CancellationTokenSource(Patience);
        var batch = await consumer.ConsumeBatchAsync(maxRecords, patience.Token);
        Assert.Equal(count, batch.Count);
        return [.. batch.Select(record => record.Value)];
    }

    private sealed class Refusing(string value) : IDeserializer<string>
    {
        public string Deserialize(ReadOnlySpan<byte> data, bool isNull, in SerializationContext context) =>
            System.Text.Encoding.UTF8.GetString(data) is var text && text == value ? throw new FormatException() : text;
    }
}
