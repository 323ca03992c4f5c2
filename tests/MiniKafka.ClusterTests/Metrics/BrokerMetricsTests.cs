using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using MiniKafka.Client;
using MiniKafka.ClusterTests.Control;
using MiniKafka.ClusterTests.Simulation;
using MiniKafka.Model;
using MiniKafka.Runtime.Simulation;

namespace MiniKafka.ClusterTests.Metrics;

/// <summary>What a cluster tells of itself, against what it was made to do, in virtual time.</summary>
[Collection(Collected.OneAfterTheOther)]
public sealed class BrokerMetricsTests
{
    /// <summary>Nobody else's: clusters of one seed have the same id, and the process is full of others.</summary>
    private const int Seed = 20261201;

    [Fact]
    public void Records_bytes_and_requests_are_counted_where_they_happen() => Run(1, async kafka =>
    {
        using var seen = new Collected(kafka.Snapshot().ClusterId);
        await ProduceAsync(kafka, 7);
        await ConsumeAsync(kafka, 7);
        await using var admin = kafka.CreateAdmin();
        await Assert.ThrowsAsync<KafkaException>(() => admin.DeleteTopicsAsync(["nothing"]));
        seen.Look();
        Assert.Equal(7, seen.Sum("kafka.message.count", ("messaging.destination.name", "orders")));
        Assert.Equal(7, seen.Sum("kafka.request.count", ("kafka.api", "Produce")));
        Assert.Equal(7, seen.Sum("kafka.request.duration", ("kafka.api", "Produce")));
        Assert.Equal(1, seen.Sum("kafka.request.failed", ("kafka.api", "DeleteTopics"), ("error.type", "UNKNOWN_TOPIC_OR_PARTITION")));
        Assert.Equal(0, seen.Sum("kafka.request.failed", ("kafka.api", "Produce")));
        var batches = seen.Sum("kafka.topic.io", ("messaging.destination.name", "orders"), ("network.io.direction", "receive"));
        Assert.Equal(seen.Sum("kafka.log.size", ("messaging.destination.name", "orders")), batches);
        Assert.Equal(batches, seen.Sum("kafka.topic.io", ("messaging.destination.name", "orders"), ("network.io.direction", "transmit")));
        Assert.InRange(seen.Sum("kafka.network.io", ("kafka.api", "Produce"), ("network.io.direction", "receive")), batches + 7, batches + (7 * 200));
        Assert.InRange(seen.Sum("kafka.network.io", ("kafka.api", "Produce"), ("network.io.direction", "transmit")), 7 * 10, 7 * 100);
    });

    [Fact]
    public void Partitions_tell_where_they_are_and_directories_what_they_hold() => Run(1, async kafka =>
    {
        using var seen = new Collected(kafka.Snapshot().ClusterId);
        await ProduceAsync(kafka, 7);
        await using var admin = kafka.CreateAdmin();
        await admin.DeleteRecordsAsync(new TopicPartitionOffset("orders", 1, 2));
        seen.Look();
        Assert.Equal(3, seen.Sum("kafka.partition.count"));
        Assert.Equal(3, seen.Sum("kafka.partition.leader.count"));
        (string, object)[] first = [("messaging.destination.name", "orders"), ("messaging.destination.partition.id", 1)];
        Assert.Equal(2, seen.Sum("kafka.partition.oldest_offset", first));
        Assert.Equal(2, seen.Sum("kafka.partition.current_offset", first));
        Assert.Equal(2, seen.Sum("kafka.partition.high_watermark", first));
        Assert.Equal(7, seen.Sum("kafka.partition.current_offset"));
        Assert.Equal((1, 1), (seen.Sum("kafka.partition.replicas", first), seen.Sum("kafka.partition.replicas_in_sync", first)));
        Assert.Equal(seen.Sum("kafka.log.size"), seen.Sum("kafka.log.directory.used"));
        Assert.True(seen.Sum("kafka.log.directory.free") > 0);
        Assert.Equal((1, 1, 1), (seen.Sum("kafka.brokers"), seen.Sum("kafka.controller.active.count"), seen.Sum("kafka.controller.election.count")));
    });

