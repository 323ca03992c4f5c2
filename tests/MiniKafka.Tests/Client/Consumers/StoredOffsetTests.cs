using MiniKafka.Client;
using MiniKafka.Model;

namespace MiniKafka.Tests.Client.Consumers;

/// <summary>Who says which records are done with: the next call for records, or the application itself.</summary>
public sealed class StoredOffsetTests : ConsumerWorld
{
    [Fact]
    public async Task Without_auto_store_only_what_was_stored_is_committed()
    {
        await ProduceAsync(First, "1", "2", "3");
        await using var consumer = Consumer(config => config.EnableAutoOffsetStore = false);
        consumer.Assign(First);
        var records = Enumerable.Range(0, 3).Select(_ => consumer.Consume(Patience)!).ToList();

        await consumer.CommitAsync();
        Assert.Empty(await consumer.CommittedAsync([First]));
        consumer.StoreOffset(records[1]);
        await consumer.CommitAsync();
        Assert.Equal(2, (await consumer.CommittedAsync([First]))[First].Offset);
        consumer.StoreOffset(new TopicPartitionOffset(First, 1));
        await consumer.CommitAsync();
        Assert.Equal(1, (await consumer.CommittedAsync([First]))[First].Offset);
    }

    [Fact]
    public async Task Without_auto_store_seeking_stores_nothing()
    {
        await ProduceAsync(First, "1", "2");
        await using var consumer = Consumer(config => config.EnableAutoOffsetStore = false);
        consumer.Assign(First);
        consumer.Seek(new TopicPartitionOffset(First, 1));
        Assert.Equal(1, consumer.Consume(Patience)!.Offset);

        await consumer.CommitAsync();

        Assert.Empty(await consumer.CommittedAsync([First]));
    }

    [Fact]
    public async Task Closing_commits_in_the_background_what_was_stored()
    {
        await ProduceAsync(First, "1", "2", "3");
        await using (var consumer = Consumer(config =>
        {
            config.EnableAutoCommit = true;
            config.EnableAutoOffsetStore = false;
        }))
        {
            consumer.Assign(First);
            var one = consumer.Consume(Patience)!;
            consumer.Consume(Patience);
            consumer.StoreOffset(one);
        }

        await using var next = Consumer();
        Assert.Equal(1, (await next.CommittedAsync([First]))[First].Offset);
    }

    [Fact]
    public async Task With_auto_store_and_for_partitions_that_are_not_read_storing_is_refused()
    {
        await using var automatic = Consumer();
        automatic.Assign(First);
        Assert.Contains("enable.auto.offset.store", Assert.Throws<InvalidOperationException>(() => automatic.StoreOffset(new TopicPartitionOffset(First, 1))).Message, StringComparison.Ordinal);

        await using var own = Consumer(config => config.Set("enable.auto.offset.store", "false"));
        own.Assign(First);
        Assert.Throws<KafkaException>(() => own.StoreOffset(new TopicPartitionOffset(Second, 1)));
        Assert.ThrowsAny<ArgumentException>(() => own.StoreOffset(new TopicPartitionOffset(First, Offset.End)));
    }
}
