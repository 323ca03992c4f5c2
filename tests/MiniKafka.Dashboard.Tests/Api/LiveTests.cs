using MiniKafka.Client;

namespace MiniKafka.Dashboard.Tests.Api;

/// <summary>What is watched live: at once, whenever it changes, once for all, and no longer than somebody watches.</summary>
public sealed class LiveTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private KafkaCluster _kafka = null!;

    public async Task InitializeAsync() => _kafka = await KafkaCluster.StartAsync(static options => options.Topics.Add("orders"));

    public Task DisposeAsync() => _kafka.DisposeAsync().AsTask();

    [Fact]
    public async Task What_is_watched_comes_at_once_and_when_it_changes()
    {
        await using var under = await DashboardUnderTest.OfAsync(_kafka);
        await using var watched = await under.WatchAsync("topics?take=1");
        Assert.Equal(0, HighWatermark((await watched.NextAsync()).Content));
        await using (var producer = _kafka.CreateProducer<string, string>())
        {
            await producer.ProduceAsync("orders", new Message<string, string> { Value = "one" });
        }

        while (HighWatermark((await watched.NextAsync()).Content) != 1)
        {
        }

        static long HighWatermark(System.Text.Json.JsonElement page) => page.List("topics")[0].List("partitions")[0].Number("highWatermark");
    }

    [Fact]
    public async Task All_who_watch_the_same_share_one_look_which_ends_with_the_last_of_them()
    {
        await using var under = await DashboardUnderTest.OfAsync(_kafka);
        var live = under.Dashboard.Site.Live;
        Assert.Equal(0, live.Looking);
        var one = await under.WatchAsync("topics");
        var another = await under.WatchAsync("topics");
        var third = await under.WatchAsync("cluster");
        Assert.Equal((await one.NextAsync()).Content.ToString(), (await another.NextAsync()).Content.ToString());
        await third.NextAsync();

        // Two looks, and the watchman.
        Assert.Equal(3, live.Looking);
        await one.DisposeAsync();
        await third.DisposeAsync();
        await UntilAsync(() => live.Looking == 2);
        await another.DisposeAsync();
        await UntilAsync(() => live.Looking == 0);
    }

    [Fact]
    public async Task What_cannot_be_shown_is_told_on_the_stream()
    {
        await using var under = await DashboardUnderTest.OfAsync(_kafka);
        await using var watched = await under.WatchAsync("segments?topic=nowhere");
        var (kind, content) = await watched.NextAsync();
        Assert.Equal(("problem", "There is no topic 'nowhere'."), (kind, content.Text("error")));
    }

    [Fact]
    public async Task A_dashboard_that_is_disposed_of_while_it_is_watched_ends_its_streams_and_the_cluster_goes_on()
    {
        var under = await DashboardUnderTest.OfAsync(_kafka);
        var watched = await under.WatchAsync("cluster");
        await watched.NextAsync();
        var live = under.Dashboard.Site.Live;

        await under.Dashboard.DisposeAsync().AsTask().WaitAsync(Patience);

        Assert.Equal(0, live.Looking);
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            while (true)
            {
                await watched.NextAsync();
            }
        });
        await under.DisposeAsync();
        Assert.Equal(KafkaBrokerState.Running, _kafka.Brokers[0].State);
    }

    [Fact]
    public async Task A_cluster_that_ends_first_is_told_and_leaves_the_dashboard_to_be_disposed_of()
    {
        await using var under = await DashboardUnderTest.OfAsync(_kafka);
        await using var watched = await under.WatchAsync("groups");
        await watched.NextAsync();
        await _kafka.DisposeAsync();
        while ((await watched.NextAsync()).Kind != "problem")
        {
        }
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using var late = new CancellationTokenSource(Patience);
        while (!isSo())
        {
            await Task.Delay(5, late.Token);
        }
    }
}