    [Fact]
    public void A_broker_that_is_lost_is_seen_in_the_partitions_of_the_others_and_has_no_values_any_more() => Run(3, async kafka =>
    {
        using var seen = new Collected(kafka.Snapshot().ClusterId);
        await using var admin = kafka.CreateAdmin();
        var lost = await kafka.WaitForControllerAsync();
        lost = kafka.Brokers.First(broker => broker != lost);
        seen.Look();
        var led = seen.Sum("kafka.partition.leader.count", ("kafka.broker.id", lost.Id));
        Assert.Equal(1, led);
        Assert.Equal((0, 3), (seen.Sum("kafka.partition.under_replicated"), seen.Sum("kafka.brokers")));
        var before = seen.Sum("kafka.leader.election.count");

        await lost.KillAsync();
        for (var partition = 0; partition < 3; partition++)
        {
            await kafka.WaitForIsrAsync("orders", partition, 2);
        }

        seen.Look();
        Assert.Equal((3, 2, 0), (seen.Sum("kafka.partition.under_replicated"), seen.Sum("kafka.brokers"), seen.Sum("kafka.partition.offline")));
        Assert.Equal(before + led, seen.Sum("kafka.leader.election.count"));
        Assert.Equal(0, seen.Sum("kafka.leader.election.count", ("kafka.election.unclean", true)));
        Assert.Equal(2, seen.Sum("kafka.isr.operation.count", ("kafka.operation", "shrink")));
        Assert.Equal(0, seen.Count("kafka.partition.count", ("kafka.broker.id", lost.Id)));
        Assert.Equal(2, seen.Count("kafka.partition.count"));
        Assert.Equal(3, seen.Sum("kafka.partition.under_min_isr"));

        await lost.StartAsync();
        for (var partition = 0; partition < 3; partition++)
        {
            await kafka.WaitForIsrAsync("orders", partition, 3);
        }

        seen.Look();
        Assert.Equal((0, 0), (seen.Sum("kafka.partition.under_replicated"), seen.Sum("kafka.partition.under_min_isr")));
        Assert.Equal(3, seen.Sum("kafka.isr.operation.count", ("kafka.operation", "expand")));
        Assert.Equal(3, seen.Count("kafka.partition.count"));
    }, options => options.Properties["min.insync.replicas"] = "3");

    [Fact]
    public void A_partition_that_nobody_leads_is_offline() => Run(3, async kafka =>
    {
        using var seen = new Collected(kafka.Snapshot().ClusterId);
        await using var admin = kafka.CreateAdmin();
        await admin.CreateTopicAsync("alone", partitions: 1, replicationFactor: 1);
        await (await kafka.WaitForLeaderAsync("alone", 0)).KillAsync();
        await kafka.WaitForControllerAsync();
        await Task.Delay(TimeSpan.FromMinutes(1), kafka.Host.Clock);
        seen.Look();
        Assert.Equal(1, seen.Sum("kafka.partition.offline"));
    });

    [Fact]
    public void A_group_tells_how_far_it_is_behind_and_who_is_in_it() => Run(3, async kafka =>
    {
        using var seen = new Collected(kafka.Snapshot().ClusterId);
        await ProduceAsync(kafka, 27);
        await using var admin = kafka.CreateAdmin();
        await admin.AlterGroupOffsetsAsync("billing", [new("orders", 0, 2)]);
        seen.Look();
        (string, object)[] of = [("messaging.consumer.group.name", "billing"), ("messaging.destination.name", "orders"), ("messaging.destination.partition.id", 0)];
        Assert.Equal((2, 7), (seen.Sum("kafka.consumer_group.offset", of), seen.Sum("kafka.consumer_group.lag", of)));
        Assert.Equal(0, seen.Sum("kafka.consumer_group.members", of[0], ("kafka.group.state", "Empty")));

        await using var member = new BillingMember(kafka);
        await kafka.WaitForGroupAsync("billing", stable: true);
        seen.Look();
        Assert.Equal(1, seen.Sum("kafka.consumer_group.members", of[0], ("kafka.group.state", "Stable")));
        Assert.Equal(0, seen.Count("kafka.consumer_group.members", of[0], ("kafka.group.state", "Empty")));
        Assert.Equal(1, seen.Sum("kafka.consumer_group.rebalance.count"));
    });

    [Fact]
    public void Requests_that_wait_are_told_while_they_do() => Run(3, async kafka =>
    {
        using var seen = new Collected(kafka.Snapshot().ClusterId);
        var leader = await kafka.WaitForLeaderAsync("orders", 0);
        foreach (var follower in kafka.Brokers.Where(broker => broker != leader))
        {
            kafka.Links.Between(leader, follower).Cut();
        }

        await using var producer = kafka.CreateProducer<string, string>();
        var waiting = producer.ProduceAsync(new TopicPartition("orders", 0), "k", "v");
        await Task.Delay(TimeSpan.FromSeconds(1), kafka.Host.Clock);
        seen.Look();
        Assert.Equal(1, seen.Sum("kafka.purgatory.size", ("kafka.operation", "produce"), ("kafka.broker.id", leader.Id)));
        Assert.True(seen.Sum("kafka.request.queue", ("kafka.broker.id", leader.Id)) >= 1);
        Assert.True(seen.Sum("kafka.connection.count", ("kafka.broker.id", leader.Id)) >= 1);

        kafka.Links.HealAll();
        await waiting;
        seen.Look();
        Assert.Equal(0, seen.Sum("kafka.purgatory.size", ("kafka.operation", "produce")));
        Assert.True(seen.Sum("kafka.purgatory.size", ("kafka.operation", "fetch")) >= 1);
    });

    [Fact]
    public async Task A_broker_that_is_paused_stays_as_it_was_seen_last_and_keeps_nobody_waiting()
    {
        await using var kafka = await KafkaCluster.StartAsync(options => options.Topics.Add("orders", partitions: 3));
        using var seen = new Collected(kafka.Snapshot().ClusterId);
        await ProduceAsync(kafka, 7);
        seen.LookUntil(7, "kafka.message.count");
        await kafka.Brokers[0].PauseAsync();
        for (var i = 0; i < 10; i++)
        {
            seen.Look();
            Assert.Equal(7, seen.Sum("kafka.message.count"));
        }

        kafka.Brokers[0].Resume();
        await ProduceAsync(kafka, 2);
        seen.LookUntil(9, "kafka.message.count");
    }

