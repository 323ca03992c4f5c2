using BenchmarkDotNet.Attributes;
using MiniKafka.Client;
using MiniKafka.Client.Serialization;
using MiniKafka.Model;

namespace MiniKafka.Benchmarks.Client;

/// <summary>
/// One record through own clients and own broker in one process; the allocation column counts all threads, and the log, which
/// keeps some 140 bytes for each record produced. What belongs to a batch or a request is spread over its records, so the column
/// falls with the batch size to what belongs to the record: nothing for <see cref="Produce"/>, whose message is the same each
/// time, a message and its report for <see cref="ProduceWithHandler"/>, source, task and result for <see cref="ProduceAsync"/>, a
/// message, its result and the value's array for <see cref="Consume"/>.
/// </summary>
[Config(typeof(ThroughputConfig))]
[MemoryDiagnoser]
public class ClientBenchmarks
{
    private const int Records = 100_000;
    private const string Topic = "records";
    private static readonly Message<Null?, byte[]?> Message = new() { Value = new byte[100] };
    private static readonly Action<DeliveryReport<Null?, byte[]?>> Handler = static _ => { };

    private readonly Task[] _deliveries = new Task[Records];
    private KafkaCluster _kafka = null!;
    private Producer<Null?, byte[]?> _producer = null!;
    private Consumer<Null?, byte[]?> _consumer = null!;

    [Params(16 * 1024, 1024 * 1024)]
    public int BatchSize { get; set; }

    [GlobalSetup]
    public async Task Start()
    {
        _kafka = await KafkaCluster.StartAsync(options =>
        {
            options.Topics.Add(Topic, 1);
            options.Topics.Add("kept", 1);
        });
        _producer = _kafka.CreateProducer<Null?, byte[]?>(new ProducerConfig { Acks = Acks.Leader, BatchSize = BatchSize, LingerMs = 5 });
        for (var i = 0; i < Records; i++)
        {
            _producer.Produce("kept", Message);
        }

        await _producer.FlushAsync();

        // A fetch that waits at the end of the log holds up the seek back to its beginning for that long.
        _consumer = _kafka.CreateConsumer<Null?, byte[]?>(new ConsumerConfig { FetchMaxWaitMs = 1 });
        _consumer.Assign(new TopicPartitionOffset("kept", 0, 0));
    }

    [GlobalCleanup]
    public async Task Stop()
    {
        await _consumer.DisposeAsync();
        await _producer.DisposeAsync();
        await _kafka.DisposeAsync();
    }

    [Benchmark(OperationsPerInvoke = Records)]
    public Task Produce()
    {
        for (var i = 0; i < Records; i++)
        {
            _producer.Produce(Topic, Message);
        }

        return _producer.FlushAsync();
    }

    [Benchmark(OperationsPerInvoke = Records)]
    public Task ProduceWithHandler()
    {
        for (var i = 0; i < Records; i++)
        {
            _producer.Produce(Topic, new Message<Null?, byte[]?> { Value = Message.Value }, Handler);
        }

        return _producer.FlushAsync();
    }

    [Benchmark(OperationsPerInvoke = Records)]
    public Task ProduceAsync()
    {
        for (var i = 0; i < Records; i++)
        {
            _deliveries[i] = _producer.ProduceAsync(Topic, Message);
        }

        return Task.WhenAll(_deliveries);
    }

    [Benchmark(OperationsPerInvoke = Records)]
    public long Consume()
    {
        _consumer.Seek(new TopicPartitionOffset("kept", 0, 0));
        var last = 0L;
        for (var i = 0; i < Records; i++)
        {
            last = _consumer.Consume().Offset;
        }

        return last;
    }
}
