using MiniKafka.Client;
using MiniKafka.Model;

namespace MiniKafka.Tests.Client.Consumers;

public sealed class PartitionEofTests : ConsumerWorld
{
    [Fact]
    public async Task The_end_of_each_partition_comes_once_behind_its_records_and_again_behind_later_ones()
    {
        await ProduceAsync(First, "1", "2");
        await using var consumer = Consumer(config => config.EnablePartitionEof = true);
        consumer.Assign([First, Second]);

        var seen = Enumerable.Range(0, 4).Select(_ => Shown(consumer.Consume(Patience)!)).ToList();

        Assert.Equal(["orders-0@0", "orders-0@1", "orders-0@2 end"], seen.Where(one => one.StartsWith("orders-0", StringComparison.Ordinal)));
        Assert.Equal("orders-1@0 end", Assert.Single(seen, one => one.StartsWith("orders-1", StringComparison.Ordinal)));
        Assert.Null(consumer.Consume(TimeSpan.FromMilliseconds(50)));
        await ProduceAsync(First, "3");
        Assert.Equal(["orders-0@2", "orders-0@3 end"], Enumerable.Range(0, 2).Select(_ => Shown(consumer.Consume(Patience)!)));
        consumer.Seek(new TopicPartitionOffset(First, 2));
        Assert.Equal(["orders-0@2", "orders-0@3 end"], Enumerable.Range(0, 2).Select(_ => Shown(consumer.Consume(Patience)!)));
    }

    [Fact]
    public async Task The_end_of_an_empty_partition_wakes_who_waits_for_records()
    {
        await using var consumer = Consumer(config => config.Set("enable.partition.eof", "true"));
        consumer.Assign(First);

        using var patience = new CancellationTokenSource(Patience);
        await foreach (var result in consumer.ConsumeAsync(patience.Token))
        {
            Assert.Equal("orders-0@0 end", Shown(result));
            break;
        }
    }

    [Fact]
    public async Task Committing_an_end_commits_what_is_before_it()
    {
        await ProduceAsync(First, "1");
        await using var consumer = Consumer(config => config.EnablePartitionEof = true);
        consumer.Assign(First);
        consumer.Consume(Patience);

        await consumer.CommitAsync(consumer.Consume(Patience)!);

        Assert.Equal(1, (await consumer.CommittedAsync([First]))[First].Offset);
    }

    private static string Shown(ConsumeResult<string, string> result) => $"{result.TopicPartition}@{result.Offset}{(result.IsPartitionEof ? " end" : "")}";
}
