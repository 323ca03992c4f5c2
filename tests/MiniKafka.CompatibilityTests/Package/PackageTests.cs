using MiniKafka.CompatibilityTests.Clients;

namespace MiniKafka.CompatibilityTests.Package;

/// <summary>The package as its users get it.</summary>
public sealed class PackageTests
{
    /// <summary>A service of a host, which hands its loggers to the cluster, and Confluent's clients in the same process.</summary>
    private const string HostedCluster = """
        using Confluent.Kafka;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Hosting;
        using Microsoft.Extensions.Logging;
        using MiniKafka;

        var builder = Host.CreateApplicationBuilder(args);
        builder.Services.AddHostedService<Kitchen>();
        using var host = builder.Build();
        await host.RunAsync();

        internal sealed class Kitchen(ILoggerFactory loggers, IHostApplicationLifetime lifetime) : BackgroundService
        {
            protected override async Task ExecuteAsync(CancellationToken stoppingToken)
            {
                await using var kafka = await KafkaCluster.StartAsync(options =>
                {
                    options.Listen();
                    options.LoggerFactory = loggers;
                    options.Topics.Add("orders", partitions: 1);
                }, stoppingToken);
                using var producer = new ProducerBuilder<Null, string>(new ProducerConfig { BootstrapServers = kafka.BootstrapServers }).Build();
                await producer.ProduceAsync("orders", new Message<Null, string> { Value = "two coffees" }, stoppingToken);
                using var consumer = new ConsumerBuilder<Null, string>(new ConsumerConfig { BootstrapServers = kafka.BootstrapServers, GroupId = "kitchen" }).Build();
                consumer.Assign(new TopicPartitionOffset("orders", 0, Offset.Beginning));
                Console.WriteLine($"Served: {consumer.Consume(stoppingToken).Message.Value}");
                lifetime.StopApplication();
            }
        }
        """;

    [Fact]
    public async Task A_project_beside_newer_packages_of_the_framework_restores_builds_without_warnings_and_runs()
    {
        using var library = await PackedLibrary.PackAsync();
        using var project = new FreshProject(library, HostedCluster, ("Microsoft.Extensions.Hosting", "10.0.12"), ("Confluent.Kafka", "2.16.0"));
        await project.BuildAsync();

        Assert.Contains("Served: two coffees", await project.RunAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_package_brings_the_library_alone_and_asks_for_the_least_versions_of_the_few_packages_it_needs()
    {
        using var library = await PackedLibrary.PackAsync();

        Assert.Equal(["README.md", "lib/net10.0/MiniKafka.dll", "lib/net10.0/MiniKafka.xml"], library.Files());
        Assert.Equal(
            ["K4os.Compression.LZ4", "Microsoft.Extensions.Logging.Abstractions", "Snappier", "ZstdSharp.Port"], library.Dependencies().Select(dependency => dependency.Id));
        Assert.All(library.Dependencies(), static dependency => Assert.Matches(@"^\d+(\.\d+)+$", dependency.Version));
    }
}
