using MiniKafka.Client;
using MiniKafka.Client.Serialization;
using MiniKafka.ClusterTests.Campaign.Judging;
using MiniKafka.Model;

namespace MiniKafka.ClusterTests.Campaign.World;

/// <summary>
/// A producer of this library, idempotent and with acks=all, that gives every partition growing values in small bursts, whatever
/// happens. Awaited by nobody until the end.
/// </summary>
internal sealed class Workload
{
    private const int LongestBurst = 6;

    private readonly SimulatedCluster _cluster;
    private readonly CourseOptions _options;
    private readonly Random _random;
    private readonly Producer<Null?, long> _producer;
    private readonly TopicPartition[] _partitions;
    private long _lastValue;
    private int _underway;
    private bool _isOver;

    public Workload(SimulatedCluster cluster, CourseOptions options)
    {
        _cluster = cluster;
        _options = options;
        _random = cluster.Host.CreateRandom("workload");
        _partitions = [.. Enumerable.Range(0, options.Partitions).Select(index => new TopicPartition(SimulatedCluster.Topic, index))];
        _producer = cluster.CreateProducer<Null?, long>(
            new ProducerConfig { LingerMs = 5, RequestTimeoutMs = 3_000, DeliveryTimeoutMs = 120_000, ConnectionsMaxIdleMs = 600_000 });
    }

    /// <summary>Values whose fate is not known yet.</summary>
    public int Underway => _underway;

    /// <summary>Values that were not delivered in time; they may be stored or not.</summary>
    public int Undelivered { get; private set; }

    public async Task RunAsync()
    {
        while (!_isOver)
        {
            var partition = _partitions[_random.Next(_partitions.Length)];
            for (var burst = 1 + _random.Next(LongestBurst); burst > 0; burst--)
            {
                _ = ProduceAsync(partition, ++_lastValue);
            }

            await _cluster.DelayAsync(Rests() ? _random.Next(6_000, 12_000) : _random.Next(50, 550));
        }
    }

    public void Stop() => _isOver = true;

    /// <summary>Long enough for retention to take everything, as long as there is trouble.</summary>
    private bool Rests() => _options.ForgetsRecords && _cluster.Host.Elapsed < Course.TroubleTime && _random.Next(12) == 0;

    public async Task CloseAsync() => await _producer.DisposeAsync();

    private async Task ProduceAsync(TopicPartition partition, long value)
    {
        _underway++;
        try
        {
            var delivered = await _producer.ProduceAsync(partition, new Message<Null?, long> { Value = value });
            _cluster.Referee.Acknowledged(partition, delivered.Offset, value);
        }
        catch (KafkaException)
        {
            Undelivered++;
        }
        catch (RuleBrokenException broken)
        {
            _cluster.Referee.Report(broken);
        }
        finally
        {
            _underway--;
        }
    }
}
