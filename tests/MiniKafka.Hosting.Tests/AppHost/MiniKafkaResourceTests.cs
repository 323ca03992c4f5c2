using System.Diagnostics;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using MiniKafka.Aspire;
using MiniKafka.Client;

namespace MiniKafka.Hosting.Tests.AppHost;

/// <summary>The resource of the Aspire sample. What Aspire's orchestrator would do, starting the process and saying where it listens, is done by hand.</summary>
public sealed class MiniKafkaResourceTests
{
    [Fact]
    public async Task It_starts_a_server_that_is_healthy_as_soon_as_it_serves_under_its_connection_string()
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { DisableDashboard = true });
        var kafka = builder.AddMiniKafka("kafka").WithArgs("--topic", "orders:6");
        var endpoint = Assert.Single(kafka.Resource.Annotations.OfType<EndpointAnnotation>());
        endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, "localhost", endpoint.Port!.Value);
        await using var application = builder.Build();
        var health = application.Services.GetRequiredService<HealthCheckService>();
        Assert.Equal(HealthStatus.Unhealthy, await StatusAsync());

        using var server = await StartAsync(kafka.Resource);
        try
        {
            var announced = await server.StandardOutput.ReadLineAsync();
            Assert.Equal($"bootstrap.servers=127.0.0.1:{endpoint.Port}", announced);
            Assert.Equal(HealthStatus.Healthy, await StatusAsync());
            await using var admin = new AdminClient(new AdminConfig { BootstrapServers = await kafka.Resource.ConnectionStringExpression.GetValueAsync(default) });
            Assert.Equal(6, Assert.Single(await admin.DescribeTopicsAsync(["orders"])).Partitions.Count);
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync();
        }

        async Task<HealthStatus> StatusAsync() => (await health.CheckHealthAsync(check => check.Name == "kafka_check")).Status;
    }

    /// <summary>Starts what the resource says.</summary>
    private static async Task<Process> StartAsync(MiniKafkaResource resource)
    {
        var arguments = new List<object>();
        foreach (var said in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>())
        {
            await said.Callback(new CommandLineArgsCallbackContext(arguments));
        }

        return Process.Start(new ProcessStartInfo(resource.Command, arguments.Select(argument => (string)argument))
        {
            WorkingDirectory = resource.WorkingDirectory,
            RedirectStandardOutput = true,
        })!;
    }
}
