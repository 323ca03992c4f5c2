using MiniKafka.Client;
using MiniKafka.ClusterTests.Control;
using MiniKafka.Model;

namespace MiniKafka.ClusterTests.Clients;

/// <summary>Runs alone: it takes the thread pool away from everybody.</summary>
[CollectionDefinition(nameof(BlockedPoolTests), DisableParallelization = true)]
public sealed class BlockedPoolCollection;

/// <summary>
/// Users block all threads of the pool and four more for each core. Loops have threads of their own, so a cluster goes on replicating and beating,
/// and its clients in the same process are served by it.
/// </summary>
[Collection(nameof(BlockedPoolTests))]
public sealed class BlockedPoolTests
{
    private const int TimeoutMs = 3_000;
    private static readonly TimeSpan Blocked = TimeSpan.FromSeconds(10);
    private static readonly TopicPartition Partition = new(ClusterOfThree.Topic, 0);

    [Fact]
    public async Task Records_are_produced_and_consumed_in_memory_and_nothing_times_out()
    {
        await using var kafka = await ClusterOfThree.StartAsync(options =>
        {
            options.Properties["broker.session.timeout.ms"] = $"{TimeoutMs}";
            options.Properties["controller.quorum.fetch.timeout.ms"] = $"{TimeoutMs}";
        });
        await kafka.LeadersAsync();
        var before = Standing(kafka);
        using var release = new ManualResetEventSlim();
        var user = new Traffic(kafka);
        for (var i = ThreadPool.ThreadCount + (4 * Environment.ProcessorCount); i > 0; i--)
        {
            ThreadPool.UnsafeQueueUserWorkItem(_ => release.Wait(Blocked), null);
        }

        user.Start();

        // Behind all the others: in the queue of the thread that asks, it would come before them.
        var produced = new TaskCompletionSource<int>();
        ThreadPool.UnsafeQueueUserWorkItem(_ => produced.SetResult(user.Produced), null);
        await user.Done;
        release.Set();

        Assert.InRange(await produced.Task, 10, int.MaxValue);
        Assert.InRange(user.Produced, 100, int.MaxValue);
        Assert.Equal(before, Standing(kafka));
    }

    /// <summary>Who leads each partition since which epoch, and who is fenced: a heartbeat that came too late would show here.</summary>
    private static string Standing(KafkaCluster kafka)
    {
        var image = kafka.Nodes[0].View.Image;
        var led = image.Topics[ClusterOfThree.Topic].Partitions.Values.Select(partition => $"{partition.Leader} since {partition.LeaderEpoch}, in sync {partition.Isr.Length}");
        return string.Join("; ", led.Concat(image.Brokers.Values.Select(broker => $"broker {broker.Id} {(broker.IsFenced ? "fenced" : "alive")}")));
    }

    /// <summary>A thread of the user that produces a record, waits for its acknowledgement, and consumes it again.</summary>
    private sealed class Traffic(KafkaCluster kafka)
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile int _produced;

        public int Produced => _produced;

        public Task Done => _done.Task;

        public void Start() => new Thread(Run).Start();

        private void Run()
        {
            try
            {
                using var patience = new CancellationTokenSource(Blocked + Blocked);
                var producer = kafka.CreateProducer<string, string>(new() { Acks = Acks.All, RequestTimeoutMs = TimeoutMs, DeliveryTimeoutMs = TimeoutMs, MaxBlockMs = TimeoutMs });
                var consumer = kafka.CreateConsumer<string, string>(new() { RequestTimeoutMs = TimeoutMs });
                consumer.Assign(new TopicPartitionOffset(Partition, 0));
                var started = kafka.Host.Clock.GetTimestamp();
                while (kafka.Host.Clock.GetElapsedTime(started) < Blocked)
                {
                    var sent = producer.ProduceAsync(Partition, new Message<string, string> { Value = $"{_produced}" }).GetAwaiter().GetResult();
                    var back = consumer.Consume(patience.Token);
                    Assert.Equal((sent.Offset, $"{_produced}"), (back.Offset, back.Value));
                    _produced++;
                }

                consumer.DisposeAsync().AsTask().GetAwaiter().GetResult();
                producer.DisposeAsync().AsTask().GetAwaiter().GetResult();
                _done.SetResult();
            }
#pragma warning disable CA1031 // The test throws it.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                _done.SetException(exception);
            }
        }
    }
}
