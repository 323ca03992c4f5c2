using MiniKafka.Client;
using MiniKafka.Client.Admin;
using MiniKafka.Model;
using MiniKafka.Records;
using MiniKafka.Runtime.Simulation;
using MiniKafka.Tests.Client.Consumers;
using static MiniKafka.Tests.Client.Producers.ProducerWorld;

namespace MiniKafka.Tests.Client.Producers;

public sealed class ProducerRetryTests
{
    private static ProducerConfig Impatient => new() { RetryBackoffMs = 1, RetryBackoffMaxMs = 5 };

    [Fact]
    public async Task Lost_requests_and_lost_answers_lose_and_double_nothing_and_keep_the_order()
    {
        await using var world = await StartAsync();
        var config = Impatient;
        config.BatchSize = 300;
        await using var producer = world.Producer(config);
        await producer.ProduceAsync("orders", Message(0));
        var results = new List<Task<DeliveryResult<string, string>>>();
        for (var round = 1; round <= 20; round++)
        {
            (round % 2 == 0 ? world.Answers : world.Requests).BreakAfterFrames(round % 5);
            for (var i = 0; i < 100; i++)
            {
                results.Add(producer.ProduceAsync("orders", Message((round * 100) + i)));
            }

            await results[^50];
        }

        await Task.WhenAll(results);
        var stored = await world.ReadAsync();
        Assert.Equal(["v0", .. Enumerable.Range(100, 2000).Select(i => $"v{i}")], stored.Select(record => record.Value));
        Assert.Single(stored.Select(record => record.ProducerId).Distinct());
    }

    [Fact]
    public async Task Without_retries_a_lost_answer_is_an_error_and_the_next_message_goes_through()
    {
        await using var world = await StartAsync();
        var config = Impatient;
        config.Retries = 0;
        await using var producer = world.Producer(config);
        await producer.ProduceAsync("orders", Message(0));
        world.Answers.BreakAfterFrames(0);
        var lost = await Assert.ThrowsAsync<KafkaException>(() => producer.ProduceAsync("orders", Message(1)));
        Assert.Equal(ErrorCode.NetworkException, lost.Code);
        Assert.True(lost.IsRetriable);
        await producer.ProduceAsync("orders", Message(2));
        Assert.Equal(["v0", "v1", "v2"], (await world.ReadAsync()).Select(record => record.Value));
    }

    [Fact]
    public void A_message_that_cannot_be_delivered_in_time_fails_and_later_ones_go_on_under_a_new_producer_id()
    {
        var host = new SimulatedLoopHost(seed: 1);
        host.Run(async () =>
        {
            await using var world = await StartAsync(configure: options => options.Host = host);
            await using var producer = world.Producer(new ProducerConfig { RequestTimeoutMs = 2_000, DeliveryTimeoutMs = 5_000 });
            await producer.ProduceAsync("orders", Message(0));
            world.Requests.Cut();
            var began = host.Elapsed;
            var late = await Assert.ThrowsAsync<KafkaException>(() => producer.ProduceAsync("orders", Message(1)));
            Assert.Equal(ErrorCode.RequestTimedOut, late.Code);
            Assert.Equal(TimeSpan.FromSeconds(5), host.Elapsed - began);
            world.Requests.Heal();
            await producer.ProduceAsync("orders", Message(2));
            var stored = await world.ReadAsync();
            Assert.Equal("v2", stored[^1].Value);
            Assert.NotEqual(stored[0].ProducerId, stored[^1].ProducerId);
        });
    }

