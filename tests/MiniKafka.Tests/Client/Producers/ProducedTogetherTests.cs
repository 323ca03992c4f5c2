using MiniKafka.Client;
using MiniKafka.Model;

namespace MiniKafka.Tests.Client.Producers;

/// <summary>Producing without making messages, and many messages in one call.</summary>
public sealed class ProducedTogetherTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TopicPartition Partition = new("orders", 0);
    private KafkaCluster _kafka = null!;

    public async Task InitializeAsync() => _kafka = await KafkaCluster.StartAsync(options => options.Topics.Add("orders"));

    public async Task DisposeAsync() => await _kafka.DisposeAsync();

    [Fact]
    public async Task A_key_and_a_value_are_enough()
    {
        await using var producer = _kafka.CreateProducer<string, string>();

        Assert.Equal(0, (await producer.ProduceAsync("orders", "a", "1")).Offset);
        var second = await producer.ProduceAsync(Partition, "b", "2");
        Assert.Equal((1L, "b", "2"), (second.Offset, second.Key, second.Value));
        producer.Produce("orders", "c", "3");
        await producer.FlushAsync();

        Assert.Equal(["a=1", "b=2", "c=3"], await ReadAsync(3));
    }

    [Fact]
    public async Task Messages_produced_together_arrive_in_their_order_and_are_told_of_in_it()
    {
        await using var producer = _kafka.CreateProducer<string, string>();
        var messages = Enumerable.Range(0, 1000).Select(i => new Message<string, string> { Key = "k", Value = $"{i}" }).ToList();

        var delivered = await producer.ProduceAllAsync("orders", messages);

        Assert.Equal(messages.Select(message => message.Value), delivered.Select(one => one.Value));
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => (long)i), delivered.Select(one => one.Offset));
        Assert.Equal(messages.Select(message => $"k={message.Value}"), await ReadAsync(1000));
    }

    [Fact]
    public async Task One_message_that_is_refused_fails_the_call_and_none_of_the_others()
    {
        await using var producer = _kafka.CreateProducer<string, string>(new ProducerConfig { MaxRequestSize = 1000 });
        Message<string, string>[] messages = [new() { Key = "a", Value = "1" }, new() { Key = "b", Value = new string('x', 2000) }, new() { Key = "c", Value = "3" }];

        var refused = await Assert.ThrowsAsync<KafkaException>(() => producer.ProduceAllAsync("orders", messages));

        Assert.Equal(ErrorCode.MessageTooLarge, refused.Code);
        Assert.Equal(["a=1", "c=3"], await ReadAsync(2));
        Assert.Empty(await producer.ProduceAllAsync("orders", []));
    }

    private async Task<List<string>> ReadAsync(int count)
    {
        await using var consumer = _kafka.CreateConsumer<string, string>();
        consumer.Assign(new TopicPartitionOffset(Partition, 0));
        return [.. Enumerable.Range(0, count).Select(_ => consumer.Consume(Patience)!).Select(record => $"{record.Key}={record.Value}")];
    }
}
