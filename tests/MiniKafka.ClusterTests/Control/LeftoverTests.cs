using System.Diagnostics;
using MiniKafka.Client;
using StrictReplay;

namespace MiniKafka.ClusterTests.Control;

public sealed class LeftoverTests
{
    [Fact]
    public async Task Disposed_cluster_leaves_nothing_behind()
    {
        using var directory = new JudgedFolder("minikafka");
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["exec", typeof(Program).Assembly.Location, Leftovers.Command, directory.FullName])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var left = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"exit code {process.ExitCode}: {await errors}");
        Assert.Equal("", await errors);
        Assert.Equal("", left);
    }

    [Fact]
    public async Task Clusters_live_side_by_side_without_knowing_of_each_other()
    {
        var clusters = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => KafkaCluster.StartAsync(options =>
        {
            options.BrokerCount = 2;
            options.Listen();
            options.Topics.Add("orders", partitions: 1, replicationFactor: 2);
        })));
        await clusters[0].DisposeAsync();
        await clusters[1].Brokers[0].PauseAsync();
        clusters[2].Links.Around(clusters[2].Brokers[0]).Cut();
        await using (var producer = clusters[3].CreateProducer<string, string>())
        {
            Assert.Equal(0, (await producer.ProduceAsync("orders", new Message<string, string> { Value = "mine" })).Offset);
        }

        Assert.Equal(6, clusters.Skip(1).SelectMany(cluster => cluster.BootstrapServers.Split(',')).Distinct().Count());
        await Task.WhenAll(clusters.Select(cluster => cluster.DisposeAsync().AsTask()));
    }
}
