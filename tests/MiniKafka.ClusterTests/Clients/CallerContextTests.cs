using MiniKafka.Client;
using MiniKafka.Model;

namespace MiniKafka.ClusterTests.Clients;

/// <summary>
/// What users await never goes on where they called it, since there may be a thread that blocks until it is done; and who gives up hears at
/// once. Asked of every asynchronous method there is.
/// </summary>
public sealed class CallerContextTests
{
    [Fact]
    public async Task Every_asynchronous_method_is_called_here()
    {
        await using var kafka = await StartAsync();

        Assert.Equal(AsynchronousCalls.Methods, new AsynchronousCalls(kafka).All.Select(call => call.Method).Order());
    }

    [Fact]
    public async Task No_method_goes_on_in_the_context_of_its_caller()
    {
        await using var kafka = await StartAsync();
        var offenders = new List<string>();
        foreach (var (method, call) in new AsynchronousCalls(kafka).All)
        {
            var context = new RecordingContext();
            var failure = await Record.ExceptionAsync(() => context.Call(() => call(CancellationToken.None)));

            // What the cluster refuses has gone the whole way all the same.
            Assert.True(failure is null or KafkaException, $"{method}: {failure}");
            if (context.Posts > 0)
            {
                offenders.Add(method);
            }
        }

        Assert.Empty(offenders);
    }

    [Fact]
    public async Task No_method_waits_for_a_thread_that_blocks_until_it_is_done()
    {
        await using var host = new HeldLoops();
        await using var kafka = await StartAsync(host);
        var calls = new AsynchronousCalls(kafka);
        var faults = new List<string>();
        foreach (var (method, call) in calls.All)
        {
            using var release = new CancellationTokenSource();
            calls.Release = release.Token;
            BlockedCaller? caller = null;
            await host.WhileHeldAsync(async () =>
            {
                caller = new BlockedCaller(() => call(CancellationToken.None));
                faults.AddRange(await caller.IsDoneAtOnce ? [$"{method} is done at once"] : []);
            });
            release.Cancel();
            var failure = await caller!.Ended;
            faults.AddRange(failure is null or KafkaException ? [] : [$"{method}: {failure.Message}"]);
        }

        Assert.Empty(faults);
    }

    [Fact]
    public async Task A_method_that_waits_for_a_thread_that_blocks_is_found()
    {
        var caller = new BlockedCaller(async () => await Task.Yield());

        Assert.False(await caller.IsDoneAtOnce);
        Assert.IsType<TimeoutException>(await caller.Ended);
    }

    [Fact]
    public async Task A_handler_of_a_rebalance_does_not_wait_for_the_thread_that_consumes()
    {
        await using var kafka = await StartAsync();
        await using var producer = kafka.CreateProducer<string, string>();
        await producer.ProduceAsync("orders", "k", "v");
        var consumer = kafka.CreateConsumer<string, string>(new ConsumerConfig { GroupId = "g", AutoOffsetReset = AutoOffsetReset.Earliest });
        consumer.Subscribe("orders", new RebalanceHandlers { AssignedAsync = async _ => await Task.Yield() });
        var caller = new BlockedCaller(() =>
        {
            consumer.Consume();
            return Task.CompletedTask;
        });

        Assert.Null(await caller.Ended.WaitAsync(TimeSpan.FromSeconds(20)));
        await consumer.DisposeAsync();
    }

    [Fact]
    public async Task A_method_that_goes_on_in_the_context_of_its_caller_is_found()
    {
        var context = new RecordingContext();
        await context.Call(async () => await Task.Yield());

        Assert.True(context.Posts > 0);
    }

    [Fact]
    public async Task A_call_that_was_given_up_before_does_nothing()
    {
        await using var kafka = await StartAsync();
        var heedless = new List<string>();
        foreach (var (method, call) in new AsynchronousCalls(kafka).All.Where(call => !call.Method.EndsWith(".DisposeAsync()", StringComparison.Ordinal)))
        {
            if (await Record.ExceptionAsync(() => call(new CancellationToken(canceled: true))) is not OperationCanceledException)
            {
                heedless.Add(method);
            }
        }

        Assert.Empty(heedless);
        Assert.Equal(KafkaBrokerState.Running, Assert.Single(kafka.Brokers).State);
    }

    private static Task<KafkaCluster> StartAsync(HeldLoops? host = null) => KafkaCluster.StartAsync(options =>
    {
        options.Host = host;
        options.Topics.Add("orders");
        options.Topics.Add("empty");
    });
}