    [Fact]
    public async Task A_full_buffer_makes_producing_wait_and_fail_after_max_block()
    {
        await using var world = await StartAsync();
        var config = Impatient;
        config.BufferMemory = 64 * 1024;
        config.MaxBlockMs = 50;
        await using var producer = world.Producer(config);
        await producer.ProduceAsync("orders", Message(0));
        world.Requests.Cut();
        var large = new Message<string, string> { Key = "k", Value = new string('x', 10_000) };
        var accepted = Enumerable.Range(0, 4).Select(_ => producer.ProduceAsync("orders", large)).ToList();
        var full = Assert.Throws<KafkaException>(() => producer.Produce("orders", large));
        Assert.Contains("buffer.memory", full.Message, StringComparison.Ordinal);
        Assert.Contains("buffer.memory", (await Assert.ThrowsAsync<KafkaException>(() => producer.ProduceAsync("orders", large))).Message, StringComparison.Ordinal);
        world.Requests.Heal();
        Assert.Equal([1L, 2, 3, 4], (await Task.WhenAll(accepted)).Select(result => result.Offset));
    }

    [Fact]
    public async Task A_small_buffer_bounds_memory_but_not_how_much_is_produced()
    {
        await using var world = await StartAsync();
        await using var producer = world.Producer(new ProducerConfig { BufferMemory = 40_000 });
        for (var i = 0; i < 20_000; i++)
        {
            producer.Produce("orders", Message(i));
        }

        await producer.FlushAsync();
        Assert.Equal(Enumerable.Range(0, 20_000).Select(i => $"v{i}"), (await world.ReadAsync()).Select(record => record.Value));
    }

    [Fact]
    public async Task A_handler_that_blocks_delays_only_its_own_producer()
    {
        await using var world = await StartAsync();
        await using var blocked = world.Producer();
        await using var other = world.Producer();
        using var release = new ManualResetEventSlim();
        var flushedInHandler = new TaskCompletionSource();
        blocked.Produce("orders", Message(0), _ =>
        {
            blocked.FlushAsync().Wait();
            flushedInHandler.SetResult();
            release.Wait();
        });
        await flushedInHandler.Task;
        for (var i = 1; i <= 100; i++)
        {
            Assert.Equal(i, (await other.ProduceAsync("orders", Message(i))).Offset);
        }

        Assert.Equal(101, (await blocked.ProduceAsync("orders", Message(101))).Offset);
        release.Set();
    }

    [Fact]
    public async Task A_handler_that_throws_is_reported_and_the_next_ones_run()
    {
        await using var world = await StartAsync();
        await using var producer = world.Producer();
        var errors = new List<Exception>();
        producer.HandlerError += errors.Add;
        var told = 0;
        producer.Produce("orders", Message(0), _ => throw new InvalidOperationException("mine"));
        producer.Produce("orders", Message(1), _ => told++);
        await producer.FlushAsync();
        Assert.Equal("mine", Assert.Single(errors).Message);
        Assert.Equal(1, told);
    }

    [Fact]
    public async Task Messages_that_wait_when_the_cluster_ends_fail()
    {
        var world = await StartAsync();
        var producer = world.Producer(new ProducerConfig { LingerMs = 60_000 });
        var reported = new TaskCompletionSource<KafkaException?>();
        producer.Produce("orders", Message(0), report => reported.SetResult(report.Error));
        var waiting = producer.ProduceAsync("orders", Message(1));
        await world.DisposeAsync();
        await Assert.ThrowsAsync<KafkaException>(() => waiting);
        Assert.NotNull(await reported.Task);
        await producer.DisposeAsync();
    }

