using Microsoft.Extensions.Diagnostics.HealthChecks;
using MiniKafka.ClusterTests.LogDirectories;

namespace MiniKafka.Hosting.Tests;

/// <summary>How well a host's cluster is.</summary>
public sealed class HealthTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task It_is_unhealthy_before_it_starts_and_when_it_has_stopped()
    {
        await using var host = HostUnderTest.Build();
        Assert.Equal(HealthStatus.Unhealthy, (await host.CheckHealthAsync()).Status);

        await host.StartAsync();
        Assert.Equal(HealthStatus.Healthy, (await host.CheckHealthAsync()).Status);

        await host.StopAsync();
        Assert.Equal(HealthStatus.Unhealthy, (await host.CheckHealthAsync()).Status);
    }

    [Fact]
    public async Task A_broker_that_was_killed_or_paused_degrades_it_until_it_is_back()
    {
        await using var host = await HostUnderTest.StartAsync("""{ "MiniKafka": { "BrokerCount": 3 } }""");
        var broker = host.Kafka.Brokers[1];
        await broker.KillAsync();
        var killed = await host.CheckHealthAsync();
        await broker.StartAsync();

        Assert.Equal((HealthStatus.Degraded, $"broker {broker.Id} is Stopped"), (killed.Status, killed.Description));
        var well = await host.CheckHealthAsync();
        Assert.Equal((HealthStatus.Healthy, host.Kafka.BootstrapServers), (well.Status, well.Data["bootstrap.servers"]));
    }

    [Fact]
    public async Task A_broker_that_stopped_by_itself_makes_it_unhealthy_with_the_reason()
    {
        var folder = Directory.CreateTempSubdirectory("minikafka-hosting-");
        try
        {
            var files = new BreakableFileSystem();
            await using var host = await HostUnderTest.StartAsync("{}", services => services.AddMiniKafka(options =>
            {
                options.DataDirectory = folder.FullName;
                options.FileSystemOf = _ => files;
            }));
            files.Break(folder.FullName);
            await using (var admin = host.Kafka.CreateAdmin(new Client.AdminConfig { RequestTimeoutMs = 1000, DefaultApiTimeoutMs = 2000 }))
            {
                await Assert.ThrowsAnyAsync<Exception>(() => admin.CreateTopicAsync("orders", partitions: 1).WaitAsync(Patience));
            }

            var reason = await host.Kafka.Brokers[0].WaitForFailureAsync().WaitAsync(Patience);
            var health = await host.CheckHealthAsync();
            Assert.Equal(HealthStatus.Unhealthy, health.Status);
            Assert.Equal($"Broker 0 stopped by itself: {reason.Message}", health.Description);
            Assert.Same(reason, health.Exception);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
