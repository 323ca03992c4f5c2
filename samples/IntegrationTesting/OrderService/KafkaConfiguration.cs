using Confluent.Kafka;

namespace OrderService;

internal static class KafkaConfiguration
{
    /// <summary>A client's configuration, from the section "Kafka": Kafka:BootstrapServers is BootstrapServers, and so on.</summary>
    public static TConfig Kafka<TConfig>(this IConfiguration configuration)
        where TConfig : ClientConfig, new()
    {
        var config = new TConfig();
        configuration.GetSection("Kafka").Bind(config);
        return config;
    }
}
