using System.Diagnostics;
using MiniKafka.Client;
using MiniKafka.Client.Serialization;
using MiniKafka.Model;

namespace MiniKafka.Telemetry.Tests.Traces;

/// <summary>What fails is seen in its span.</summary>
public sealed class FailureTests
{
    [Fact]
    public async Task A_record_that_gets_no_place_in_a_batch_has_a_span_that_failed()
    {
        using var tracing = new Tracing();
        await using var kafka = await KafkaCluster.StartAsync(options => options.Topics.Add("orders"));
        await using var producer = kafka.CreateProducer<string, byte[]>(new ProducerConfig { MaxRequestSize = 1000 });

        Assert.Throws<KafkaException>(() => producer.Produce("orders", "k", new byte[2000]));

        AssertFailed(await tracing.SpanAsync("send orders"), "MESSAGE_TOO_LARGE");
        Assert.Null(Activity.Current);
    }

    [Fact]
    public async Task A_record_for_a_partition_that_does_not_exist_has_a_span_that_failed()
    {
        using var tracing = new Tracing();
        await using var kafka = await KafkaCluster.StartAsync(options => options.Topics.Add("orders"));
        await using var producer = kafka.CreateProducer<string, string>();

        await Assert.ThrowsAsync<KafkaException>(() => producer.ProduceAsync(new TopicPartition("orders", 7), "k", "v"));

        AssertFailed(await tracing.SpanAsync("send orders"), "UNKNOWN_TOPIC_OR_PARTITION");
    }

    [Fact]
    public async Task A_batch_that_the_broker_refuses_fails_the_spans_of_producer_and_broker()
    {
        using var tracing = new Tracing();
        await using var kafka = await KafkaCluster.StartAsync(
            options => options.Topics.Add(new KafkaTopic("orders") { Configs = new Dictionary<string, string> { ["max.message.bytes"] = "100" } }));
        await using var producer = kafka.CreateProducer<string, byte[]>();

        await Assert.ThrowsAsync<KafkaException>(() => producer.ProduceAsync("orders", "k", new byte[2000]));

        AssertFailed(await tracing.SpanAsync("send orders"), "MESSAGE_TOO_LARGE");
        AssertFailed(await tracing.SpanAsync("append orders"), "MESSAGE_TOO_LARGE");
    }

    [Fact]
    public async Task A_record_that_cannot_be_read_and_one_that_cannot_be_processed_have_spans_that_failed()
    {
        using var tracing = new Tracing();
        await using var kafka = await KafkaCluster.StartAsync(options => options.Topics.Add("orders"));
        await using var producer = kafka.CreateProducer<string, string>();
        await producer.ProduceAsync("orders", "k", "three");
        await producer.ProduceAsync("orders", "k", "8 bytes.");
        await using var consumer = kafka.CreateConsumer<string, long>(new ConsumerConfig());
        consumer.Assign([new TopicPartitionOffset("orders", 0, 0)]);

        Assert.Throws<DeserializationException>(() => consumer.Consume());
        using (var processing = consumer.StartProcessing(consumer.Consume()))
        {
            processing!.Fail(new InvalidOperationException("out of stock"));
        }

        AssertFailed(await tracing.SpanAsync("poll orders"), typeof(DeserializationException).FullName!);
        AssertFailed(await tracing.SpanAsync("process orders"), typeof(InvalidOperationException).FullName!);
    }

    private static void AssertFailed(Activity span, string error) =>
        Assert.Equal((ActivityStatusCode.Error, error), (span.Status, span.Tag("error.type")));
}
