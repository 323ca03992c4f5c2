using MiniKafka.Client;
using MiniKafka.ClusterTests.Simulation;
using MiniKafka.Model;
using MiniKafka.Runtime.Simulation;

namespace MiniKafka.ClusterTests.Clients;

/// <summary>
/// Asynchronous handlers of rebalances that take long, in virtual time: whoever did not wait for them would be done long before they are.
/// </summary>
public sealed class AwaitedHandlerTests
{
    private const string Topic = "orders";
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);
    private static readonly TopicPartition Partition = new(Topic, 0);

    [Fact]
    public void No_record_comes_before_the_handler_of_new_partitions_is_done() => Run(async (kafka, host) =>
    {
        await using var consumer = Consumer(kafka);
        var isDone = false;
        consumer.Subscribe(Topic, new RebalanceHandlers
        {
            AssignedAsync = async _ =>
            {
                await Task.Delay(Long, host.Clock);
                isDone = true;
            },
        });
        await using var records = consumer.ConsumeAsync().GetAsyncEnumerator();
        Assert.True(await records.MoveNextAsync());
        Assert.True(isDone);
    });

    [Fact]
    public void Who_leaves_has_awaited_the_handler_of_revoked_partitions() => Run(async (kafka, host) =>
    {
        await using (var consumer = Consumer(kafka))
        {
            consumer.Subscribe(Topic, new RebalanceHandlers
            {
                RevokedAsync = async _ =>
                {
                    await Task.Delay(Long, host.Clock);
                    await consumer.CommitAsync();
                },
            });
            await using var records = consumer.ConsumeAsync().GetAsyncEnumerator();
            Assert.True(await records.MoveNextAsync());
        }

        await using var next = Consumer(kafka);
        Assert.Equal(1, (await next.CommittedAsync([Partition]))[Partition].Offset);
    });

    [Fact]
    public void Who_leaves_in_the_middle_of_a_handler_has_awaited_it() => Run(async (kafka, host) =>
    {
        var (hasBegun, isDone) = (false, false);
        await using (var consumer = Consumer(kafka))
        {
            consumer.Subscribe(Topic, new RebalanceHandlers
            {
                AssignedAsync = async _ =>
                {
                    hasBegun = true;
                    await Task.Delay(Long, host.Clock);
                    isDone = true;
                },
            });
            for (; !hasBegun; await Task.Delay(TimeSpan.FromMilliseconds(100), host.Clock))
            {
                Assert.Null(consumer.Consume(TimeSpan.Zero));
            }
        }

        Assert.True(isDone);
    });

    private static Consumer<string, string> Consumer(KafkaCluster kafka) => kafka.CreateConsumer<string, string>(
        new ConsumerConfig { GroupId = "g", EnableAutoCommit = false, AutoOffsetReset = AutoOffsetReset.Earliest });

    /// <summary>A broker with one record.</summary>
    private static void Run(Func<KafkaCluster, SimulatedLoopHost, Task> test)
    {
        var host = new SimulatedLoopHost(seed: 1);
        VirtualTime.Run(host, options => options.Topics.Add(Topic, partitions: 1), async kafka =>
        {
            await using (var producer = kafka.CreateProducer<string, string>())
            {
                await producer.ProduceAsync(Partition, "k", "v");
            }

            await test(kafka, host);
        });
    }
}
