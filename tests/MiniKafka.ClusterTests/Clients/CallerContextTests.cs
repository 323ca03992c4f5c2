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

    private static Task<KafkaCluster> StartAsync() => KafkaCluster.StartAsync(options => options.Topics.Add("orders"));
}
