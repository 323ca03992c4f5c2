using System.Globalization;
using MiniKafka.Model;
using MiniKafka.Records.Compression;

namespace MiniKafka.Client.Producers;

/// <summary>A producer's configuration, checked as a whole and taken apart once. Immutable.</summary>
internal sealed record ProducerSettings
{
    private const int MostInFlightWithIdempotence = 5;

    public required Acks Acks { get; init; }

    public required int BatchSize { get; init; }

    public required TimeSpan Linger { get; init; }

    public required long BufferMemory { get; init; }

    public required TimeSpan MaxBlock { get; init; }

    public required TimeSpan RequestTimeout { get; init; }

    public required TimeSpan DeliveryTimeout { get; init; }

    public required int Retries { get; init; }

    public required int MaxInFlight { get; init; }

    public required int MaxRequestSize { get; init; }

    public required bool Idempotent { get; init; }

    public required bool IgnoreKeys { get; init; }

    public required bool Adaptive { get; init; }

    public required PartitionerKind Partitioner { get; init; }

    public IPartitioner? CustomPartitioner { get; init; }

    public RecordCompression? Compression { get; init; }

    /// <exception cref="KafkaException">Values contradict each other; the message names them.</exception>
    public static ProducerSettings Of(ProducerConfig config)
    {
        config.Check();
        if (config.Get("transactional.id") is { Length: > 0 } id)
        {
            throw Invalid($"transactional.id is '{id}': this producer does not take part in transactions yet, leave it out.");
        }

        return new ProducerSettings
        {
            Acks = config.Acks,
            BatchSize = config.BatchSize,
            Linger = TimeSpan.FromMilliseconds(config.LingerMs),
            BufferMemory = config.BufferMemory,
            MaxBlock = Bounded(config.MaxBlockMs),
            RequestTimeout = TimeSpan.FromMilliseconds(config.RequestTimeoutMs),
            DeliveryTimeout = DeliveryTimeoutOf(config),
            Retries = config.Retries,
            MaxInFlight = config.MaxInFlightRequestsPerConnection,
            MaxRequestSize = config.MaxRequestSize,
            Idempotent = IsIdempotent(config),
            IgnoreKeys = config.PartitionerIgnoreKeys,
            Adaptive = config.PartitionerAdaptivePartitioningEnable,
            Partitioner = config.Partitioner,
            CustomPartitioner = config.CustomPartitioner,
            Compression = CompressionOf(config),
        };
    }

    /// <summary>On unless switched off, or at odds with something else that was set; asked for in so many words, that is an error.</summary>
    private static bool IsIdempotent(ProducerConfig config)
    {
        if (!config.EnableIdempotence)
        {
            return false;
        }

        var problem = config.Acks != Acks.All ? $"acks is {config.Get("acks")}, but must be all"
            : config.Retries == 0 ? "retries is 0, but must be at least 1"
            : config.MaxInFlightRequestsPerConnection > MostInFlightWithIdempotence
                ? string.Create(CultureInfo.InvariantCulture, $"max.in.flight.requests.per.connection is {config.MaxInFlightRequestsPerConnection}, but must be at most {MostInFlightWithIdempotence}")
            : null;
        return problem is null
            || (config.IsSet("enable.idempotence") ? throw Invalid($"enable.idempotence is true and {problem}.") : false);
    }

    private static TimeSpan DeliveryTimeoutOf(ProducerConfig config)
    {
        var least = config.LingerMs + config.RequestTimeoutMs;
        if (config.DeliveryTimeoutMs >= least)
        {
            return TimeSpan.FromMilliseconds(config.DeliveryTimeoutMs);
        }

        return config.IsSet("delivery.timeout.ms")
            ? throw Invalid(string.Create(CultureInfo.InvariantCulture, $"delivery.timeout.ms is {config.DeliveryTimeoutMs}, but must be at least linger.ms ({config.LingerMs}) and request.timeout.ms ({config.RequestTimeoutMs}) together."))
            : TimeSpan.FromMilliseconds(least);
    }

    private static RecordCompression? CompressionOf(ProducerConfig config)
    {
        var type = config.CompressionType;
        if (type == CompressionType.None)
        {
            return null;
        }

        var codec = config.CompressionCodecs.Find(type) ?? throw Invalid($"compression.type is {type}, but there is no codec for it.");
        var key = $"compression.{config.Get("compression.type")}.level";
        int? level = type != CompressionType.Snappy && config.IsSet(key) ? int.Parse(config.Get(key)!, CultureInfo.InvariantCulture) : null;
        return new RecordCompression(codec, level);
    }

    /// <summary>Kafka allows the largest number of milliseconds, which is more than a timer can take.</summary>
    private static TimeSpan Bounded(long milliseconds) => TimeSpan.FromMilliseconds(Math.Min(milliseconds, int.MaxValue));

    private static KafkaException Invalid(string message) => new(ErrorCode.InvalidConfig, message);
}
