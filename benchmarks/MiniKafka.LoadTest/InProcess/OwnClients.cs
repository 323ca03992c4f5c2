using System.Diagnostics;
using MiniKafka.Client;
using MiniKafka.Client.Serialization;
using MiniKafka.Model;

namespace MiniKafka.LoadTest.InProcess;

/// <summary>MiniKafka's own producer and consumer at its own broker in this process. Rates in records per second.</summary>
internal static class OwnClients
{
    public const string Topic = "load";

    /// <summary>The defaults: linger.ms 0, batch.size 16384, buffer.memory 32 MiB.</summary>
    public static ProducerConfig Defaults => new() { Acks = Acks.Leader };

    /// <summary>For throughput: batches of 128 KiB that wait a moment to be filled.</summary>
    public static ProducerConfig Tuned => new() { Acks = Acks.Leader, BatchSize = 128 * 1024, LingerMs = 5 };

    public static Task<KafkaCluster> StartAsync(int partitions) => KafkaCluster.StartAsync(options => options.Topics.Add(Topic, partitions));

    /// <summary>From the first call of Produce, on one thread, until everything is acknowledged and every handler has run.</summary>
    public static async Task<double> ProduceAsync(KafkaCluster kafka, ProducerConfig config, int size, int count, bool handler)
    {
        await using var producer = kafka.CreateProducer<Null?, byte[]?>(config);
        var message = new Message<Null?, byte[]?> { Value = new byte[size] };
        await producer.ProduceAsync(Topic, message);
        var told = 0;
        Action<DeliveryReport<Null?, byte[]?>>? report = handler ? _ => told++ : null;
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            producer.Produce(Topic, message, report);
        }

        await producer.FlushAsync();
        var elapsed = Stopwatch.GetElapsedTime(started);
        return handler && told != count
            ? throw new InvalidOperationException($"{told} of {count} handlers ran.")
            : count / elapsed.TotalSeconds;
    }

    /// <summary>From the first record that arrives to the last.</summary>
    public static async Task<double> ConsumeAsync(KafkaCluster kafka, int partitions, int count)
    {
        await using var consumer = kafka.CreateConsumer<Null?, byte[]?>(new ConsumerConfig { AutoOffsetReset = AutoOffsetReset.Earliest });
        consumer.Assign(Enumerable.Range(0, partitions).Select(partition => new TopicPartition(Topic, partition)));
        _ = Next(consumer);
        var started = Stopwatch.GetTimestamp();
        for (var i = 1; i < count; i++)
        {
            _ = Next(consumer);
        }

        return (count - 1) / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static ConsumeResult<Null?, byte[]?> Next(Consumer<Null?, byte[]?> consumer) =>
        consumer.Consume(TimeSpan.FromSeconds(30)) ?? throw new TimeoutException("No record came for half a minute.");
}
