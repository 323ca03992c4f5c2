using System.Net;
using System.Net.Sockets;
using MiniKafka.Storage.Files;
using StrictReplay;

namespace MiniKafka.ClusterTests.Control;

/// <summary>A cluster that is disposed of whatever its brokers are about to do, and what is left of it then.</summary>
public sealed class DisposedClusterTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_start_that_waits_for_controllers_ends_with_the_cluster(bool durable)
    {
        using var folder = new Folder(durable);
        var kafka = await StartAsync(folder);
        await Task.WhenAll(kafka.Brokers.Select(broker => broker.KillAsync()));
        var start = kafka.Brokers[0].StartAsync();
        var behind = kafka.Brokers[0].StopAsync();
        await kafka.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => start);
        await behind;
        Assert.All(kafka.Brokers, broker => Assert.False(broker.IsRunning));
    }

    [Fact]
    public async Task What_is_asked_of_a_cluster_that_has_ended_is_refused_unless_there_is_nothing_left_to_do()
    {
        using var folder = new Folder(false);
        var kafka = await StartAsync(folder);
        await kafka.DisposeAsync();
        await kafka.DisposeAsync();
        await kafka.FlushAsync();
        await kafka.Brokers[0].StopAsync();
        await kafka.Brokers[0].KillAsync();
        kafka.Brokers[0].Resume();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => kafka.Brokers[0].StartAsync());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => kafka.Brokers[0].PauseAsync());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => kafka.AddBrokerAsync());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => kafka.WaitForLeaderAsync("orders", 0));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => kafka.WaitForControllerAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whatever_was_asked_of_brokers_ends_with_the_cluster(bool durable)
    {
        using var folder = new Folder(durable);
        for (var round = 0; round < 8; round++)
        {
            var kafka = await StartAsync(folder);
            var (one, two, three) = (kafka.Brokers[0], kafka.Brokers[1], kafka.Brokers[2]);
            Task[] asked = round switch
            {
                0 => [one.StopAsync(), two.KillAsync(), three.PauseAsync()],
                1 => [one.PauseAsync(), two.PauseAsync(), three.PauseAsync()],
                2 => [one.KillAsync(), one.StartAsync(), two.KillAsync(), two.StartAsync()],
                3 => [one.StopAsync(), one.StartAsync(), one.StopAsync(), two.StopAsync(), three.StopAsync()],
                4 => [kafka.AddBrokerAsync(), one.KillAsync()],
                5 => [one.PauseAsync(), one.KillAsync(), one.StartAsync(), two.PauseAsync(), two.StopAsync()],
                6 => [kafka.FlushAsync(), one.StopAsync(), kafka.FlushAsync()],
                _ => [kafka.DisposeAsync().AsTask(), kafka.DisposeAsync().AsTask(), one.StopAsync(), two.StartAsync()],
            };
            await kafka.DisposeAsync();

            foreach (var task in asked)
            {
                var failure = await Record.ExceptionAsync(() => task.WaitAsync(TimeSpan.FromSeconds(30)));
                Assert.True(
                    failure is null or ObjectDisposedException or OperationCanceledException or InvalidOperationException or IOException,
                    $"round {round}: {failure}");
            }

            Assert.All(kafka.Brokers, broker => Assert.False(broker.IsRunning, $"round {round}: broker {broker.Id} runs"));
        }
    }

    [Fact]
    public async Task A_cluster_one_of_whose_brokers_cannot_start_does_not_wait_for_a_majority()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var start = KafkaCluster.StartAsync(options =>
        {
            options.BrokerCount = 2;
            options.Listen(port - 1);
        });
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => start.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Contains($"127.0.0.1:{port}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_start_that_is_cancelled_leaves_nothing_running()
    {
        using var folder = new Folder(exists: true);
        await (await StartAsync(folder)).DisposeAsync();
        using var cancellation = new CancellationTokenSource();
        var start = KafkaCluster.StartAsync(
            options =>
            {
                options.BrokerCount = 3;
                options.DataDirectory = folder.Path;
                options.Topics.Add("orders", 1, 3);
                options.FileSystemOf = _ =>
                {
                    cancellation.Cancel();
                    return new DiskFileSystem();
                };
            },
            cancellation.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => start);

        // Its directories are free for the next one.
        await (await StartAsync(folder)).DisposeAsync();
    }

    private static Task<KafkaCluster> StartAsync(Folder folder) => KafkaCluster.StartAsync(options =>
    {
        options.BrokerCount = 3;
        options.DataDirectory = folder.Path;
        options.Topics.Add("orders", 1, 3);
    });

    private sealed class Folder(bool exists) : IDisposable
    {
        private readonly JudgedFolder? _folder = exists ? new JudgedFolder("minikafka-") : null;

        public string? Path => _folder?.FullName;

        public void Dispose() => _folder?.Dispose();
    }
}
