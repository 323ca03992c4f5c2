using System.Text.RegularExpressions;
using MiniKafka.Client;

namespace MiniKafka.Tests.Client.Consumers;

/// <summary>What a member can say about itself.</summary>
public sealed class SubscriptionTests : ConsumerWorld
{
    [Fact]
    public async Task A_consumer_tells_what_it_subscribed_to_and_as_whom_its_group_knows_it()
    {
        await ProduceAsync(First, "1");
        await using var consumer = Consumer();
        Assert.Empty(consumer.Subscription);
        Assert.Equal("", consumer.MemberId);

        consumer.Subscribe(["orders", "bills"]);
        Assert.Equal(["bills", "orders"], consumer.Subscription);
        Assert.NotNull(consumer.Consume(Patience));
        await using var admin = Kafka.CreateAdmin();
        Assert.Equal((await admin.DescribeGroupAsync("g")).Members.Single().MemberId, consumer.MemberId);

        consumer.Unsubscribe();
        Assert.Empty(consumer.Subscription);
    }

    [Fact]
    public async Task A_pattern_tells_the_topics_that_match()
    {
        await ProduceAsync(First, "1");
        await using var consumer = Consumer();
        consumer.Subscribe(new Regex("^ord"));

        Assert.NotNull(consumer.Consume(Patience));

        Assert.Equal(["orders"], consumer.Subscription);
    }

    [Fact]
    public async Task A_consumer_without_a_group_has_neither()
    {
        await using var consumer = Kafka.CreateConsumer<string, string>();

        Assert.Empty(consumer.Subscription);
        Assert.Equal("", consumer.MemberId);
    }
}
