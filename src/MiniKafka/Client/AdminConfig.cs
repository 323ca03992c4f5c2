using System.Globalization;
using MiniKafka.Configuration;
using MiniKafka.Model;

namespace MiniKafka.Client;

/// <summary>How an administrative client is configured: typed, or under Kafka's own names.</summary>
public sealed class AdminConfig : ClientConfig
{
    /// <summary>A configuration with Kafka's defaults.</summary>
    public AdminConfig()
        : this(null)
    {
    }

    /// <summary>A configuration with values under Kafka's own names.</summary>
    /// <exception cref="KafkaException">A name is unknown, or a value is not allowed.</exception>
    public AdminConfig(IEnumerable<KeyValuePair<string, string>>? properties)
        : base(ConfigTables.Admin, properties)
    {
    }

    /// <summary>How often a call is tried again after an error that may pass; as often as time allows by default.</summary>
    public int Retries
    {
        get => Int("retries");
        set => Assign("retries", value);
    }

    /// <summary>Time limit of calls, in milliseconds; 60000 by default.</summary>
    public int DefaultApiTimeoutMs
    {
        get => Int("default.api.timeout.ms");
        set => Assign("default.api.timeout.ms", value);
    }

    /// <exception cref="KafkaException">Two values do not go together; the message names both.</exception>
    internal void Check()
    {
        CheckTransport();
        Require(
            DefaultApiTimeoutMs >= RequestTimeoutMs || !IsSet("default.api.timeout.ms"),
            string.Create(CultureInfo.InvariantCulture, $"default.api.timeout.ms = {DefaultApiTimeoutMs} must be at least request.timeout.ms = {RequestTimeoutMs}."));
    }
}
