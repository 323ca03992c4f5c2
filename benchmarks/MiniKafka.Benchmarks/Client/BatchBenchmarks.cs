using BenchmarkDotNet.Attributes;
using MiniKafka.Client;
using MiniKafka.Client.Serialization;
using MiniKafka.Model;

namespace MiniKafka.Benchmarks.Client;

/// <summary>
/// One batch of about 16 KiB from the producer into the log and back to it as an acknowledgement. The allocation column counts
/// all threads, and the log, which keeps the batch: what ten records and a thousand differ in belongs to the records.
/// </summary>
[Config(typeof(ThroughputConfig))]
[MemoryDiagnoser]
public class BatchBenchmarks
{
    private const int BatchBytes = 16_000;
    private const int RecordOverheadBytes = 12;
    private const int Batches = 500;
    private const string Topic = "records";
    private KafkaCluster _kafka = null!;
    private Producer<Null?, byte[]?> _producer = null!;
    private Message<Null?, byte[]?> _message = null!;

    [Params(10, 1000)]
    public int Records { get; set; }

    [GlobalSetup]
    public async Task Start()
    {
        _kafka = await KafkaCluster.StartAsync(options => options.Topics.Add(Topic, 1));
        _producer = _kafka.CreateProducer<Null?, byte[]?>(new ProducerConfig { Acks = Acks.Leader, LingerMs = 1000 });
        _message = new Message<Null?, byte[]?> { Value = new byte[(BatchBytes / Records) - RecordOverheadBytes] };
    }

    [GlobalCleanup]
    public async Task Stop()
    {
        await _producer.DisposeAsync();
        await _kafka.DisposeAsync();
    }

    [Benchmark(OperationsPerInvoke = Batches)]
    public async Task Produce()
    {
        for (var batch = 0; batch < Batches; batch++)
        {
            for (var i = 0; i < Records; i++)
            {
                _producer.Produce(Topic, _message);
            }

            await _producer.FlushAsync();
        }
    }
}
