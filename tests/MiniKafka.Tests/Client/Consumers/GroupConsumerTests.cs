using System.Text.RegularExpressions;
using MiniKafka.Client;
using MiniKafka.Model;

namespace MiniKafka.Tests.Client.Consumers;

public sealed class GroupConsumerTests : GroupConsumerFixture
{
    [Fact]
    public async Task A_single_member_gets_all_partitions_and_their_records()
    {
        await FillAsync("orders", 4, each: 3);
        await using var consumer = Consumer("g");
        consumer.Subscribe("orders");

        var seen = Read(consumer, 12);

        Assert.Equal(12, seen.Distinct().Count());
        Assert.Equal(4, consumer.Assignment.Count);
    }

    [Fact]
    public async Task The_next_member_goes_on_where_the_last_one_stopped()
    {
        await FillAsync("orders", 4, each: 3);
        var seen = new List<TopicPartitionOffset>();
        await using (var first = Consumer("g"))
        {
            first.Subscribe("orders");
            seen.AddRange(Read(first, 7));
        }

        await using var second = Consumer("g");
        second.Subscribe("orders");
        seen.AddRange(Read(second, 5));

        Assert.Equal(12, seen.Distinct().Count());
    }

    [Fact]
    public async Task Nothing_is_committed_unless_asked_for_when_that_is_off()
    {
        await FillAsync("orders", 1, each: 3);
        var partition = new TopicPartition("orders", 0);
        await using var consumer = Consumer("g", config => config.EnableAutoCommit = false);
        consumer.Subscribe("orders");
        var first = consumer.Consume(Patience)!;
        Assert.Empty(await consumer.CommittedAsync([partition]));

        await consumer.CommitAsync(first);
        Assert.Equal(1, (await consumer.CommittedAsync([partition]))[partition].Offset);
        consumer.Consume(Patience);
        consumer.Commit();

        Assert.Equal(2, (await consumer.CommittedAsync([partition]))[partition].Offset);
    }

    [Theory]
    [InlineData("range")]
    [InlineData("roundrobin")]
    [InlineData("sticky")]
    [InlineData("cooperative-sticky")]
    public async Task Partitions_are_shared_when_a_second_member_comes_and_taken_over_when_it_goes(string strategy)
    {
        await using var first = Consumer("g", config => config.PartitionAssignmentStrategy = strategy);
        first.Subscribe("orders");
        Drive(() => first.Assignment.Count == 4, first);
        var second = Consumer("g", config => config.PartitionAssignmentStrategy = strategy);
        second.Subscribe("orders");

        Drive(() => first.Assignment.Count == 2 && second.Assignment.Count == 2, first, second);
        Assert.Equal(4, first.Assignment.Concat(second.Assignment).Distinct().Count());
        await second.DisposeAsync();

        Drive(() => first.Assignment.Count == 4, first);
    }

    [Fact]
    public async Task Cooperative_members_keep_what_does_not_move()
    {
        var revoked = new List<TopicPartition>();
        await using var first = Consumer("g", config => config.PartitionAssignmentStrategy = "cooperative-sticky");
        first.Subscribe("orders", new RebalanceHandlers { Revoked = revoked.AddRange });
        Drive(() => first.Assignment.Count == 4, first);
        await using var second = Consumer("g", config => config.PartitionAssignmentStrategy = "cooperative-sticky");
        second.Subscribe("orders");

        Drive(() => second.Assignment.Count == 2, first, second);

        Assert.Equal(second.Assignment.Order(), revoked.Order());
    }

