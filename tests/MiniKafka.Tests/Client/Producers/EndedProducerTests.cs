using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using MiniKafka.Client;
using MiniKafka.Client.Cluster;
using MiniKafka.Model;
using MiniKafka.Network;
using MiniKafka.Network.Faults;
using MiniKafka.Network.InMemory;
using MiniKafka.Runtime;
using MiniKafka.Runtime.Simulation;
using static MiniKafka.Tests.Client.Producers.ProducerWorld;

namespace MiniKafka.Tests.Client.Producers;

/// <summary>Producers that end, or whose cluster does, while records come.</summary>
public sealed class EndedProducerTests
{
    private const int Threads = 4;
    private const int Rounds = 30;

    [Fact]
    public async Task What_is_produced_to_a_known_topic_after_the_cluster_has_ended_fails_and_says_why()
    {
        var world = await StartAsync();
        var producer = world.Producer();
        await producer.ProduceAsync("orders", Message(0));
        await world.DisposeAsync();

        var told = 0;
        var failures = new[]
        {
            await Assert.ThrowsAsync<KafkaException>(() => producer.ProduceAsync("orders", Message(1))),
            Assert.Throws<KafkaException>(() => producer.Produce("orders", Message(2), _ => told++)),
            await Assert.ThrowsAsync<KafkaException>(() => producer.ProduceAsync("unknown", Message(3))),
        };
        Assert.All(failures, failure => Assert.Contains("closed", failure.Message, StringComparison.Ordinal));
        await producer.DisposeAsync();
        Assert.Equal(0, told);
    }