    [Fact]
    public async Task A_broker_that_does_not_know_the_sequence_gets_the_message_under_another_producer_id()
    {
        await using var world = await StartAsync();
        await using var producer = world.Producer(Impatient);
        await producer.ProduceAsync("orders", Message(0));
        var (id, epoch) = (await world.ReadAsync())[0] is { } first ? (first.ProducerId, (short)0) : default;

        // Somebody goes on under the producer's id, so that the broker expects 6 where the producer has come to 1.
        var batch = new RecordBatchBuilder();
        for (var i = 0; i < 5; i++)
        {
            batch.TryAppend(1000, NullableBytes.Null, "stranger"u8, []);
        }

        batch.SetProducer(id, epoch, 1);
        await using (var writer = new BatchWriter(world.Kafka))
        {
            await writer.AppendAsync(new TopicPartition("orders", 0), batch);
        }

        for (var i = 1; i <= 20; i++)
        {
            Assert.Equal(5 + i, (await producer.ProduceAsync("orders", Message(i))).Offset);
        }

        var stored = await world.ReadAsync();
        Assert.Equal(["v0", "stranger", "stranger", "stranger", "stranger", "stranger", .. Enumerable.Range(1, 20).Select(i => $"v{i}")], stored.Select(record => record.Value));
        Assert.Equal([id], stored.Take(6).Select(record => record.ProducerId).Distinct());
        Assert.NotEqual(id, Assert.Single(stored.Skip(6).Select(record => record.ProducerId).Distinct()));
    }

    [Fact]
    public async Task A_batch_that_may_be_stored_is_not_stored_again_when_the_one_before_it_is_given_up()
    {
        await using var world = await StartAsync();
        await using var admin = world.Kafka.CreateAdmin();
        var config = Impatient;
        config.BatchSize = 200;
        await using var producer = world.Producer(config);
        await producer.ProduceAsync("orders", Message(0));

        // Two batches are stored, and their answers are lost. Then the first is refused, being too large now; the second
        // has to go on under the producer id it was stored with.
        world.Answers.Cut();
        var large = producer.ProduceAsync("orders", new Message<string, string> { Key = "a", Value = new string('a', 500) });
        var small = producer.ProduceAsync("orders", new Message<string, string> { Key = "b", Value = new string('b', 120) });
        var last = producer.ProduceAsync("orders", new Message<string, string> { Key = "c", Value = new string('c', 120) });
        while ((await world.ReadAsync()).Count < 3)
        {
        }

        await admin.IncrementalAlterConfigsAsync(ConfigResource.Topic("orders"), [new AlterConfigEntry("max.message.bytes", "300")]);
        world.Answers.BreakAfterFrames(0);
        world.Answers.Heal();

        Assert.Equal(ErrorCode.MessageTooLarge, (await Assert.ThrowsAsync<KafkaException>(() => large)).Code);
        Assert.Equal(2, (await small).Offset);
        Assert.Equal(3, (await last).Offset);
        Assert.Equal(["v", "a", "b", "c"], (await world.ReadAsync()).Select(record => record.Value![..1]));
    }

    [Fact]
    public async Task Messages_go_on_into_a_topic_that_was_deleted_and_made_anew()
    {
        await using var world = await StartAsync();
        await using var producer = world.Producer(Impatient);
        await producer.ProduceAsync("orders", Message(0));
        await using (var admin = world.Kafka.CreateAdmin())
        {
            await admin.DeleteTopicsAsync(["orders"]);
            await admin.CreateTopicAsync("orders", 1);
        }

        Assert.Equal(0, (await producer.ProduceAsync("orders", Message(1))).Offset);
        Assert.Equal(1, (await producer.ProduceAsync("orders", Message(2))).Offset);
    }

    [Fact]
    public async Task Without_idempotence_and_with_one_request_at_a_time_retries_keep_the_order()
    {
        await using var world = await StartAsync();
        var config = Impatient;
        config.EnableIdempotence = false;
        config.MaxInFlightRequestsPerConnection = 1;
        config.BatchSize = 300;
        await using var producer = world.Producer(config);
        await producer.ProduceAsync("orders", Message(0));
        var results = new List<Task<DeliveryResult<string, string>>>();
        for (var round = 1; round <= 10; round++)
        {
            world.Requests.BreakAfterFrames(round % 3);
            results.AddRange(Enumerable.Range(round * 100, 100).Select(i => producer.ProduceAsync("orders", Message(i))));
            await results[^50];
        }

        await Task.WhenAll(results);
        Assert.Equal(["v0", .. Enumerable.Range(100, 1000).Select(i => $"v{i}")], (await world.ReadAsync()).Select(record => record.Value));
    }
}
