using MiniKafka.Client;
using MiniKafka.Storage.Files;
using StrictReplay;

namespace MiniKafka.ClusterTests.Control;

public sealed class KilledBrokerTests : IDisposable
{
    private readonly JudgedFolder _directory = new("minikafka");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Kill_leaves_the_files_as_they_were_and_releases_the_lock()
    {
        await using var kafka = await KafkaCluster.StartAsync(options =>
        {
            options.DataDirectory = _directory.FullName;
            options.Topics.Add("orders");
        });
        await using (var producer = kafka.CreateProducer<string, string>())
        {
            await producer.ProduceAsync("orders", new Message<string, string> { Value = "kept" });
        }

        await kafka.Brokers[0].PauseAsync();
        var before = Contents();
        await kafka.Brokers[0].KillAsync();
        Assert.Equal(before, Contents());
        Assert.DoesNotContain(".kafka_cleanshutdown", before.Keys);
        using (var held = new DiskFileSystem().TryLock(Path.Combine(_directory.FullName, ".lock"), "test", out _))
        {
            Assert.NotNull(held);
        }

        await kafka.Brokers[0].StartAsync();
        Assert.Equal(1, kafka.Brokers[0].Node!.Replicas.Partitions.Single(partition => partition.Id.Topic == "orders").Log.LogEndOffset);
    }

    [Fact]
    public async Task Kill_does_not_wait_for_a_start_that_finds_no_majority_of_controllers()
    {
        await using var kafka = await ClusterOfThree.StartAsync();
        await Task.WhenAll(kafka.Brokers.Select(broker => broker.KillAsync()));
        var alone = kafka.Brokers[0];
        var first = alone.StartAsync();
        while (!alone.IsRunning)
        {
            Assert.False(first.IsCompleted);
            await Task.Yield();
        }

        var kill = alone.KillAsync();

        // A start that another kill stands behind already does not even begin to wait.
        var second = alone.StartAsync();
        await Task.WhenAll(kill, alone.KillAsync());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.False(alone.IsRunning);

        await Task.WhenAll(kafka.Brokers.Select(broker => broker.StartAsync()));
        await kafka.LeadersAsync();
    }

    private SortedDictionary<string, string> Contents() => new(
        new DirectoryInfo(_directory.FullName).EnumerateFiles("*", SearchOption.AllDirectories).Where(file => file.Name != ".lock").ToDictionary(
            file => Path.GetRelativePath(_directory.FullName, file.FullName), file => Convert.ToHexString(Bytes(file.FullName))),
        StringComparer.Ordinal);

    private static byte[] Bytes(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
