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

    /// <summary>Time limit of calls, in milliseconds; 60000 by default.</summary>
    public int DefaultApiTimeoutMs
    {
        get => Int("default.api.timeout.ms");
        set => Assign("default.api.timeout.ms", value);
    }
}
