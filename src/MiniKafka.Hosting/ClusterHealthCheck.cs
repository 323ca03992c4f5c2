using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MiniKafka.Hosting;

/// <summary>
/// Unhealthy when a broker stopped by itself, with its reason, or when none runs; degraded while some of them were stopped, killed or paused, which only
/// the program itself does.
/// </summary>
internal sealed class ClusterHealthCheck(HostedCluster hosted) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(hosted.Cluster is { } cluster ? Look(cluster) : HealthCheckResult.Unhealthy("The cluster does not run."));

    private static HealthCheckResult Look(KafkaCluster cluster)
    {
        var brokers = cluster.Brokers.Select(static broker => (broker.Id, broker.State, broker.FailureReason)).ToList();
        var data = new Dictionary<string, object>(StringComparer.Ordinal) { ["bootstrap.servers"] = cluster.BootstrapServers };
        foreach (var (id, state, _) in brokers)
        {
            data[$"broker {id}"] = state.ToString();
        }

        if (brokers.Find(static broker => broker.State == KafkaBrokerState.Failed) is { FailureReason: { } reason } failed)
        {
            return HealthCheckResult.Unhealthy($"Broker {failed.Id} stopped by itself: {reason.Message}", reason, data);
        }

        var absent = brokers.Where(static broker => broker.State != KafkaBrokerState.Running).Select(static broker => $"broker {broker.Id} is {broker.State}").ToList();
        var told = string.Join(", ", absent);
        return absent.Count == 0 ? HealthCheckResult.Healthy($"{brokers.Count} of {brokers.Count} brokers run.", data)
            : absent.Count < brokers.Count ? HealthCheckResult.Degraded(told, data: data)
            : HealthCheckResult.Unhealthy(told, data: data);
    }
}
