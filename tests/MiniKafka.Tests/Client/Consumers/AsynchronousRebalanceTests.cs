using MiniKafka.Client;
using MiniKafka.Model;

namespace MiniKafka.Tests.Client.Consumers;

/// <summary>Handlers of rebalances that await something: the consumer gives no records before they are done, and the group waits.</summary>
public sealed class AsynchronousRebalanceTests : ConsumerWorld
{
    [Fact]
    public async Task Records_come_once_the_handler_of_new_partitions_is_done_and_where_it_sought()
    {
        await ProduceAsync(First, "1", "2", "3");
        await using var consumer = Consumer();
        var (began, mayEnd) = (new TaskCompletionSource(), new TaskCompletionSource());
        consumer.Subscribe(Topic, new RebalanceHandlers
        {
            AssignedAsync = async partitions =>
            {
                Assert.Equal([First, Second], partitions);
                began.SetResult();
                await mayEnd.Task;
                consumer.Seek(new TopicPartitionOffset(First, 2));
            },
        });
        await using var records = consumer.ConsumeAsync().GetAsyncEnumerator();

        var next = records.MoveNextAsync().AsTask();
        await began.Task.WaitAsync(Patience);
        Assert.False(next.IsCompleted);
        mayEnd.SetResult();

        Assert.True(await next.WaitAsync(Patience));
        Assert.Equal(2, records.Current.Offset);
    }

    [Fact]
    public async Task A_handler_of_revoked_partitions_can_await_its_commit_before_the_consumer_has_left()
    {
        await ProduceAsync(First, "1", "2");
        await using (var consumer = Consumer())
        {
            consumer.Subscribe(Topic, new RebalanceHandlers { RevokedAsync = async _ => await consumer.CommitAsync() });
            Assert.Equal(0, consumer.Consume(Patience)!.Offset);
        }

        await using var next = Consumer();
        Assert.Equal(1, (await next.CommittedAsync([First]))[First].Offset);
    }

    [Fact]
    public async Task Who_unsubscribes_has_awaited_the_handler_of_revoked_partitions()
    {
        await ProduceAsync(First, "1");
        await using var consumer = Consumer();
        var isDone = false;
        consumer.Subscribe(Topic, new RebalanceHandlers
        {
            RevokedAsync = async _ =>
            {
                await consumer.CommitAsync();
                isDone = true;
            },
        });
        Assert.Equal(0, consumer.Consume(Patience)!.Offset);
        consumer.Unsubscribe();
        Assert.True(isDone);
    }

    [Fact]
    public async Task What_an_asynchronous_handler_throws_comes_out_of_the_call_that_consumes()
    {
        await ProduceAsync(First, "1");
        await using var consumer = Consumer();
        consumer.Subscribe(Topic, new RebalanceHandlers
        {
            AssignedAsync = async _ =>
            {
                await Task.Yield();
                throw new InvalidOperationException("no");
            },
        });

        Assert.Equal("no", Assert.Throws<InvalidOperationException>(() => consumer.Consume(Patience)).Message);
        Assert.Equal(0, consumer.Consume(Patience)!.Offset);
    }

    [Fact]
    public async Task A_blocking_call_waits_for_the_handler_no_longer_than_it_waits()
    {
        await ProduceAsync(First, "1");
        await using var consumer = Consumer();
        var (began, mayEnd) = (new TaskCompletionSource(), new TaskCompletionSource());
        consumer.Subscribe(Topic, new RebalanceHandlers
        {
            AssignedAsync = _ =>
            {
                began.SetResult();
                return mayEnd.Task;
            },
        });
        while (!began.Task.IsCompleted)
        {
            Assert.Null(consumer.Consume(TimeSpan.FromMilliseconds(20)));
        }

        Assert.Null(consumer.Consume(TimeSpan.Zero));
        mayEnd.SetResult();
        Assert.Equal(0, consumer.Consume(Patience)!.Offset);
    }
}
