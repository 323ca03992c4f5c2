using MiniKafka.Client;
using MiniKafka.ClusterTests.Simulation;
using MiniKafka.Model;
using MiniKafka.Runtime.Simulation;

namespace MiniKafka.ClusterTests.Control;

/// <summary>Waits for what clients bring about, in virtual time: what has not come after a minute of it does not come.</summary>
public sealed class ProgressTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    [Fact]
    public void Records_are_waited_for_until_the_last_of_them_is_there_whatever_its_partition() => Run(async (kafka, producer) =>
    {
        var waiting = kafka.WaitForRecordsAsync("orders", 3, Timeout.InfiniteTimeSpan);
        await ProduceAsync(producer, (0, "a"), (1, "b"));
        await Task.Delay(Long, kafka.Host.Clock);
        Assert.False(waiting.IsCompleted);
        await ProduceAsync(producer, (2, "c"));
        await waiting;
        await kafka.WaitForRecordsAsync("orders", 3);
    });

    [Fact]
    public void Records_of_a_topic_that_is_made_later_are_waited_for() => Run(async (kafka, producer) =>
    {
        var waiting = kafka.WaitForRecordsAsync("later", 1);
        await producer.ProduceAsync("later", "k", "v");
        await waiting;
    });

    [Fact]
    public void Records_that_a_lost_leader_took_count_as_soon_as_another_leads() => Run(async (kafka, producer) =>
    {
        await ProduceAsync(producer, (0, "a"), (0, "b"));
        await (await kafka.WaitForLeaderAsync("orders", 0)).KillAsync();
        await kafka.WaitForRecordsAsync("orders", 2);
    });

    [Fact]
    public void A_broker_that_is_started_while_somebody_waits_counts_too() => Run(async (kafka, producer) =>
    {
        await using var admin = kafka.CreateAdmin();
        await admin.CreateTopicAsync("alone", partitions: 3, replicationFactor: 1);
        var leader = await kafka.WaitForLeaderAsync("alone", 0);
        await leader.KillAsync();
        var waiting = kafka.WaitForRecordsAsync("alone", 3);
        await leader.StartAsync();
        for (var partition = 0; partition < 3; partition++)
        {
            await producer.ProduceAsync(new TopicPartition("alone", partition), "k", "v");
        }

        await waiting;
    });

    [Fact]
    public void A_group_is_waited_for_until_it_is_stable_with_all_its_members_and_until_all_have_left() => Run(async (kafka, _) =>
    {
        var both = kafka.WaitForGroupAsync("billing", stable: true, members: 2, Timeout.InfiniteTimeSpan);
        await using (new BillingMember(kafka))
        {
            await kafka.WaitForGroupAsync("billing");
            await kafka.WaitForGroupAsync("billing", stable: true);
            await Task.Delay(Long, kafka.Host.Clock);
            Assert.False(both.IsCompleted);
            await using (new BillingMember(kafka))
            {
                await both;
            }

            await kafka.WaitForGroupAsync("billing", members: 1, stable: true);
        }

        await kafka.WaitForGroupAsync("billing", members: 0);
    });

    [Fact]
    public void A_group_that_another_broker_coordinates_from_now_on_is_found_there() => Run(async (kafka, _) =>
    {
        await using var member = new BillingMember(kafka);
        await kafka.WaitForGroupAsync("billing", stable: true);
        await (await kafka.WaitForLeaderAsync("__consumer_offsets", 0)).KillAsync();
        await kafka.WaitForGroupAsync("billing", stable: true);
    });

    [Fact]
    public void Offsets_are_waited_for_until_they_are_committed() => Run(async (kafka, producer) =>
    {
        await ProduceAsync(producer, (0, "a"), (0, "b"), (2, "c"));
        var (first, all) = (kafka.WaitForCommittedAsync("billing", "orders", 0, 2), kafka.WaitForCommittedAsync("billing", "orders"));
        await using var admin = kafka.CreateAdmin();
        await CommitAsync(new("orders", 0, 1));
        await Task.Delay(TimeSpan.FromSeconds(10), kafka.Host.Clock);
        Assert.False(first.IsCompleted);
        await CommitAsync(new("orders", 0, 2));
        await first;
        Assert.False(all.IsCompleted);
        await CommitAsync(new("orders", 2, 1));
        await all;

        Task CommitAsync(TopicPartitionOffset offset) => admin.AlterGroupOffsetsAsync("billing", [offset]);
    });

    [Fact]
    public void What_takes_too_long_says_what_is_the_case_instead() => Run(async (kafka, producer) =>
    {
        await FailsAsync(() => kafka.WaitForRecordsAsync("odrers", 1), "1 record in the topic 'odrers' in vain: there is no topic 'odrers', but 'orders'.");
        await FailsAsync(() => kafka.WaitForGroupAsync("bliling"), "the group 'bliling' to have members in vain: there is no group 'bliling', and no other.");
        await ProduceAsync(producer, (0, "a"), (0, "b"), (2, "c"));
        await FailsAsync(() => kafka.WaitForRecordsAsync("orders", 10), "10 records in the topic 'orders' in vain: the topic 'orders' has 3 records: 2 in partition 0, 1 in partition 2.");
        await using var admin = kafka.CreateAdmin();
        await admin.AlterGroupOffsetsAsync("billing", [new("orders", 0, 1)]);
        await FailsAsync(
            () => kafka.WaitForGroupAsync("bliling", stable: true, members: 2),
            "the group 'bliling' to be stable with 2 members in vain: there is no group 'bliling', but 'billing'.");
        await FailsAsync(() => kafka.WaitForGroupAsync("billing", stable: true), "the group 'billing' to be stable with members in vain: the group 'billing' is Empty with 0 members.");
        await FailsAsync(
            () => kafka.WaitForCommittedAsync("billing", "orders"),
            "the group 'billing' to commit all of 'orders' in vain: the group 'billing' is Empty with 0 members, "
            + "and has committed 1 of 2 in partition 0, nothing of 0 in partition 1, nothing of 1 in partition 2.");
        await FailsAsync(
            () => kafka.WaitForCommittedAsync("bliling", "orders", 2, 1), "the group 'bliling' to commit offset 1 of orders-2 in vain: there is no group 'bliling', but 'billing'.");
        await FailsAsync(() => kafka.WaitForCommittedAsync("billing", "odrers"), "the group 'billing' to commit all of 'odrers' in vain: there is no topic 'odrers', but ");

        async Task FailsAsync(Func<Task> wait, string expected) =>
            Assert.StartsWith($"Waited 30 s for {expected}", (await Assert.ThrowsAsync<TimeoutException>(wait)).Message, StringComparison.Ordinal);
    });

    [Fact]
    public void Partitions_that_nobody_leads_are_named_when_it_takes_too_long() => Run(async (kafka, _) =>
    {
        await using var admin = kafka.CreateAdmin();
        await admin.CreateTopicAsync("alone", partitions: 1, replicationFactor: 1);
        await (await kafka.WaitForLeaderAsync("alone", 0)).KillAsync();
        var late = await Assert.ThrowsAsync<TimeoutException>(() => kafka.WaitForRecordsAsync("alone", 1));
        Assert.Contains("the topic 'alone' has 0 records; nobody leads the partition 0 now; broker ", late.Message, StringComparison.Ordinal);
    });

    [Fact]
    public void Nothing_is_followed_any_more_when_nobody_waits() => Run(async (kafka, producer) =>
    {
        await Assert.ThrowsAsync<TimeoutException>(() => kafka.WaitForRecordsAsync("orders", 1));
        await kafka.Host.CreateLoop("beside").InvokeAsync(() => Task.CompletedTask);
        Assert.All(kafka.Nodes, node => Assert.All(node.Replicas.Partitions.Where(partition => partition.Id.Topic == "orders" && partition.IsLeader), partition =>
        {
            // Whoever fetches for a replica waits there too.
            Assert.InRange(partition.Waiting.Count, 0, 2);
            Assert.Equal(0, node.Replicas.Coming.Count);
        }));
    });

    [Fact]
    public async Task A_wait_is_given_up_by_its_token_and_fails_when_the_cluster_is_disposed_of()
    {
        var kafka = await KafkaCluster.StartAsync(options => options.Topics.Add("orders"));
        using var giveUp = new CancellationTokenSource();
        var given = kafka.WaitForGroupAsync("billing", cancellationToken: giveUp.Token);
        var failed = kafka.WaitForCommittedAsync("billing", "orders", 0, 7);
        await giveUp.CancelAsync();
        Assert.Equal(giveUp.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given)).CancellationToken);
        await kafka.DisposeAsync();
        Assert.Contains("commit offset 7 of orders-0", (await Assert.ThrowsAsync<ObjectDisposedException>(() => failed)).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => kafka.WaitForRecordsAsync("orders", 1));
    }

    private static async Task ProduceAsync(Producer<string, string> producer, params (int Partition, string Value)[] records)
    {
        foreach (var (partition, value) in records)
        {
            await producer.ProduceAsync(new TopicPartition("orders", partition), "k", value);
        }
    }

    private static void Run(Func<KafkaCluster, Producer<string, string>, Task> test) => VirtualTime.Run(
        new SimulatedLoopHost(seed: 1),
        options =>
        {
            options.BrokerCount = 3;
            options.Topics.Add("orders", partitions: 3, replicationFactor: 3);
            options.Properties["offsets.topic.num.partitions"] = "1";
        },
        async kafka =>
        {
            await using var producer = kafka.CreateProducer<string, string>();
            await test(kafka, producer);
        });
}
