using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MiniKafka.Hosting;

/// <summary>A Kafka cluster among the services of a host.</summary>
public static class MiniKafkaServices
{
    /// <summary>The name of the health check.</summary>
    public const string HealthCheckName = "minikafka";

    /// <summary>
    /// Adds a cluster that starts before the application's own services do and stops after them. It is made as the section <c>MiniKafka</c> of the
    /// configuration says, and then as the callbacks say; it listens on free ports of loopback TCP unless they say otherwise, and logs as the host does.
    /// From then on <c>ConnectionStrings:kafka</c> and <c>Kafka:BootstrapServers</c> of the configuration are its address, and the
    /// <see cref="KafkaCluster"/> can be asked for like any other service. Its brokers are looked at by a health check. A second call
    /// adds to the same cluster.
    /// </summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="configure">Changes the options that the configuration gave.</param>
    public static IServiceCollection AddMiniKafka(this IServiceCollection services, Action<KafkaClusterOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (configure is not null)
        {
            services.AddSingleton(new ClusterChange(configure));
        }

        if (services.Any(static service => service.ServiceType == typeof(HostedCluster)))
        {
            return services;
        }

        services.AddSingleton<HostedCluster>();
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<HostedCluster>());
        services.AddSingleton(static provider => provider.GetRequiredService<HostedCluster>().Running);
        services.AddHealthChecks().AddCheck<ClusterHealthCheck>(HealthCheckName);
        return services;
    }
}
