using System.Diagnostics;
using System.Text;
using MiniKafka.Client;

namespace MiniKafka.Telemetry.Tests.Traces;

/// <summary>One trace from whoever produces through the broker to whoever consumes.</summary>
public sealed class OneTraceTests
{
    [Fact]
    public async Task A_record_has_one_trace_from_produce_through_broker_to_consume()
    {
        using var tracing = new Tracing();
        await using var kafka = await KafkaCluster.StartAsync(options => options.Topics.Add("orders"));
        await using var producer = kafka.CreateProducer<string, string>(new ProducerConfig { ClientId = "shop" });
        await using var consumer = kafka.CreateConsumer<string, string>(
            new ConsumerConfig { ClientId = "billing", GroupId = "bills", AutoOffsetReset = AutoOffsetReset.Earliest });
        consumer.Subscribe("orders");
        using (var user = tracing.Begin("checkout"))
        {
            await producer.ProduceAsync("orders", "k", "v");
            Assert.Same(user, Activity.Current);
        }

        var consumed = consumer.Consume();
        Assert.Null(Activity.Current);
        using (var processing = consumer.StartProcessing(consumed))
        {
            Assert.Same(processing!.Activity, Activity.Current);
        }

        Assert.Null(Activity.Current);
        var checkout = await tracing.SpanAsync("checkout");
        var send = await tracing.SpanAsync("send orders");
        var append = await tracing.SpanAsync("append orders");
        var poll = await tracing.SpanAsync("poll orders");
        var process = await tracing.SpanAsync("process orders");
        Assert.Equal(checkout.SpanId, send.ParentSpanId);
        Assert.All([append, poll, process], span => Assert.Equal((send.TraceId, send.SpanId), (span.TraceId, span.ParentSpanId)));
        Assert.Equal(
            [ActivityKind.Producer, ActivityKind.Server, ActivityKind.Client, ActivityKind.Consumer],
            new[] { send, append, poll, process }.Select(span => span.Kind));
        Assert.True(send.StartTimeUtc <= append.StartTimeUtc && append.Duration <= send.Duration);
    }

    [Fact]
    public async Task Spans_say_what_OpenTelemetry_s_conventions_ask_for()
    {
        using var tracing = new Tracing();
        await using var kafka = await KafkaCluster.StartAsync(options => options.Topics.Add("orders"));
        await using var producer = kafka.CreateProducer<string, string?>(new ProducerConfig { ClientId = "shop" });
        await using var consumer = kafka.CreateConsumer<string, string?>(
            new ConsumerConfig { ClientId = "billing", GroupId = "bills", AutoOffsetReset = AutoOffsetReset.Earliest });
        consumer.Subscribe("orders");
        await producer.ProduceAsync("orders", "k", null);
        consumer.StartProcessing(consumer.Consume())!.Dispose();
        await using var admin = kafka.CreateAdmin();
        var cluster = (await admin.DescribeClusterAsync()).ClusterId;

        string Expected(string client, string? group, string name, string? type, bool isTombstone = false, string broker = "") => string.Join('\n', new[]
        {
            broker,
            $"kafka.cluster.id={cluster}",
            $"messaging.client.id={client}",
            group is null ? "" : $"messaging.consumer.group.name={group}",
            "messaging.destination.name=orders",
            "messaging.destination.partition.id=0",
            isTombstone ? "messaging.kafka.message.tombstone=True" : "",
            "messaging.kafka.offset=0",
            $"messaging.operation.name={name}",
            type is null ? "" : $"messaging.operation.type={type}",
            "messaging.system=kafka",
        }.Where(line => line.Length > 0));
        Assert.Equal(Expected("shop", null, "send", "send", isTombstone: true), (await tracing.SpanAsync("send orders")).Tags());
        Assert.Equal(Expected("shop", null, "append", null, broker: $"kafka.broker.id={kafka.Brokers[0].Id}"), (await tracing.SpanAsync("append orders")).Tags());
        Assert.Equal(Expected("billing", "bills", "poll", "receive", isTombstone: true), (await tracing.SpanAsync("poll orders")).Tags());
        Assert.Equal(Expected("billing", "bills", "process", "process"), (await tracing.SpanAsync("process orders")).Tags());
    }

