using Checkout;
using MiniKafka.Client;
using MiniKafka.CompatibilityTests.Clients;

namespace MiniKafka.CompatibilityTests.Package;

/// <summary>The packages as their users get and use them.</summary>
[Collection(nameof(PackedFeed))]
public sealed class PackageTests(PackedFeed feed)
{
    /// <summary>A host with a cluster, which gets its loggers, and Confluent's clients in the same process.</summary>
    private const string HostedCluster = """
        using Confluent.Kafka;
        using Microsoft.Extensions.Configuration;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Hosting;
        using MiniKafka.Hosting;

        var builder = Host.CreateApplicationBuilder(args);
        builder.Services.AddHostedService<Kitchen>();
        builder.Services.AddMiniKafka(options => options.Topics.Add("orders", partitions: 1));
        using var host = builder.Build();
        await host.RunAsync();

        internal sealed class Kitchen(IConfiguration configuration, IHostApplicationLifetime lifetime) : BackgroundService
        {
            protected override async Task ExecuteAsync(CancellationToken stoppingToken)
            {
                var address = configuration.GetConnectionString("kafka");
                using var producer = new ProducerBuilder<Null, string>(new ProducerConfig { BootstrapServers = address }).Build();
                await producer.ProduceAsync("orders", new Message<Null, string> { Value = "two coffees" }, stoppingToken);
                using var consumer = new ConsumerBuilder<Null, string>(new ConsumerConfig { BootstrapServers = address, GroupId = "kitchen" }).Build();
                consumer.Assign(new TopicPartitionOffset("orders", 0, Offset.Beginning));
                Console.WriteLine($"Served: {consumer.Consume(stoppingToken).Message.Value}");
                lifetime.StopApplication();
            }
        }
        """;

    /// <summary>A host whose cluster is described by its configuration.</summary>
    private const string ConfiguredCluster = """
        using Microsoft.Extensions.Configuration;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Hosting;
        using MiniKafka;
        using MiniKafka.Client;
        using MiniKafka.Hosting;

        internal static class Hosted
        {
            public static async Task RunAsync()
            {
                var builder = Host.CreateEmptyApplicationBuilder(null);
                builder.Configuration.AddInMemoryCollection(
                    [new("MiniKafka:BrokerCount", "2"), new("MiniKafka:Topics:0:Name", "orders"), new("MiniKafka:Topics:0:Partitions", "3")]);
                builder.Services.AddMiniKafka();
                using var host = builder.Build();
                await host.StartAsync();
                await using var admin = new AdminClient(new AdminConfig { BootstrapServers = host.Services.GetRequiredService<IConfiguration>().GetConnectionString("kafka") });
                var orders = (await admin.DescribeTopicsAsync(["orders"]))[0];
                Console.WriteLine($"Hosted: {orders.Partitions.Count} partitions on {host.Services.GetRequiredService<KafkaCluster>().Brokers.Count} brokers");
                await host.StopAsync();
            }
        }
        """;

    [Fact]
    public async Task A_project_beside_newer_packages_of_the_framework_restores_builds_without_warnings_and_runs()
    {
        using var project = new FreshProject(
            feed, HostedCluster, ("MiniKafka.Hosting", feed.Version), ("Microsoft.Extensions.Hosting", "10.0.12"), ("Confluent.Kafka", "2.16.0"));
        await project.BuildAsync();

        Assert.Contains("Served: two coffees", await project.RunAsync(), StringComparison.Ordinal);
    }

    [ToolFact(nameof(ExternalClient.NativeLinker))]
    public async Task The_first_program_and_a_host_are_published_as_native_programs_without_a_warning_and_run()
    {
        var quickStart = await File.ReadAllTextAsync(Path.Combine(RepositoryFolder.Root, "samples", "QuickStart", "Program.cs"));
        const string begin = "const string Topic";
        using var project = new FreshProject(
            feed, quickStart.Replace(begin, $"if (args is [\"--hosted\"]) {{ await Hosted.RunAsync(); return 0; }}\n{begin}", StringComparison.Ordinal),
            ("MiniKafka.Hosting", feed.Version), ("Microsoft.Extensions.Hosting", "10.0.12"));
        project.Write("Hosted.cs", ConfiguredCluster);
        project.Write("lines.txt", "one\ntwo\nthree\n");
        await project.PublishNativeAsync();

        Assert.Contains("All 3 lines came back", await project.RunNativeAsync(project.PathOf("lines.txt")), StringComparison.Ordinal);
        Assert.Contains("Hosted: 3 partitions on 2 brokers", await project.RunNativeAsync("--hosted"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_server_is_installed_as_a_tool_and_serves()
    {
        using var tools = new TemporaryFolder();
        await CommandLine.RunAsync(
            "dotnet", "tool", "install", "MiniKafka.Server", "--version", feed.Version, "--add-source", feed.Folder, "--tool-path", tools.File("bin"));
        await using var server = await ServerProcess.OfProgramAsync(
            tools.File(Path.Combine("bin", OperatingSystem.IsWindows() ? "minikafka.exe" : "minikafka")), "--port", "0", "--topic", "orders:6", "--ui", "0");
        await using var admin = new AdminClient(new AdminConfig { BootstrapServers = server.BootstrapServers });

        Assert.Equal(6, Assert.Single(await admin.DescribeTopicsAsync(["orders"])).Partitions.Count);
        using var visitor = new HttpClient { BaseAddress = await server.DashboardAsync() };
        Assert.Contains("\"total\":1", await visitor.GetStringAsync("api/topics"), StringComparison.Ordinal);
    }
}