    [Fact]
    public async Task Handlers_run_inside_Consume_and_may_seek_and_commit()
    {
        await FillAsync("orders", 1, each: 5);
        Consumer<string?, string?> consumer = null!;
        var threads = new List<int>();
        var handlers = new RebalanceHandlers
        {
            Assigned = partitions =>
            {
                threads.Add(Environment.CurrentManagedThreadId);
                foreach (var partition in partitions.Where(partition => partition.Partition == 0))
                {
                    consumer.Seek(new TopicPartitionOffset(partition, 3));
                }
            },
            Revoked = _ => consumer.Commit(),
        };
        await using (consumer = Consumer("g", config => config.EnableAutoCommit = false))
        {
            consumer.Subscribe("orders", handlers);
            Assert.Equal(3, consumer.Consume(Patience)!.Offset);
            Assert.Equal([Environment.CurrentManagedThreadId], threads);
            consumer.Subscribe("other", handlers);
            Drive(() => consumer.Assignment is [{ Topic: "other" }], consumer);
            var partition = new TopicPartition("orders", 0);

            // The call that hears of the new subscription may have delivered the next record before.
            Assert.InRange((await consumer.CommittedAsync([partition]))[partition].Offset, 4, 5);
        }
    }

    [Fact]
    public async Task A_pattern_takes_the_topics_that_match()
    {
        await using var consumer = Consumer("g");
        consumer.Subscribe(new Regex("^oth"));
        Drive(() => consumer.Assignment.Count > 0, consumer);
        Assert.Equal([new TopicPartition("other", 0)], consumer.Assignment);
    }

    [Fact]
    public async Task Offsets_are_committed_at_the_interval_without_being_asked_for()
    {
        await FillAsync("orders", 1, each: 3);
        var partition = new TopicPartition("orders", 0);
        await using var consumer = Consumer("g", config => config.AutoCommitIntervalMs = 20);
        consumer.Subscribe("orders");
        Assert.Equal(0, consumer.Consume(Patience)!.Offset);
        Assert.Equal(1, consumer.Consume(Patience)!.Offset);

        // The second record is done with only when the next one is asked for.
        await DriveAsync(async () => (await consumer.CommittedAsync([partition])).TryGetValue(partition, out var place) && place.Offset == 1);
    }

    [Fact]
    public async Task A_pattern_finds_topics_that_come_later()
    {
        await using var consumer = Consumer("g", config => config.MetadataMaxAgeMs = 100);
        consumer.Subscribe(new Regex("^(oth|lat)er$"));
        Drive(() => consumer.Assignment.Count == 1, consumer);
        await using var admin = Kafka.CreateAdmin();
        await admin.CreateTopicAsync("later", 2);
        Drive(() => consumer.Assignment.Count == 3, consumer);
    }

    [Fact]
    public async Task Partitions_that_a_topic_gains_are_assigned()
    {
        await using var consumer = Consumer("g", config => config.MetadataMaxAgeMs = 100);
        consumer.Subscribe("other");
        Drive(() => consumer.Assignment.Count == 1, consumer);
        await using var admin = Kafka.CreateAdmin();
        await admin.CreatePartitionsAsync("other", 3);
        Drive(() => consumer.Assignment.Count == 3, consumer);
    }

    [Fact]
    public async Task Assigning_by_hand_and_subscribing_exclude_each_other()
    {
        await using var consumer = Consumer("g");
        consumer.Subscribe("orders");
        Assert.Throws<InvalidOperationException>(() => consumer.Assign(new TopicPartition("orders", 0)));
        await using var other = Kafka.CreateConsumer<string?, string?>();
        Assert.Throws<InvalidOperationException>(() => other.Subscribe("orders"));
    }

    [Fact]
    public async Task Assigned_partitions_begin_at_the_offsets_of_the_group()
    {
        await FillAsync("orders", 1, each: 3);
        await using (var admin = Kafka.CreateAdmin())
        {
            await admin.AlterGroupOffsetsAsync("g", [new TopicPartitionOffset("orders", 0, 2)]);
        }

        await using var consumer = Consumer("g");
        consumer.Assign(new TopicPartition("orders", 0));
        Assert.Equal(2, consumer.Consume(Patience)!.Offset);
    }
}
