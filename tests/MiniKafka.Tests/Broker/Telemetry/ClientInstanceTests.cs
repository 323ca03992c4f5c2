using MiniKafka.Broker.Telemetry;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;

namespace MiniKafka.Tests.Broker.Telemetry;

public sealed class ClientInstanceTests
{
    private static readonly Uuid Id = new(1, 2);
    private static readonly SortedDictionary<string, string> Client = new(StringComparer.Ordinal) { ["client_id"] = "orders-1", ["client_software_name"] = "raw" };

    [Fact]
    public void A_client_is_told_what_the_subscriptions_that_match_it_want()
    {
        var instance = Told(
            Subscription(("interval.ms", "60000"), ("metrics", "b,a"), ("match", "client_id=orders.*")),
            Subscription(("interval.ms", "30000"), ("metrics", "c"), ("match", "client_id=orders.*,client_software_name=java")),
            Subscription(("metrics", "b,d")));
        Assert.Equal(["a", "b", "d"], instance.Metrics);
        Assert.Equal(60_000, instance.PushIntervalMs);
    }

    [Fact]
    public void Patterns_match_the_whole_text() => Assert.Empty(Told(Subscription(("metrics", "a"), ("match", "client_id=orders"))).Metrics);

    [Fact]
    public void An_asterisk_stands_for_all_metrics() => Assert.Equal(["*"], Told(Subscription(("metrics", "a")), Subscription(("metrics", "*"))).Metrics);

    [Fact]
    public void Other_metrics_and_other_intervals_give_other_ids()
    {
        var ids = new[]
        {
            Told(), Told(Subscription(("metrics", "a"))), Told(Subscription(("metrics", "b"))), Told(Subscription(("metrics", "a"), ("interval.ms", "1000"))),
        };
        Assert.Equal(4, ids.Select(instance => instance.SubscriptionId).Distinct().Count());
        Assert.Equal(Told().SubscriptionId, Told().SubscriptionId);
    }

    [Fact]
    public void A_client_asks_and_pushes_once_an_interval_and_pushes_at_once_after_it_asked()
    {
        var clock = new TestClock();
        var instance = Told(clock, Subscription(("interval.ms", "1000")));
        Assert.True(instance.TryGet());
        Assert.False(instance.TryGet());
        clock.Advance(TimeSpan.FromMilliseconds(10));
        Assert.True(instance.TryPush());
        Assert.False(instance.TryPush());
        clock.Advance(TimeSpan.FromMilliseconds(995));
        Assert.False(instance.TryGet());
        clock.Advance(TimeSpan.FromMilliseconds(10));
        Assert.True(instance.TryPush());
        clock.Advance(TimeSpan.FromMilliseconds(1000));
        Assert.True(instance.TryGet());
    }

    [Theory]
    [InlineData(ErrorCode.UnknownSubscriptionId, true)]
    [InlineData(ErrorCode.UnsupportedCompressionType, true)]
    [InlineData(ErrorCode.TelemetryTooLarge, false)]
    public void A_client_that_does_not_know_what_is_wanted_asks_again_at_once(ErrorCode last, bool mayAsk)
    {
        var instance = Told();
        Assert.True(instance.TryGet());
        instance.LastError = last;
        Assert.Equal(mayAsk, instance.TryGet());
    }

    private static MetricsSubscription Subscription(params (string Key, string Value)[] own) =>
        new(ClusterImage.NoConfigs.SetItems(own.Select(pair => KeyValuePair.Create(pair.Key, pair.Value))));

    private static ClientInstance Told(params MetricsSubscription[] subscriptions) => Told(new TestClock(), subscriptions);

    private static ClientInstance Told(TimeProvider clock, params MetricsSubscription[] subscriptions) => new(Id, Client, subscriptions, 1, clock);

    private sealed class TestClock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Advance(TimeSpan time) => _now += time.Ticks;

        public override long GetTimestamp() => _now;
    }
}
