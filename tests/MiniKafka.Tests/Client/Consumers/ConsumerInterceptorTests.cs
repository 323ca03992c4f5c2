using MiniKafka.Client;
using MiniKafka.Model;

namespace MiniKafka.Tests.Client.Consumers;

public sealed class ConsumerInterceptorTests : ConsumerWorld
{
    [Fact]
    public async Task Interceptors_change_what_is_consumed_one_after_the_other()
    {
        await ProduceAsync(First, "a");
        await using var consumer = Kafka.CreateConsumer<string, string>(interceptors: [new Appending("1"), new Appending("2")]);
        consumer.Assign(new TopicPartitionOffset(First, 0));

        Assert.Equal("a12", consumer.Consume(Patience)!.Value);
    }

    [Fact]
    public async Task They_hear_what_was_committed_on_the_thread_that_consumes_and_when_the_consumer_closes()
    {
        await ProduceAsync(First, "a", "b");
        var interceptor = new Appending("");
        await using (var consumer = Kafka.CreateConsumer<string, string>(new ConsumerConfig { GroupId = "g" }, interceptors: [interceptor]))
        {
            consumer.Assign(new TopicPartitionOffset(First, 0));
            var record = consumer.Consume(Patience)!;
            await consumer.CommitAsync(record);
            Assert.Empty(interceptor.Commits);

            Assert.Equal(1, consumer.Consume(Patience)!.Offset);
            consumer.Consume(TimeSpan.Zero);
            Assert.Equal(new TopicPartitionOffset(First, 1), interceptor.Commits[0] with { LeaderEpoch = -1 });
        }

        Assert.Equal(2, interceptor.Commits[^1].Offset);
    }

    [Fact]
    public async Task What_an_interceptor_throws_comes_out_of_the_call_and_the_record_counts_as_consumed()
    {
        await ProduceAsync(First, "bad", "good");
        await using var consumer = Kafka.CreateConsumer<string, string>(interceptors: [new Appending("")]);
        consumer.Assign(new TopicPartitionOffset(First, 0));

        Assert.Throws<FormatException>(() => consumer.Consume(Patience));
        Assert.Equal("good", consumer.Consume(Patience)!.Value);
    }

    private sealed class Appending(string text) : IConsumerInterceptor<string, string>
    {
        public List<TopicPartitionOffset> Commits { get; } = [];

        public ConsumeResult<string, string> OnConsume(ConsumeResult<string, string> result) => result.Value == "bad"
            ? throw new FormatException()
            : new(result.TopicPartition, result.Offset, new Message<string, string> { Key = result.Key, Value = result.Value + text });

        public void OnCommit(IReadOnlyList<TopicPartitionOffset> offsets) => Commits.AddRange(offsets);
    }
}
