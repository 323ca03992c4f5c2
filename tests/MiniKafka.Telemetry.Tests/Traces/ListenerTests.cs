using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using MiniKafka.Client;
using MiniKafka.Model;
using MiniKafka.Runtime;
using OpenTelemetry.Trace;

namespace MiniKafka.Telemetry.Tests.Traces;

/// <summary>Who listens, and what it costs when nobody does.</summary>
public sealed class ListenerTests
{
    [Fact]
    public async Task With_nobody_listening_a_record_carries_no_header_and_costs_no_allocation()
    {
        const int Records = 1000;
        await using var kafka = await KafkaCluster.StartAsync(options => options.Topics.Add("orders"));
        await using var producer = kafka.CreateProducer<string, string>(new ProducerConfig { LingerMs = 60_000, BatchSize = 1 << 20 });
        var message = new Message<string, string> { Key = "k", Value = "v" };
        using var user = new Activity("checkout").Start();
        producer.Produce("orders", message);
        await producer.FlushAsync();
        producer.Produce("orders", message);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Records; i++)
        {
            producer.Produce("orders", message);
        }

        // The open batch grows a few times; a header alone would be some 150 bytes for each record.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Records * 20);
        await producer.FlushAsync();
        await using var consumer = kafka.CreateConsumer<string, string>(new ConsumerConfig());
        consumer.Assign([new TopicPartitionOffset("orders", 0, 0)]);
        var consumed = consumer.Consume();
        Assert.Null(consumed.Message.Headers);
        before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Null(consumer.StartProcessing(consumed));
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public async Task A_trace_that_is_not_recorded_here_goes_on_in_the_record()
    {
        using var tracing = new Tracing(new AlwaysOffSampler());
        await using var kafka = await KafkaCluster.StartAsync(options => options.Topics.Add("orders"));
        await using var producer = kafka.CreateProducer<string, string>();
        using var user = new Activity("checkout").Start();
        await producer.ProduceAsync("orders", "k", "v");
        await using var consumer = kafka.CreateConsumer<string, string>(new ConsumerConfig());
        consumer.Assign([new TopicPartitionOffset("orders", 0, 0)]);
        var consumed = consumer.Consume();

        Assert.True(consumed.Message.Headers!.TryGetLast("traceparent", out var header));
        Assert.Contains(user.TraceId.ToString(), Encoding.ASCII.GetString(header.Value!.Value.Span));
        Assert.Empty(tracing.Spans);
    }

    [Fact]
    public async Task No_listener_is_called_on_a_loop_and_no_loop_goes_on_in_somebody_s_span()
    {
        var faults = new ConcurrentQueue<string>();
        var ended = 0;
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "MiniKafka",
            Sample = (ref ActivityCreationOptions<ActivityContext> options) => Look($"sampling {options.Name}", ActivitySamplingResult.AllDataAndRecorded),
            ActivityStarted = span => Look($"start of {span.DisplayName}", true),
            ActivityStopped = span => Interlocked.Add(ref ended, Look($"end of {span.DisplayName}", 1)),
        };
        ActivitySource.AddActivityListener(listener);
        await using (var kafka = await KafkaCluster.StartAsync(options => options.Topics.Add("orders")))
        {
            await using var producer = kafka.CreateProducer<string, string>();
            await using var consumer = kafka.CreateConsumer<string, string>(new ConsumerConfig());
            consumer.Assign([new TopicPartitionOffset("orders", 0, 0)]);
            for (var i = 0; i < 20; i++)
            {
                using var user = new Activity("checkout").Start();
                await producer.ProduceAsync("orders", "k", "v");
                consumer.Consume();
            }

            await Assert.ThrowsAsync<KafkaException>(() => producer.ProduceAsync(new TopicPartition("orders", 7), "k", "v"));
        }

        Assert.Empty(faults);
        Assert.True(ended >= 60, $"{ended} spans");

        T Look<T>(string what, T result)
        {
            if (EventLoop.CurrentLoop is { } loop)
            {
                faults.Enqueue($"{what} on {loop.Name}");
            }

            return result;
        }
    }
}
