using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MiniKafka.Dashboard.Serving;
using MiniKafka.Dashboard.Sources.InProcess;

namespace MiniKafka.Dashboard;

/// <summary>Dashboards of clusters in this process.</summary>
public static class DashboardExtensions
{
    /// <summary>Starts a dashboard of the cluster, on loopback unless told otherwise. Dispose of it before the cluster.</summary>
    /// <param name="kafka">The cluster.</param>
    /// <param name="port">The port to listen on; 0 takes a free one.</param>
    /// <param name="configure">Changes how it is served.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="IOException">The address is in use.</exception>
    public static Task<KafkaDashboard> StartDashboardAsync(
        this KafkaCluster kafka, int port = 0, Action<DashboardOptions>? configure = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(kafka);
        return KafkaDashboard.StartAsync(() => new InProcessSource(kafka), port, configure, cancellationToken);
    }

    /// <summary>
    /// Serves a dashboard of the cluster among an application's own addresses, until the application stops. Put what the application demands of its
    /// visitors on what is returned, as in <c>RequireAuthorization()</c>.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="kafka">The cluster.</param>
    /// <param name="pattern">Where, as in <c>/minikafka</c>.</param>
    /// <param name="configure">Changes how it is served.</param>
    public static IEndpointConventionBuilder MapMiniKafkaDashboard(
        this IEndpointRouteBuilder endpoints, KafkaCluster kafka, string pattern = "/minikafka", Action<DashboardOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(kafka);
        ArgumentNullException.ThrowIfNull(pattern);
        var root = pattern.Trim('/') is { Length: > 0 } trimmed ? "/" + trimmed : "";
        var options = new DashboardOptions();
        configure?.Invoke(options);
        var site = new DashboardSite(new InProcessSource(kafka), options);
        var lifetime = endpoints.ServiceProvider.GetRequiredService<IHostApplicationLifetime>();
        lifetime.ApplicationStopping.Register(() => site.DisposeAsync().AsTask().GetAwaiter().GetResult());
        return endpoints.Map(
            root + "/{**path}",
            context => site.AnswerAsync(context, "/" + context.Request.RouteValues["path"], root));
    }
}
