using System.Text.RegularExpressions;
using MiniKafka.Client;
using MiniKafka.Model;

namespace MiniKafka.Tests.Client.Consumers;

public sealed class GroupConsumerTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);
    private KafkaCluster _kafka = null!;
    private BatchWriter _writer = null!;

    public async Task InitializeAsync()
    {
        _kafka = await KafkaCluster.StartAsync(options =>
        {
            options.Properties["offsets.topic.replication.factor"] = "1";
            options.Topics.Add("orders", partitions: 4);
            options.Topics.Add("other", partitions: 1);
        });
        _writer = new BatchWriter(_kafka);
    }

    public async Task DisposeAsync()
    {
        await _writer.DisposeAsync();
        await _kafka.DisposeAsync();
    }

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
    public async Task A_static_member_comes_back_to_its_partitions_without_a_rebalance()
    {
        await using var other = Consumer("g", config => config.GroupInstanceId = "other");
        var moves = 0;
        other.Subscribe("orders", new RebalanceHandlers { Revoked = _ => moves++ });
        Drive(() => other.Assignment.Count == 4, other);
        var restarted = Consumer("g", config => config.GroupInstanceId = "restarted");
        restarted.Subscribe("orders");
        Drive(() => restarted.Assignment.Count == 2 && other.Assignment.Count == 2, other, restarted);
        var before = restarted.Assignment;
        var movesBefore = moves;
        await restarted.DisposeAsync();

        await using var back = Consumer("g", config => config.GroupInstanceId = "restarted");
        back.Subscribe("orders");
        Drive(() => back.Assignment.Count == 2, other, back);

        Assert.Equal(before, back.Assignment);
        Assert.Equal(movesBefore, moves);
    }

    [Theory]
    [InlineData("range")]
    [InlineData("cooperative-sticky")]
    public async Task A_member_that_does_not_ask_for_records_loses_its_partitions_and_comes_back(string strategy)
    {
        var lost = new List<int>();
        await using var silent = Consumer("g", config =>
        {
            config.MaxPollIntervalMs = 300;
            config.HeartbeatIntervalMs = 50;
            config.PartitionAssignmentStrategy = strategy;
        });
        silent.Subscribe("orders", new RebalanceHandlers { Lost = partitions => lost.Add(partitions.Count) });
        Drive(() => silent.Assignment.Count == 4, silent);
        await using var other = Consumer("g", config =>
        {
            config.HeartbeatIntervalMs = 50;
            config.PartitionAssignmentStrategy = strategy;
        });
        other.Subscribe("orders");

        // Only a silent member gives up everything: one that takes part would keep two.
        Drive(() => other.Assignment.Count == 4, other);
        Drive(() => silent.Assignment.Count == 2 && other.Assignment.Count == 2, silent, other);

        Assert.True(lost.Sum() >= 4, $"lost {string.Join(',', lost)}");
    }

    [Fact]
    public async Task A_silent_member_without_partitions_leaves_and_stays_away_until_records_are_asked_for()
    {
        await using var owner = Consumer("g", config => config.HeartbeatIntervalMs = 50);
        owner.Subscribe("other");
        Drive(() => owner.Assignment.Count == 1, owner);
        await using var idle = Consumer("g", config =>
        {
            config.MaxPollIntervalMs = 300;
            config.HeartbeatIntervalMs = 50;
        });
        idle.Subscribe("other");
        await using var admin = _kafka.CreateAdmin();
        await DriveAsync(async () => (await admin.DescribeGroupAsync("g")) is { State: "Stable", Members.Count: 2 }, owner, idle);

        await DriveAsync(async () => (await admin.DescribeGroupAsync("g")) is { State: "Stable", Members.Count: 1 }, owner);
        await DriveAsync(async () => (await admin.DescribeGroupAsync("g")) is { State: "Stable", Members.Count: 2 }, owner, idle);
    }

    [Fact]
    public async Task Unsubscribing_revokes_commits_and_leaves_and_partitions_can_be_assigned_then()
    {
        await FillAsync("orders", 1, each: 3);
        var revoked = new List<TopicPartition>();
        await using var consumer = Consumer("g");
        consumer.Subscribe("orders", new RebalanceHandlers { Revoked = revoked.AddRange });
        Assert.Equal(0, consumer.Consume(Patience)!.Offset);
        Assert.Equal(1, consumer.Consume(Patience)!.Offset);

        consumer.Unsubscribe();

        Assert.Equal(4, revoked.Count);
        Assert.Empty(consumer.Assignment);
        await using var admin = _kafka.CreateAdmin();
        await DriveAsync(async () => (await admin.DescribeGroupAsync("g")).Members.Count == 0);
        consumer.Assign(new TopicPartition("orders", 0));
        Assert.Equal(2, consumer.Consume(Patience)!.Offset);
        consumer.Unassign();
        consumer.Subscribe("other");
        Drive(() => consumer.Assignment is [{ Topic: "other" }], consumer);
    }

    [Fact]
    public async Task A_static_member_whose_name_is_taken_by_another_hears_of_it_and_loses_its_partitions()
    {
        var lost = 0;
        await using var first = Consumer("g", config => config.GroupInstanceId = "same");
        first.Subscribe("orders", new RebalanceHandlers { Lost = partitions => lost += partitions.Count });
        Drive(() => first.Assignment.Count == 4, first);
        await using var second = Consumer("g", config => config.GroupInstanceId = "same");
        second.Subscribe("orders");
        Drive(() => second.Assignment.Count == 4, second);

        var fenced = Assert.Throws<KafkaException>(() => first.Consume(Patience));
        Assert.Equal(ErrorCode.FencedInstanceId, fenced.Code);
        Drive(() => first.Assignment.Count == 0, first);
        Assert.Equal(4, lost);
        Assert.Null(first.Consume(Moment));
    }

    [Fact]
    public async Task A_commit_of_somebody_who_is_no_member_any_more_is_refused()
    {
        await FillAsync("orders", 1, each: 1);
        await using var silent = Consumer("g", config =>
        {
            config.EnableAutoCommit = false;
            config.MaxPollIntervalMs = 300;
            config.HeartbeatIntervalMs = 50;
        });
        silent.Subscribe("orders");
        var record = silent.Consume(Patience)!;
        await using var other = Consumer("g");
        other.Subscribe("orders");
        Drive(() => other.Assignment.Count == 4, other);

        var refused = await Assert.ThrowsAsync<KafkaException>(() => silent.CommitAsync(record));

        Assert.Equal(ErrorCode.UnknownMemberId, refused.Code);
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
        await using var admin = _kafka.CreateAdmin();
        await admin.CreateTopicAsync("later", 2);
        Drive(() => consumer.Assignment.Count == 3, consumer);
    }

    [Fact]
    public async Task Partitions_that_a_topic_gains_are_assigned()
    {
        await using var consumer = Consumer("g", config => config.MetadataMaxAgeMs = 100);
        consumer.Subscribe("other");
        Drive(() => consumer.Assignment.Count == 1, consumer);
        await using var admin = _kafka.CreateAdmin();
        await admin.CreatePartitionsAsync("other", 3);
        Drive(() => consumer.Assignment.Count == 3, consumer);
    }

    [Fact]
    public async Task Assigning_by_hand_and_subscribing_exclude_each_other()
    {
        await using var consumer = Consumer("g");
        consumer.Subscribe("orders");
        Assert.Throws<InvalidOperationException>(() => consumer.Assign(new TopicPartition("orders", 0)));
        await using var other = _kafka.CreateConsumer<string?, string?>();
        Assert.Throws<InvalidOperationException>(() => other.Subscribe("orders"));
    }

    [Fact]
    public async Task Assigned_partitions_begin_at_the_offsets_of_the_group()
    {
        await FillAsync("orders", 1, each: 3);
        await using (var admin = _kafka.CreateAdmin())
        {
            await admin.AlterGroupOffsetsAsync("g", [new TopicPartitionOffset("orders", 0, 2)]);
        }

        await using var consumer = Consumer("g");
        consumer.Assign(new TopicPartition("orders", 0));
        Assert.Equal(2, consumer.Consume(Patience)!.Offset);
    }

    private async Task FillAsync(string topic, int partitions, int each)
    {
        for (var i = 0; i < partitions; i++)
        {
            await _writer.AppendAsync(new TopicPartition(topic, i), [.. Enumerable.Range(0, each).Select(number => $"{i}/{number}")]);
        }
    }

    private Consumer<string?, string?> Consumer(string group, Action<ConsumerConfig>? change = null)
    {
        var config = new ConsumerConfig { GroupId = group, AutoOffsetReset = AutoOffsetReset.Earliest, HeartbeatIntervalMs = 100 };
        change?.Invoke(config);
        return _kafka.CreateConsumer<string?, string?>(config);
    }

    private static List<TopicPartitionOffset> Read(Consumer<string?, string?> consumer, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => consumer.Consume(Patience)!.TopicPartitionOffset)];

    /// <summary>Lets the consumers take part in rebalances until it is as expected.</summary>
    private static void Drive(Func<bool> isReached, params Consumer<string?, string?>[] consumers) =>
        DriveAsync(() => Task.FromResult(isReached()), consumers).GetAwaiter().GetResult();

    private static async Task DriveAsync(Func<Task<bool>> isReached, params Consumer<string?, string?>[] consumers)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await isReached())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, "The group did not get there in time.");
            foreach (var consumer in consumers)
            {
                consumer.Consume(Moment);
            }
        }
    }
}
