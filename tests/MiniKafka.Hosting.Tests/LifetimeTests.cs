using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MiniKafka.Client;
using MiniKafka.Model;

namespace MiniKafka.Hosting.Tests;

/// <summary>From when to when the cluster of a host runs, and how the application finds it.</summary>
public sealed class LifetimeTests
{
    private const string OneTopic = """{ "MiniKafka": { "Topics": ["orders"], "Properties": { "auto.create.topics.enable": "false" } } }""";

    [Fact]
    public async Task A_service_that_was_added_before_the_cluster_produces_while_it_starts_and_while_it_stops()
    {
        await using var host = await HostUnderTest.StartAsync(OneTopic, static services => services.AddSingleton<Kitchen>().AddHostedService(provider => provider.GetRequiredService<Kitchen>()));
        await host.StopAsync();

        Assert.Equal([0, 1], host.Services.GetRequiredService<Kitchen>().Offsets);
    }

    [Theory]
    [InlineData("ConnectionStrings:kafka")]
    [InlineData("Kafka:BootstrapServers")]
    public async Task The_configuration_tells_the_address_whatever_it_told_before(string key)
    {
        await using var host = await HostUnderTest.StartAsync("""{ "ConnectionStrings": { "kafka": "elsewhere:9092" } }""");

        Assert.StartsWith("127.0.0.1:", host.Configuration[key], StringComparison.Ordinal);
        Assert.Equal(host.Kafka.BootstrapServers, host.Configuration[key]);
    }

    [Fact]
    public async Task The_cluster_can_be_asked_for_while_it_runs_and_only_then()
    {
        await using var host = HostUnderTest.Build();
        Assert.Contains("starts and stops with the host", Assert.Throws<InvalidOperationException>(() => host.Kafka).Message, StringComparison.Ordinal);

        await host.StartAsync();
        var kafka = host.Kafka;
        await host.StopAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => kafka.AddBrokerAsync());
    }

    [Fact]
    public async Task A_host_that_could_not_start_takes_the_cluster_with_it_when_it_is_disposed_of()
    {
        KafkaCluster? kafka = null;
        await using (var host = HostUnderTest.Build("{}", services => services.AddHostedService(provider => new Broken(() => kafka = provider.GetRequiredService<KafkaCluster>()))))
        {
            await Assert.ThrowsAsync<NotSupportedException>(host.StartAsync);
        }

        await Assert.ThrowsAsync<ObjectDisposedException>(() => kafka!.AddBrokerAsync());
    }

    [Fact]
    public async Task What_the_brokers_log_goes_through_the_host()
    {
        using var logs = new LoggedLines();
        await using var host = await HostUnderTest.StartAsync("{}", services => services.AddLogging(logging => logging.AddProvider(logs)));

        Assert.Contains($"MiniKafka.Hosting.HostedCluster: Kafka serves at {host.Kafka.BootstrapServers}.", logs.Lines);
        Assert.Contains(logs.Lines, static line => line.StartsWith("MiniKafka.Broker", StringComparison.Ordinal));
    }

    /// <summary>Notes when it starts and when it stops, with a producer that has nothing but the configuration.</summary>
    private sealed class Kitchen(IConfiguration configuration) : IHostedService
    {
        public List<long> Offsets { get; } = [];

        public Task StartAsync(CancellationToken cancellationToken) => NoteAsync("opens", cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => NoteAsync("closes", cancellationToken);

        private async Task NoteAsync(string what, CancellationToken cancellationToken)
        {
            await using var producer = new Producer<string, string>(new ProducerConfig { BootstrapServers = configuration.GetConnectionString("kafka") });
            Offsets.Add((await producer.ProduceAsync(new TopicPartition("orders", 0), new Message<string, string> { Value = what }, cancellationToken)).Offset);
        }
    }

    private sealed class Broken(Action starting) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            starting();
            throw new NotSupportedException("It does not start.");
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