    [Fact]
    public async Task A_listener_that_fails_harms_neither_the_broker_nor_its_clients()
    {
        var logger = new ToldErrors();
        await using var kafka = await KafkaCluster.StartAsync(options =>
        {
            options.LoggerFactory = logger;
            options.Topics.Add("orders", partitions: 3);
        });
        var clusterId = kafka.Snapshot().ClusterId;
        using (var listener = new MeterListener())
        {
            listener.InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "kafka.request.duration" && instrument.Meter.Tags!.Any(tag => Equals(tag.Value, clusterId)))
                {
                    self.EnableMeasurementEvents(instrument);
                }
            };
            listener.SetMeasurementEventCallback<double>((_, _, _, _) => throw new InvalidOperationException("It has had enough."));
            listener.Start();
            await ProduceAsync(kafka, 7);
            await logger.First;
        }

        await ProduceAsync(kafka, 2);
        await kafka.WaitForRecordsAsync("orders", 9);
    }

    [Fact]
    public void Two_clusters_are_told_apart_and_one_that_is_disposed_of_tells_nothing_any_more() => new SimulatedLoopHost(Seed).Run(async () =>
    {
        var host = EventLoopHost();
        var first = await KafkaCluster.StartAsync(options => Configure(options, host, 1));
        await using var second = await KafkaCluster.StartAsync(options => Configure(options, host, 1));
        using var ofFirst = new Collected(first.Snapshot().ClusterId);
        using var ofSecond = new Collected(second.Snapshot().ClusterId);
        await ProduceAsync(first, 3);
        await ProduceAsync(second, 5);
        ofFirst.Look();
        ofSecond.Look();
        Assert.Equal((3, 5), (ofFirst.Sum("kafka.message.count"), ofSecond.Sum("kafka.message.count")));
        await first.DisposeAsync();
        ofFirst.Look();
        ofFirst.Look();
        ofSecond.Look();
        Assert.Empty(ofFirst.Instruments);
        Assert.Equal(5, ofSecond.Sum("kafka.message.count"));
    });

    [Fact]
    public void Instruments_end_with_the_broker_the_group_meter_with_the_cluster() => new SimulatedLoopHost(Seed + 100).Run(async () =>
    {
        var host = EventLoopHost();
        var kafka = await KafkaCluster.StartAsync(options => Configure(options, host, 3));
        using var alive = new LivingInstruments(kafka.Snapshot().ClusterId);
        var ofAll = alive.Count("kafka.brokers");
        Assert.Equal((3, 1), (ofAll, alive.Count("kafka.consumer_group.members")));
        await kafka.Brokers[0].KillAsync();
        Assert.Equal(2, alive.Count("kafka.brokers"));
        await kafka.Brokers[0].StartAsync();
        await kafka.Brokers[1].StopAsync();
        Assert.Equal(2, alive.Count("kafka.brokers"));
        await kafka.DisposeAsync();
        Assert.Equal(0, alive.Count());
    });

    private static Runtime.LoopHost EventLoopHost() => Runtime.EventLoop.CurrentLoop!.Host;

    private static async Task ProduceAsync(KafkaCluster kafka, int records)
    {
        await using var producer = kafka.CreateProducer<string, string>();
        for (var i = 0; i < records; i++)
        {
            await producer.ProduceAsync(new TopicPartition("orders", i % 3), "k", $"v{i}");
        }
    }

    private static async Task ConsumeAsync(KafkaCluster kafka, int records)
    {
        await using var consumer = kafka.CreateConsumer<string, string>();
        consumer.Assign([new TopicPartitionOffset("orders", 0, 0), new TopicPartitionOffset("orders", 1, 0), new TopicPartitionOffset("orders", 2, 0)]);
        await foreach (var _ in consumer.ConsumeAsync())
        {
            if (--records == 0)
            {
                break;
            }
        }
    }

    private static void Run(int brokers, Func<KafkaCluster, Task> test, Action<KafkaClusterOptions>? configure = null)
    {
        var host = new SimulatedLoopHost(Seed);
        VirtualTime.Run(host, options =>
        {
            Configure(options, host, brokers);
            configure?.Invoke(options);
        }, test);
    }

    private static void Configure(KafkaClusterOptions options, Runtime.LoopHost host, int brokers)
    {
        options.Host = host;
        options.BrokerCount = brokers;
        options.MemoryLimit = 1L << 30;
        options.Topics.Add("orders", partitions: 3, replicationFactor: (short)brokers);
    }

    /// <summary>Completes with the first error that is told.</summary>
    private sealed class ToldErrors : ILoggerFactory, ILogger
    {
        private readonly TaskCompletionSource<string> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> First => _first.Task;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _first.TrySetResult(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
