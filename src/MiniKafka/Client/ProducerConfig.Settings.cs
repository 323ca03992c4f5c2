using System.Globalization;
using MiniKafka.Client.Producers;
using MiniKafka.Client.Producers.Partitioning;
using MiniKafka.Client.Producers.Sending;
using MiniKafka.Model;
using MiniKafka.Records.Compression;

namespace MiniKafka.Client;

/// <content>The configuration as a producer takes it, checked as a whole.</content>
public sealed partial class ProducerConfig
{
    private const int MostInFlightWithIdempotence = 5;

    /// <exception cref="KafkaException">Values contradict each other; the message names them.</exception>
    internal ProducerSettings ToSettings()
    {
        CheckTransport();
        if (Get("transactional.id") is { Length: > 0 } id)
        {
            throw Invalid($"transactional.id is '{id}': this producer does not take part in transactions yet, leave it out.");
        }

        return new ProducerSettings
        {
            Sending = new SendingSettings
            {
                Acks = Acks,
                BatchSize = BatchSize,
                RequestTimeout = TimeSpan.FromMilliseconds(RequestTimeoutMs),
                DeliveryTimeout = BoundOfDelivery(),
                Retries = Retries,
                MaxInFlight = MaxInFlightRequestsPerConnection,
                MaxRequestSize = MaxRequestSize,
                Idempotent = IsIdempotent(),
                Compression = ChosenCompression(),
            },
            Partitioner = new RecordPartitioner(
                CustomPartitioner is { } custom ? custom.Choose : null, Partitioner == PartitionerKind.RoundRobin, PartitionerIgnoreKeys),
            Adaptive = PartitionerAdaptivePartitioningEnable,
            Linger = TimeSpan.FromMilliseconds(LingerMs),
            BufferMemory = BufferMemory,
            MaxBlock = Bounded(MaxBlockMs),
            CloseTimeout = TimeSpan.FromMilliseconds(CloseTimeoutMs),
            MetadataMaxIdle = Bounded(MetadataMaxIdleMs),
        };
    }

    /// <summary>On unless switched off, or at odds with something else that was set; asked for in so many words, that is an error.</summary>
    private bool IsIdempotent()
    {
        if (!EnableIdempotence)
        {
            return false;
        }

        var problem = Acks != Acks.All ? $"acks is {Get("acks")}, but must be all"
            : Retries == 0 ? "retries is 0, but must be at least 1"
            : MaxInFlightRequestsPerConnection > MostInFlightWithIdempotence
                ? string.Create(CultureInfo.InvariantCulture, $"max.in.flight.requests.per.connection is {MaxInFlightRequestsPerConnection}, but must be at most {MostInFlightWithIdempotence}")
            : null;
        return problem is null
            || (IsSet("enable.idempotence") ? throw Invalid($"enable.idempotence is true and {problem}.") : false);
    }

    private TimeSpan BoundOfDelivery()
    {
        var least = LingerMs + RequestTimeoutMs;
        if (DeliveryTimeoutMs >= least)
        {
            return TimeSpan.FromMilliseconds(DeliveryTimeoutMs);
        }

        return IsSet("delivery.timeout.ms")
            ? throw Invalid(string.Create(CultureInfo.InvariantCulture, $"delivery.timeout.ms is {DeliveryTimeoutMs}, but must be at least linger.ms ({LingerMs}) and request.timeout.ms ({RequestTimeoutMs}) together."))
            : TimeSpan.FromMilliseconds(least);
    }

    private RecordCompression? ChosenCompression()
    {
        var type = CompressionType;
        if (type == CompressionType.None)
        {
            return null;
        }

        var codec = CompressionCodecs.Find(type) ?? throw Invalid($"compression.type is {type}, but there is no codec for it.");
        var key = $"compression.{Get("compression.type")}.level";
        int? level = type != CompressionType.Snappy && IsSet(key) ? int.Parse(Get(key)!, CultureInfo.InvariantCulture) : null;
        return new RecordCompression(codec, level);
    }

    /// <summary>Kafka allows the largest number of milliseconds, which is more than a timer can take.</summary>
    private static TimeSpan Bounded(long milliseconds) => TimeSpan.FromMilliseconds(Math.Min(milliseconds, int.MaxValue));

    private static KafkaException Invalid(string message) => new(ErrorCode.InvalidConfig, message);
}
