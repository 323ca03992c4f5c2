using System.Net;
using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MiniKafka.Aspire;

/// <summary>Adds MiniKafka to an Aspire application.</summary>
public static class MiniKafkaBuilderExtensions
{
    /// <summary>
    /// Adds a server with one broker. More is said as on its command line: <c>builder.AddMiniKafka("kafka").WithArgs("--topic", "orders:6")</c>; who depends on
    /// it says <c>.WithReference(kafka).WaitFor(kafka)</c> and finds its address under <c>ConnectionStrings:kafka</c>.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The name of the resource and of its connection string.</param>
    /// <param name="port">Where it listens; a free port when it is not said.</param>
    public static IResourceBuilder<MiniKafkaResource> AddMiniKafka(this IDistributedApplicationBuilder builder, [ResourceName] string name, int? port = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var resource = new MiniKafkaResource(name);
        var check = $"{name}_check";
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(check, _ => new ServingCheck(resource), failureStatus: null, tags: null));

        // A Kafka client goes where the broker says it is, so nothing may stand between them.
        var listener = port ?? FreePort();
        return builder.AddResource(resource)
            .WithArgs("exec", Path.Combine(AppContext.BaseDirectory, "MiniKafka.Server.dll"), "--port", $"{listener}")
            .WithEndpoint(port: listener, targetPort: listener, scheme: "tcp", name: MiniKafkaResource.EndpointName, isProxied: false)
            .WithHealthCheck(check);
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
