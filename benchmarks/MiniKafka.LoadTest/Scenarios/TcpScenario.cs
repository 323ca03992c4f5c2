using System.Diagnostics;
using MiniKafka.LoadTest.Peers;

namespace MiniKafka.LoadTest.Scenarios;

using Confluent.Kafka;

/// <summary>
/// What a user of Confluent.Kafka gets: records produced to one partition and consumed from sixteen, the subjects taking
/// turns. Every partition that is consumed holds less than the 5 MiB and 100,000 records the mock cluster keeps.
/// </summary>
internal sealed class TcpScenario : IScenario
{
    private const int ConsumedPartitions = 16;
    private const int BytesPerConsumedPartition = 4 * 1024 * 1024;
    private const int RecordOverheadBytes = 12;

    public string Name => "tcp";

    public string Description => "Confluent.Kafka produces and consumes 100 B and 1 KiB records (--rounds 5 --megabytes 100 --bootstrap HOST:PORT)";

    public async Task RunAsync(ScenarioOptions options, FigureWriter figures)
    {
        var rounds = options.Number("rounds", 5);
        var bytes = options.Number("megabytes", 100) * 1_000_000;
        await using var subjects = await Subjects.StartAsync(options);
        foreach (var size in new[] { 100, 1024 })
        {
            await MeasureProduceAsync(subjects, figures, size, bytes / size, rounds);
            await MeasureConsumeAsync(subjects, figures, size, rounds);
        }
    }

    private static async Task MeasureProduceAsync(Subjects subjects, FigureWriter figures, int size, int records, int rounds)
    {
        var results = subjects.NewResults();
        for (var round = -1; round < rounds; round++)
        {
            for (var i = 0; i < subjects.All.Count; i++)
            {
                var topic = $"produce-{size}-{round + 1}";
                await subjects.All[i].CreateTopicAsync(topic, 1);
                var rate = records / Produce(subjects.All[i], [new TopicPartition(topic, 0)], size, records).TotalSeconds;
                if (round >= 0)
                {
                    results[i].Runs.Add(rate);
                }
            }
        }

        figures.WriteMedians($"produce {size} B", results, "records/s");
    }

    private static async Task MeasureConsumeAsync(Subjects subjects, FigureWriter figures, int size, int rounds)
    {
        var topic = $"consume-{size}";
        var partitions = Enumerable.Range(0, ConsumedPartitions).Select(partition => new TopicPartition(topic, partition)).ToArray();
        var records = BytesPerConsumedPartition / (size + RecordOverheadBytes) * ConsumedPartitions;
        foreach (var subject in subjects.All)
        {
            await subject.CreateTopicAsync(topic, ConsumedPartitions);
            Produce(subject, partitions, size, records);
        }

        var results = subjects.NewResults();
        for (var round = -1; round < rounds; round++)
        {
            for (var i = 0; i < subjects.All.Count; i++)
            {
                var rate = records / Consume(subjects.All[i], partitions, records).TotalSeconds;
                if (round >= 0)
                {
                    results[i].Runs.Add(rate);
                }
            }
        }

        figures.WriteMedians($"consume {size} B", results, "records/s");
    }

    private static TimeSpan Produce(ISubject subject, TopicPartition[] partitions, int size, int records)
    {
        var config = new ProducerConfig
        {
            BootstrapServers = subject.BootstrapServers,
            EnableDeliveryReports = false,
            QueueBufferingMaxMessages = records,
            QueueBufferingMaxKbytes = 1_000_000,
        };
        using var producer = new ProducerBuilder<Null, byte[]>(config).Build();
        var message = new Message<Null, byte[]> { Value = Payload(size) };
        producer.Flush(TimeSpan.Zero);

        var clock = Stopwatch.StartNew();
        for (var i = 0; i < records; i++)
        {
            producer.Produce(partitions[i % partitions.Length], message);
        }

        while (producer.Flush(TimeSpan.FromSeconds(10)) > 0)
        {
            ThrowIfTooLong(clock, subject);
        }

        return clock.Elapsed;
    }

    /// <summary>From the first record to the last, so that connecting does not count.</summary>
    private static TimeSpan Consume(ISubject subject, TopicPartition[] partitions, int records)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = subject.BootstrapServers,
            GroupId = "load-test",
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
        };
        using var consumer = new ConsumerBuilder<Ignore, byte[]>(config).Build();
        consumer.Assign(partitions.Select(partition => new TopicPartitionOffset(partition, Offset.Beginning)));

        var clock = new Stopwatch();
        var whole = Stopwatch.StartNew();
        for (var consumed = 0; consumed < records;)
        {
            if (consumer.Consume(TimeSpan.FromSeconds(1)) is null)
            {
                ThrowIfTooLong(whole, subject);
                continue;
            }

            consumed++;
            clock.Start();
        }

        return clock.Elapsed;
    }

    private static byte[] Payload(int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        return bytes;
    }

    private static void ThrowIfTooLong(Stopwatch clock, ISubject subject)
    {
        if (clock.Elapsed > TimeSpan.FromMinutes(1))
        {
            throw new TimeoutException($"{subject.Name} did not finish within a minute");
        }
    }
}