    [Theory]
    [InlineData(Confluent.Kafka.CompressionType.None)]
    [InlineData(Confluent.Kafka.CompressionType.Gzip)]
    public async Task A_trace_that_a_header_of_Confluent_s_producer_begins_goes_on_in_broker_and_consumer(Confluent.Kafka.CompressionType compression)
    {
        const string Parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        using var tracing = new Tracing();
        await using var kafka = await KafkaCluster.StartAsync(options =>
        {
            options.Listen();
            options.Topics.Add("orders");
        });
        using (var producer = new Confluent.Kafka.ProducerBuilder<string, string>(
            new Confluent.Kafka.ProducerConfig { BootstrapServers = kafka.BootstrapServers, CompressionType = compression }).Build())
        {
            await producer.ProduceAsync("orders", new Confluent.Kafka.Message<string, string>
            {
                Key = "k",
                Value = "v",
                Headers = new Confluent.Kafka.Headers { { "traceparent", Encoding.ASCII.GetBytes(Parent) }, { "tracestate", Encoding.ASCII.GetBytes("shop=1") } },
            });
        }

        await using var consumer = kafka.CreateConsumer<string, string>(new ConsumerConfig());
        consumer.Assign([new MiniKafka.Model.TopicPartitionOffset("orders", 0, 0)]);
        consumer.Consume();

        Activity[] spans = [await tracing.SpanAsync("append orders"), await tracing.SpanAsync("poll orders")];
        Assert.All(spans, span => Assert.Equal((Parent, "shop=1", true), (span.ParentId, span.TraceStateString, span.HasRemoteParent)));
    }

    [Fact]
    public async Task A_record_keeps_the_trace_it_carries_and_what_surrounds_it_is_linked()
    {
        const string Parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        using var tracing = new Tracing();
        await using var kafka = await KafkaCluster.StartAsync(options => options.Topics.Add("orders"));
        await using var producer = kafka.CreateProducer<string, string>();
        var headers = new Headers();
        headers.Add("traceparent", Encoding.ASCII.GetBytes(Parent));
        using var user = tracing.Begin("checkout");
        await producer.ProduceAsync("orders", new Message<string, string> { Key = "k", Value = "v", Headers = headers });
        await using var consumer = kafka.CreateConsumer<string, string>(new ConsumerConfig());
        consumer.Assign([new MiniKafka.Model.TopicPartitionOffset("orders", 0, 0)]);
        var consumed = consumer.Consume();

        Assert.Equal(Parent, Encoding.ASCII.GetString(Assert.Single(consumed.Message.Headers!).Value!.Value.Span));
        foreach (var name in new[] { "send orders", "poll orders" })
        {
            var span = await tracing.SpanAsync(name);
            Assert.Equal(Parent, span.ParentId);
            Assert.Equal(user.SpanId, Assert.Single(span.Links).Context.SpanId);
        }
    }

    [Fact]
    public async Task Records_side_by_side_that_carry_one_trace_share_a_span_of_the_broker()
    {
        const string Parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        using var tracing = new Tracing();
        await using var kafka = await KafkaCluster.StartAsync(options => options.Topics.Add("orders"));
        await using var producer = kafka.CreateProducer<string, string>(new ProducerConfig { LingerMs = 60_000 });
        var headers = new Headers();
        headers.Add("traceparent", Encoding.ASCII.GetBytes(Parent));
        var message = new Message<string, string> { Key = "k", Value = "v", Headers = headers };
        producer.Produce("orders", message);
        producer.Produce("orders", message);
        producer.Produce("orders", message);
        await producer.FlushAsync();

        var append = await tracing.SpanAsync("append orders");
        Assert.Equal(("3", "0"), (append.Tag("messaging.batch.message_count"), append.Tag("messaging.kafka.offset")));
        Assert.Single(tracing.Spans, span => span.DisplayName == "append orders");
    }
}
