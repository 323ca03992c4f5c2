using System.Globalization;

namespace MiniKafka.CompatibilityTests.UnderFire;

using Confluent.Kafka;

/// <summary>
/// An idempotent Confluent.Kafka producer with acks=all that numbers its records in each partition and remembers at which
/// offset each number was acknowledged. It writes at a steady pace from a thread of its own until it is stopped.
/// </summary>
internal sealed class SteadyProducer : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan FlushPatience = TimeSpan.FromSeconds(90);

    private readonly Lock _lock = new();
    private readonly SortedDictionary<(int Partition, long Number), long> _acknowledged = [];
    private readonly List<string> _failures = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly IProducer<string, string> _producer;
    private readonly string _topic;
    private readonly long[] _next;
    private readonly Task _running;

    public SteadyProducer(string bootstrapServers, string topic, int partitions)
    {
        _topic = topic;
        _next = new long[partitions];
        var config = new ProducerConfig
        {
            BootstrapServers = bootstrapServers, EnableIdempotence = true, Acks = Acks.All, LingerMs = 2, MessageTimeoutMs = (int)FlushPatience.TotalMilliseconds,
        };
        _producer = new ProducerBuilder<string, string>(config).SetLogHandler(static (_, _) => { }).Build();
        _running = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>The offsets by partition and number of everything that was acknowledged so far.</summary>
    public IReadOnlyDictionary<(int Partition, long Number), long> Acknowledged
    {
        get
        {
            lock (_lock)
            {
                return new SortedDictionary<(int, long), long>(_acknowledged);
            }
        }
    }

    /// <summary>What the client gave up; it has time enough for everything, so this should be empty.</summary>
    public IReadOnlyList<string> Failures
    {
        get
        {
            lock (_lock)
            {
                return [.. _failures];
            }
        }
    }

    /// <summary>How many records were handed to the client.</summary>
    public long Written => _next.Sum();

    /// <summary>Writes no more, and waits until the client heard about everything it has.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        await Task.Run(() => _producer.Flush(FlushPatience));
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _producer.Dispose();
        _stopping.Dispose();
    }

    private void Run()
    {
        while (!_stopping.Token.WaitHandle.WaitOne(Pause))
        {
            for (var partition = 0; partition < _next.Length; partition++)
            {
                Write(partition, _next[partition]++);
            }
        }
    }

    private void Write(int partition, long number)
    {
        var message = new Message<string, string> { Key = partition.ToString(CultureInfo.InvariantCulture), Value = number.ToString(CultureInfo.InvariantCulture) };
        try
        {
            _producer.Produce(new TopicPartition(_topic, partition), message, report => Report(partition, number, report));
        }
        catch (ProduceException<string, string> exception)
        {
            // After a fatal error the client takes nothing any more.
            Fail(partition, number, exception.Error);
        }
    }

    private void Report(int partition, long number, DeliveryReport<string, string> report)
    {
        if (report.Error.IsError)
        {
            Fail(partition, number, report.Error);
            return;
        }

        lock (_lock)
        {
            _acknowledged.Add((partition, number), report.Offset.Value);
        }
    }

    private void Fail(int partition, long number, Error error)
    {
        lock (_lock)
        {
            _failures.Add($"{partition}/{number}: {error}");
        }
    }
}
