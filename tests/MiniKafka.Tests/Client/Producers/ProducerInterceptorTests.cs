using System.Collections.Concurrent;
using MiniKafka.Client;
using MiniKafka.Model;

namespace MiniKafka.Tests.Client.Producers;

public sealed class ProducerInterceptorTests : IAsyncLifetime
{
    private KafkaCluster _kafka = null!;

    public async Task InitializeAsync() => _kafka = await KafkaCluster.StartAsync(options => options.Topics.Add("orders"));

    public async Task DisposeAsync() => await _kafka.DisposeAsync();

    [Fact]
    public async Task Interceptors_change_what_is_sent_one_after_the_other_and_hear_where_it_landed()
    {
        var (first, second) = (new Appending("1"), new Appending("2"));
        await using var producer = _kafka.CreateProducer<string, string>(interceptors: [first, second]);

        var awaited = await producer.ProduceAsync("orders", "k", "a");
        var told = new List<int>();
        producer.Produce("orders", "k", "b", _ => told.Add(second.Reports.Count));
        await producer.FlushAsync();

        Assert.Equal("a12", awaited.Value);
        Assert.Equal([("a12", 0L), ("b12", 1L)], first.Reports.Select(report => (report.Value, report.Offset)));

        // Before the handler: it sees both reports.
        Assert.Equal([2], told);
    }

    [Fact]
    public async Task They_hear_why_a_message_was_not_delivered()
    {
        await using var admin = _kafka.CreateAdmin();
        await admin.CreateTopicsAsync([new("small") { Configs = new Dictionary<string, string> { ["max.message.bytes"] = "200" } }]);
        var interceptor = new Appending("");
        await using var producer = _kafka.CreateProducer<string, string>(interceptors: [interceptor]);

        await Assert.ThrowsAsync<KafkaException>(() => producer.ProduceAsync("small", "k", new string('v', 1000)));

        Assert.Equal(ErrorCode.MessageTooLarge, Assert.Single(interceptor.Reports).Error!.Code);
    }

    [Fact]
    public async Task What_an_interceptor_throws_before_sending_goes_to_the_caller_and_nothing_is_sent()
    {
        await using var producer = _kafka.CreateProducer<string, string>(interceptors: [new Appending("")]);

        await Assert.ThrowsAsync<FormatException>(() => producer.ProduceAsync("orders", "k", "bad"));

        Assert.Equal(0, (await producer.ProduceAsync("orders", "k", "good")).Offset);
    }

    [Fact]
    public async Task What_an_interceptor_throws_afterwards_is_told_and_the_delivery_goes_on()
    {
        var errors = new ConcurrentQueue<Exception>();
        await using var producer = _kafka.CreateProducer<string, string>(interceptors: [new Appending("") { ThrowsAfterwards = true }]);
        producer.HandlerError += errors.Enqueue;

        Assert.Equal(0, (await producer.ProduceAsync("orders", "k", "a")).Offset);
        await producer.FlushAsync();

        Assert.IsType<FormatException>(Assert.Single(errors));
    }

    private sealed class Appending(string text) : IProducerInterceptor<string, string>
    {
        public bool ThrowsAfterwards { get; init; }

        public ConcurrentQueue<DeliveryReport<string, string>> Reports { get; } = new();

        public Message<string, string> OnSend(string topic, Message<string, string> message) => message.Value == "bad"
            ? throw new FormatException()
            : new Message<string, string> { Key = message.Key, Value = message.Value + text };

        public void OnAcknowledgement(DeliveryReport<string, string> report)
        {
            Reports.Enqueue(report);
            if (ThrowsAfterwards)
            {
                throw new FormatException();
            }
        }
    }
}
