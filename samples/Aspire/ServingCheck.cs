using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using MiniKafka.Client;
using MiniKafka.Model;

namespace MiniKafka.Aspire;

/// <summary>Healthy when the server answers what its cluster consists of.</summary>
internal sealed class ServingCheck(MiniKafkaResource resource) : IHealthCheck
{
    private const int PatienceMs = 5000;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var admin = new AdminClient(new AdminConfig
            {
                BootstrapServers = await resource.ConnectionStringExpression.GetValueAsync(cancellationToken),
                RequestTimeoutMs = PatienceMs,
                DefaultApiTimeoutMs = PatienceMs,
            });
            var cluster = await admin.DescribeClusterAsync(cancellationToken);
            return HealthCheckResult.Healthy($"{cluster.Brokers.Count} brokers serve.");
        }
        catch (KafkaException absent)
        {
            return HealthCheckResult.Unhealthy(absent.Message, absent);
        }
    }
}
