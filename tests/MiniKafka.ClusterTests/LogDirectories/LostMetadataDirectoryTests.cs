using MiniKafka.Client;
using MiniKafka.Model;

namespace MiniKafka.ClusterTests.LogDirectories;

/// <summary>A broker whose metadata, or whose last log directory, is on a disk that fails stops by itself; to others it looks like a killed one.</summary>
public sealed class LostMetadataDirectoryTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>As long as no broker answers it waits for metadata, which max.block.ms bounds, not the delivery's timeout.</summary>
    private static readonly ProducerConfig Impatient = new() { MaxBlockMs = 2000, DeliveryTimeoutMs = 2000, RequestTimeoutMs = 1000, LingerMs = 0 };

    private readonly ManyDirectories _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task A_broker_alone_fails_producers_in_time_tells_why_it_stopped_and_starts_again_when_the_disk_is_back()
    {
        await using var kafka = await _world.StartAsync(partitions: 2);
        await ManyDirectories.ProduceAsync(kafka, 0, from: 0, count: 10);
        await kafka.FlushAsync();
        var broker = kafka.Brokers[0];
        var failing = broker.WaitForFailureAsync();
        Assert.False(failing.IsCompleted);

        _world.Files.Break(_world.First);
        _world.Files.Break(_world.Second);
        await using (var producer = kafka.CreateProducer<string, string>(Impatient))
        {
            for (var partition = 0; partition < 2; partition++)
            {
                var sending = producer.ProduceAsync(new TopicPartition(ManyDirectories.Topic, partition), new Message<string, string> { Key = "k", Value = "lost" });
                await Assert.ThrowsAnyAsync<KafkaException>(() => sending.WaitAsync(Patience));
            }
        }

        var failure = await failing.WaitAsync(Patience);
        Assert.Contains(_world.First, failure.Message, StringComparison.Ordinal);
        Assert.IsType<IOException>(failure);
        Assert.False(broker.IsRunning);
        await using (var late = kafka.CreateProducer<string, string>(Impatient))
        {
            var sending = late.ProduceAsync(ManyDirectories.Topic, new Message<string, string> { Key = "k", Value = "lost" });
            await Assert.ThrowsAnyAsync<KafkaException>(() => sending.WaitAsync(Patience));
            await late.FlushAsync().WaitAsync(Patience);
        }

        _world.Files.Mend(_world.First);
        _world.Files.Mend(_world.Second);
        await broker.StartAsync().WaitAsync(Patience);
        Assert.True(broker.IsRunning);
        Assert.False(broker.WaitForFailureAsync().IsCompleted);
        Assert.Equal(Enumerable.Range(0, 10), await ManyDirectories.ConsumeAsync(kafka, 0, 10));
        await ManyDirectories.ProduceAsync(kafka, 1, from: 0, count: 10);
    }

    [Fact]
    public async Task The_other_brokers_take_over_from_one_that_lost_its_metadata()
    {
        var kafka = await _world.StartAsync(partitions: 3, brokers: 3);
        for (var partition = 0; partition < 3; partition++)
        {
            await ManyDirectories.ProduceAsync(kafka, partition, from: 0, count: 10);
        }

        var broken = kafka.Brokers[1];
        var failing = broken.WaitForFailureAsync();
        _world.Files.Break(_world.FirstOf(1));
        for (var partition = 0; partition < 3; partition++)
        {
            await ManyDirectories.ProduceAsync(kafka, partition, from: 10, count: 10).WaitAsync(Patience);
        }

        var failure = await failing.WaitAsync(Patience);
        Assert.Contains(_world.FirstOf(1), failure.Message, StringComparison.Ordinal);
        for (var partition = 0; partition < 3; partition++)
        {
            Assert.NotEqual(broken, await kafka.WaitForLeaderAsync(ManyDirectories.Topic, partition).WaitAsync(Patience));
            Assert.Equal(Enumerable.Range(0, 20), (await ManyDirectories.ConsumeAsync(kafka, partition, 20)).Order());
        }

        // The disk stays broken: what is left of the cluster can be disposed of all the same.
        await kafka.DisposeAsync().AsTask().WaitAsync(Patience);
    }

    [Fact]
    public async Task Flushing_tells_of_a_directory_that_failed_and_of_a_broker_that_stopped_meanwhile()
    {
        await using var kafka = await _world.StartAsync(partitions: 2);
        await ManyDirectories.ProduceAsync(kafka, 0, from: 0, count: 10);
        await ManyDirectories.ProduceAsync(kafka, 1, from: 0, count: 10);
        var failing = kafka.Brokers[0].WaitForFailureAsync();

        _world.Files.Break(_world.Second);
        var lost = await Assert.ThrowsAsync<IOException>(() => kafka.FlushAsync().WaitAsync(Patience));
        Assert.Contains("broker 0", lost.Message, StringComparison.Ordinal);
        Assert.False(failing.IsCompleted);

        var node = kafka.Nodes[0];
        _world.Files.Break(_world.First);
        await failing.WaitAsync(Patience);
        Assert.False(kafka.Brokers[0].IsRunning);
        var ended = await Assert.ThrowsAsync<IOException>(() => node.FlushAsync().WaitAsync(Patience));
        Assert.Contains("broker 0", ended.Message, StringComparison.OrdinalIgnoreCase);

        // A stop in good order that the failure came before has nothing left to do.
        await node.LeaveAsync(TimeSpan.FromSeconds(10)).WaitAsync(Patience);
        await node.DisposeAsync().AsTask().WaitAsync(Patience);

        // Nobody runs who could hold anything that is not durable.
        await kafka.FlushAsync().WaitAsync(Patience);
    }

    [Fact]
    public async Task Waiting_for_a_failure_can_be_given_up_and_being_killed_or_stopped_is_none()
    {
        await using var kafka = await _world.StartAsync(partitions: 1);
        var broker = kafka.Brokers[0];
        var failing = broker.WaitForFailureAsync();
        await broker.KillAsync();
        await broker.StartAsync();
        await broker.StopAsync();
        Assert.False(failing.IsCompleted);
        using var givenUp = new CancellationTokenSource();
        var waiting = broker.WaitForFailureAsync(givenUp.Token);
        await givenUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }
}