    [Fact]
    public async Task What_is_produced_after_the_loop_of_the_producer_failed_fails_and_so_does_what_waited()
    {
        // The failure of the loop is logged, as it should be.
        await using var world = await StartAsync(configure: options => options.LoggerFactory = NullLoggerFactory.Instance);
        var transport = new BrokenTransport(world.Kafka.InMemory.Transport);
        var producer = new Producer<string, string>(
            new ProducerConfig { LingerMs = 60_000 }, new ClientEnvironment(world.Kafka.Host, transport, world.Kafka.InMemory.Bootstrap), null, null);
        await Assert.ThrowsAsync<KafkaException>(() => producer.ProduceAsync(new TopicPartition("orders", 7), Message(0)));
        var told = new TaskCompletionSource<KafkaException?>();
        producer.Produce("orders", Message(0), report => told.SetResult(report.Error));
        var waiting = producer.ProduceAsync("orders", Message(1));

        transport.FailLoop();
        await producer.FlushAsync();

        Assert.Contains("closed", (await Assert.ThrowsAsync<KafkaException>(() => waiting)).Message, StringComparison.Ordinal);
        Assert.NotNull(await told.Task);
        await Assert.ThrowsAsync<KafkaException>(() => producer.ProduceAsync("orders", Message(2)));
        await producer.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whatever_many_threads_produce_while_the_end_comes_is_delivered_or_fails_and_each_handler_runs_once(bool endOfCluster)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var world = await StartAsync(partitions: 3);
            var producer = world.Producer(new ProducerConfig { BatchSize = 500, CloseTimeoutMs = 10_000 });
            await producer.ProduceAsync("orders", Message(0));
            var begun = new CountdownEvent(Threads);
            var threads = Enumerable.Range(0, Threads).Select(_ => ProducingThread.Begin(producer, begun)).ToList();
            begun.Wait();
            await (endOfCluster ? world.DisposeAsync() : producer.DisposeAsync());

            foreach (var thread in threads)
            {
                await thread.Ended;
                await Task.WhenAll(thread.Awaited).ContinueWith(static _ => { }, TaskScheduler.Default);
                Assert.All(thread.Awaited, task => Assert.True(task.IsCompletedSuccessfully || task.Exception!.InnerException is KafkaException));
            }

            await producer.DisposeAsync();
            Assert.All(threads.SelectMany(thread => thread.Told), told => Assert.Equal(1, told.Count));
            if (!endOfCluster)
            {
                await JudgeAsync(world, threads);
            }

            await world.DisposeAsync();
        }
    }

    [Fact]
    public void A_producer_behind_a_cut_link_ends_within_its_close_timeout_and_what_is_left_has_failed()
    {
        var host = new SimulatedLoopHost(seed: 1);
        host.Run(async () =>
        {
            await using var kafka = await KafkaCluster.StartAsync(options =>
            {
                options.Host = host;
                options.Topics.Add("orders");
            });
            var network = new FaultNetwork(kafka.InMemory.Transport, host);
            var producer = new Producer<string, string>(
                new ProducerConfig { CloseTimeoutMs = 3_000 }, new ClientEnvironment(host, network.TransportOf("client"), kafka.InMemory.Bootstrap), null, null);
            await producer.ProduceAsync("orders", Message(0));
            network.Link("client", kafka.InMemory.Bootstrap[0].ToString()).Cut();
            KafkaException? told = null;
            var waiting = producer.ProduceAsync("orders", Message(1));
            producer.Produce("orders", Message(2), report => told = report.Error);

            var began = host.Elapsed;
            await producer.DisposeAsync();

            Assert.InRange(host.Elapsed - began, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(6));
            Assert.True(waiting.IsFaulted);
            Assert.NotNull(told);
        });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_handler_that_does_not_return_does_not_keep_its_producer_from_ending(bool overTcp)
    {
        await using var world = await StartAsync(configure: options => options.Listen());
        var config = new ProducerConfig { CloseTimeoutMs = 100, BootstrapServers = overTcp ? world.Kafka.BootstrapServers : null };
        var producer = overTcp ? new Producer<string, string>(config) : world.Producer(config);
        using var release = new ManualResetEventSlim();
        var begun = new TaskCompletionSource();
        producer.Produce("orders", Message(0), _ =>
        {
            begun.SetResult();
            release.Wait();
        });
        await begun.Task;

        await producer.DisposeAsync();

        Assert.False(release.IsSet);
        release.Set();
    }

    /// <summary>Every record that was delivered is stored as it was written.</summary>
    private static async Task JudgeAsync(ProducerWorld world, List<ProducingThread> threads)
    {
        var stored = new Dictionary<(int, long), string?>();
        for (var partition = 0; partition < 3; partition++)
        {
            foreach (var record in await world.ReadAsync(partition))
            {
                stored.Add((partition, record.Offset), record.Value);
            }
        }

        foreach (var result in threads.SelectMany(thread => thread.Awaited).Where(task => task.IsCompletedSuccessfully).Select(task => task.Result))
        {
            Assert.Equal(result.Value, stored[(result.Partition, result.Offset)]);
        }
    }

    /// <summary>A thread that produces until it is refused, every other record with a handler.</summary>
    private sealed class ProducingThread
    {
        private const int BeforeTheEnd = 50;
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Ended => _ended.Task;

        public List<Task<DeliveryResult<string, string>>> Awaited { get; } = [];

        public List<Told> Told { get; } = [];

        public static ProducingThread Begin(Producer<string, string> producer, CountdownEvent begun)
        {
            var thread = new ProducingThread();
            new Thread(() => thread.Run(producer, begun)) { IsBackground = true }.Start();
            return thread;
        }

        private void Run(Producer<string, string> producer, CountdownEvent begun)
        {
            try
            {
                for (var i = 0; ; i++)
                {
                    if (i == BeforeTheEnd)
                    {
                        begun.Signal();
                    }

                    Awaited.Add(producer.ProduceAsync("orders", Message(i)));
                    var told = new Told();
                    producer.Produce("orders", Message(i), _ => Interlocked.Increment(ref told.Count));
                    Told.Add(told);
                }
            }
            catch (Exception refused) when (refused is KafkaException or ObjectDisposedException)
            {
                _ended.SetResult();
            }
            catch (Exception other)
            {
                _ended.SetException(other);
            }
        }
    }

    private sealed class Told
    {
        public int Count;
    }

    /// <summary>Fails in a way that nobody expects.</summary>
    /// <summary>Knows the loop of the client that connects.</summary>
    private sealed class BrokenTransport(ITransport inner) : ITransport
    {
        private EventLoop? _loop;

        public void FailLoop() => _loop!.Post(static () => throw new InvalidOperationException("broken"));

        public ValueTask<IConnection> ConnectAsync(EndPoint remote, EventLoop loop, CancellationToken cancellationToken = default)
        {
            _loop = loop;
            return inner.ConnectAsync(remote, loop, cancellationToken);
        }

        public ValueTask<IConnectionListener> ListenAsync(EndPoint local, EventLoop loop, CancellationToken cancellationToken = default) =>
            inner.ListenAsync(local, loop, cancellationToken);
    }
}
